"""Is a scan's content whole? Cheap tests of the end marks and sizes that each format promises, without decoding.

A True is no proof that the file can be decoded (probing does that); a False says that bytes are missing that the format needs.
Unknown types have no such marks: True. Every loop is bounded, whatever the file claims about itself.
"""

import os
import re
import struct
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from ingest.stability import Content

_TAIL = 64 * 1024
_HEAD = 1024
_MIN = 16
_MAX_DIRECTORIES = 20_000
_MAX_ENTRIES = 4096
_MAX_STRIPS = 1_000_000
_MAX_BOXES = 10_000
_FARTHEST = 1 << 43
_CHUNK = 1 << 20
_PADDING = b"\0\r\n\t \x1a"
_TYPE_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_NUMBER_LETTERS = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}
_OFFSETS_AND_COUNTS = ((273, 279), (324, 325), (513, 514))
_COMPRESSION = 259


def look_into(path: Path) -> Content:
    """Test a regular file's content; a link in its place or an unreadable file raises OSError."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        return check_content(file, os.fstat(descriptor).st_size)


def check_content(file: BinaryIO, size: int) -> Content:
    """Test an open file of `size` bytes (positioned anywhere)."""
    head = _read(file, 0, _HEAD)
    if size < _MIN or not head.strip(b"\0"):
        return Content(whole=False)
    if head[:4] in {b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"}:
        return Content(whole=_tiff(file, size), paged=True)
    for test, known in _TESTS:
        if known(head):
            return Content(whole=test(file, size))
    return Content(whole=True)


def _read(file: BinaryIO, offset: int, length: int) -> bytes:
    if offset > _FARTHEST:
        return b""
    file.seek(offset)
    return file.read(length)


def _tail(file: BinaryIO, size: int) -> bytes:
    """The last bytes without padding. A copy that reserved its full size first has zeros here."""
    return _read(file, max(0, size - _TAIL), _TAIL).rstrip(_PADDING)


def _pdf(file: BinaryIO, size: int) -> bool:
    """End mark near the end, its cross-reference inside the file, and all bytes that a linearised file announces."""
    announced = re.search(rb"/Linearized\b.{0,200}?/L\s+(\d{1,15})\b", _read(file, 0, _HEAD), re.DOTALL)
    end = _tail(file, size)
    written = max(0, size - _TAIL) + len(end)
    if announced and int(announced[1]) > written + len(_PADDING):
        return False
    mark = end.rfind(b"%%EOF")
    if mark < 0 or len(end) - mark > _HEAD:
        return False
    start = re.search(rb"startxref\s+(\d{1,15})\s*$", end[max(0, mark - 64) : mark])
    return start is None or int(start[1]) < size


def _jpeg(file: BinaryIO, size: int) -> bool:
    """End of image at the end; else (trailing data of phones and scanners) found by walking the segments."""
    return _tail(file, size).endswith(b"\xff\xd9") or _walk_jpeg(file, size)


def _walk_jpeg(file: BinaryIO, size: int) -> bool:
    offset = 2
    for _ in range(_MAX_BOXES):
        marker = _read(file, offset, 4)
        if len(marker) < 2 or marker[0] != 0xFF:
            return False
        code = marker[1]
        if code == 0xD9:
            return True
        if code == 0xFF:
            offset += 1
        elif 0xD0 <= code <= 0xD8 or code == 0x01:
            offset += 2
        elif len(marker) < 4:
            return False
        else:
            offset += 2 + struct.unpack(">H", marker[2:])[0]
            if code == 0xDA:
                offset = _next_marker(file, offset, size)
    return False


def _next_marker(file: BinaryIO, offset: int, size: int) -> int:
    """Where the entropy-coded data from `offset` ends: at a marker that is neither stuffing nor a restart; `size` where nowhere."""
    while offset < size:
        chunk = _read(file, offset, _CHUNK)
        found = re.search(rb"\xff[^\x00\xd0-\xd7\xff]", chunk)
        if found:
            return offset + found.start()
        offset += max(1, len(chunk) - 1)
    return size


def _png(file: BinaryIO, size: int) -> bool:
    return b"IEND\xaeB`\x82" in _tail(file, size)


def _webp(file: BinaryIO, size: int) -> bool:
    announced: int = struct.unpack("<I", _read(file, 4, 4))[0]
    return announced + 8 <= size


def _bmp(file: BinaryIO, size: int) -> bool:
    announced, _, pixels = struct.unpack("<III", _read(file, 2, 12))
    return bool(max(announced, pixels + 1) <= size)


def _heic(file: BinaryIO, size: int) -> bool:
    """Every top-level box inside the file, with the one that describes the images among them."""
    offset, described = 0, False
    for _ in range(_MAX_BOXES):
        if offset == size:
            return described
        header = _read(file, offset, 16)
        if len(header) < 8:
            return described and not header.strip(b"\0")
        length, name = struct.unpack(">I4s", header[:8])
        if length == 1 and len(header) == 16:
            length = struct.unpack(">Q", header[8:])[0]
        described = described or name == b"meta"
        if length == 0:
            return described
        if length < 8 or offset + length > size:
            return False
        offset += length
    return False


def _is_heic(head: bytes) -> bool:
    brands = {head[8:12], *(head[i : i + 4] for i in range(16, 64, 4))}
    return head[4:8] == b"ftyp" and bool(brands & {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"})


_TESTS: tuple[tuple[Callable[[BinaryIO, int], bool], Callable[[bytes], bool]], ...] = (
    (_jpeg, lambda head: head.startswith(b"\xff\xd8\xff")),
    (_png, lambda head: head.startswith(b"\x89PNG\r\n\x1a\n")),
    (_webp, lambda head: head[:4] == b"RIFF" and head[8:12] == b"WEBP"),
    (_bmp, lambda head: head.startswith(b"BM") and head[6:10] == b"\0\0\0\0"),
    (_heic, _is_heic),
    (_pdf, lambda head: b"%PDF-" in head),
)


def _tiff(file: BinaryIO, size: int) -> bool:
    """Every directory of the chain and every strip or tile that it names inside the file (classic and BigTIFF, both byte orders)."""
    head = _read(file, 0, 16)
    order = "<" if head[:2] == b"II" else ">"
    big = head[2:4] in {b"+\0", b"\0+"}
    offset: int = struct.unpack(order + "Q", head[8:16])[0] if big else struct.unpack(order + "I", head[4:8])[0]
    seen: set[int] = set()
    while offset:
        if offset in seen or len(seen) >= _MAX_DIRECTORIES:
            return False
        seen.add(offset)
        following = _directory(file, size, offset, order, big)
        if following is None:
            return False
        offset = following
    return bool(seen)


def _directory(file: BinaryIO, size: int, offset: int, order: str, big: bool) -> int | None:
    """The next directory's offset (0: none), or None where this one or its image data lie outside the file."""
    count_size, entry_size, link_size = (8, 20, 8) if big else (2, 12, 4)
    raw = _read(file, offset, count_size)
    if len(raw) < count_size:
        return None
    count = struct.unpack(order + ("Q" if big else "H"), raw)[0]
    if not 0 < count <= _MAX_ENTRIES:
        return None
    table = _read(file, offset + count_size, count * entry_size + link_size)
    if len(table) < count * entry_size + link_size:
        return None
    entries = {}
    for position in range(0, count * entry_size, entry_size):
        tag = struct.unpack_from(order + "H", table, position)[0]
        entries[tag] = table[position + 2 : position + entry_size]
    following: int = struct.unpack_from(order + ("Q" if big else "I"), table, count * entry_size)[0]
    inside = all(_value_inside(entry, size, order, big) for entry in entries.values())
    return following if inside and _image_data_inside(file, size, entries, order, big) else None


def _value_inside(entry: bytes, size: int, order: str, big: bool) -> bool:
    """True where an entry's value lies in the entry itself or inside the file (types not known are left alone)."""
    kind, count = struct.unpack_from(order + ("HQ" if big else "HI"), entry)
    length: int = count * _TYPE_SIZES.get(kind, 0)
    if length <= (8 if big else 4):
        return True
    offset: int = struct.unpack_from(order + ("Q" if big else "I"), entry, 10 if big else 6)[0]
    return offset + length <= size


def _image_data_inside(file: BinaryIO, size: int, entries: dict[int, bytes], order: str, big: bool) -> bool:
    compressed = _values(file, entries.get(_COMPRESSION), order, big) not in (None, (), (1,))
    for offsets_tag, counts_tag in _OFFSETS_AND_COUNTS:
        offsets = _values(file, entries.get(offsets_tag), order, big)
        counts = _values(file, entries.get(counts_tag), order, big)
        if offsets is None or counts is None:
            return False
        if any(start + length > size for start, length in zip(offsets, counts, strict=False)):
            return False
        if offsets and max(offsets) >= size:
            return False
        if compressed and offsets and counts and not _written(file, offsets[-1], counts[-1]):
            return False
    return True


def _written(file: BinaryIO, offset: int, length: int) -> bool:
    """False where compressed data of 64 bytes or more starts with zeros only: room reserved by a copy that has not come so far."""
    return length < 64 or bool(_read(file, offset, 64).strip(b"\0"))


def _values(file: BinaryIO, entry: bytes | None, order: str, big: bool) -> tuple[int, ...] | None:
    """An entry's whole numbers: () where it is absent, None where it cannot be read."""
    if entry is None:
        return ()
    kind, count = struct.unpack_from(order + ("HQ" if big else "HI"), entry)
    field = entry[10:] if big else entry[6:]
    if kind not in _NUMBER_LETTERS or not 0 < count <= _MAX_STRIPS:
        return None
    length = count * _TYPE_SIZES[kind]
    if length > len(field):
        field = _read(file, struct.unpack(order + ("Q" if big else "I"), field)[0], length)
    if len(field) < length:
        return None
    return struct.unpack(f"{order}{count}{_NUMBER_LETTERS[kind]}", field[:length])
