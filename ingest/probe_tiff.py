"""The directories of a TIFF file, walked by bounds before any library decodes them.

Source of layouts and tag numbers: TIFF 6.0 (1992) §2, §7, §8; BigTIFF extension (8-byte offsets, magic 43).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from domain.errors import UnreadableError
from domain.failure import Failure, FailureCode

_SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}
_FORMATS = {1: "B", 3: "H", 4: "I", 13: "I", 16: "Q"}
_SUBFILE, _WIDTH, _HEIGHT, _BITS, _PHOTOMETRIC, _SAMPLES = 254, 256, 257, 258, 262, 277
_STRIPS, _STRIP_BYTES, _X_RESOLUTION, _Y_RESOLUTION, _UNIT = 273, 279, 282, 283, 296
_TILES, _TILE_BYTES, _EXTRA = 324, 325, 338
_WANTED = frozenset(
    {
        _SUBFILE, _WIDTH, _HEIGHT, _BITS, _PHOTOMETRIC, _SAMPLES, _STRIPS, _STRIP_BYTES, _X_RESOLUTION, _Y_RESOLUTION, _UNIT,
        _TILES, _TILE_BYTES, _EXTRA,
    }
)  # fmt: skip
_MAX_VALUES = 1 << 21
_PHOTOMETRIC_MASK = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class TiffPage:
    """One directory that is a page.

    `directory` is its place in the chain from 0, `offset` and `link` where in the file it stands and names the next.
    `complete` is False where its pixels lie partly outside the file or its size is not told; `dpi` is (across, down), None where unknown;
    `extra_sample` is the TIFF code of the fourth (second) channel, None without one.
    """

    directory: int
    offset: int
    link: int
    width: int
    height: int
    dpi: tuple[float, float] | None
    complete: bool
    extra_sample: int | None


Directory = dict[int, tuple[float, ...]]


def _damaged(detail: str) -> UnreadableError:
    return UnreadableError(Failure(code=FailureCode.DAMAGED, detail=f"TIFF: {detail}"))


class _Reader:
    """Reads bounded pieces of one TIFF file; UnreadableError (DAMAGED) outside it."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        self.stream = stream
        self.size = size
        head = self.bytes_at(0, 4)
        self.order = {b"II": "<", b"MM": ">"}[head[:2]]
        self.big = struct.unpack(self.order + "H", head[2:])[0] == 43

    def bytes_at(self, offset: int, count: int) -> bytes:
        if offset + count > self.size:
            raise _damaged("directory outside the file")
        self.stream.seek(offset)
        return self.stream.read(count)

    def number(self, offset: int, code: str) -> int:
        value: int = struct.unpack(self.order + code, self.bytes_at(offset, struct.calcsize("<" + code)))[0]
        return value

    def values(self, kind: int, count: int, field_offset: int) -> tuple[float, ...]:
        """The values of an entry, wherever they stand; empty for kinds that are not numbers. Rationals as quotients, 0 where undefined."""
        total = _SIZES[kind] * count
        inline = 8 if self.big else 4
        start = field_offset if total <= inline else self.number(field_offset, "Q" if self.big else "I")
        raw = self.bytes_at(start, total)
        if kind == 5:
            pairs = struct.unpack(f"{self.order}{count * 2}I", raw)
            return tuple(a / b if b else 0.0 for a, b in zip(pairs[::2], pairs[1::2], strict=True))
        return struct.unpack(f"{self.order}{count}{_FORMATS[kind]}", raw) if kind in _FORMATS else ()

    def directory(self, offset: int) -> tuple[Directory, int]:
        """The wanted entries of the directory there, and where the offset of the next stands."""
        entry_size, count_code = (20, "Q") if self.big else (12, "H")
        count = self.number(offset, count_code)
        first = offset + struct.calcsize("<" + count_code)
        if count == 0 or first + count * entry_size > self.size:
            raise _damaged("directory of impossible length")
        found: Directory = {}
        for entry in range(first, first + count * entry_size, entry_size):
            tag, kind = struct.unpack(self.order + "HH", self.bytes_at(entry, 4))
            values = self.number(entry + 4, "Q" if self.big else "I")
            if tag in _WANTED and kind in _SIZES and 0 < values <= _MAX_VALUES:
                found[tag] = self.values(kind, values, entry + (12 if self.big else 8))
        return found, first + count * entry_size

    def chain(self) -> Iterator[tuple[int, Directory, int]]:
        """All directories in order, each between its own offset and the place of its link; DAMAGED for loops and offsets outside."""
        offset = self.number(8, "Q") if self.big else self.number(4, "I")
        seen: set[int] = set()
        while offset:
            if offset in seen:
                raise _damaged("directories form a loop")
            seen.add(offset)
            directory, link = self.directory(offset)
            following = self.number(link, "Q" if self.big else "I")
            yield offset, directory, link
            offset = following


def _first(directory: Directory, tag: int, default: float) -> float:
    values = directory.get(tag, ())
    return values[0] if values else default


def _complete(directory: Directory, size: int) -> bool:
    """Whether every strip or tile lies inside the file (where the lengths are told)."""
    for offsets_tag, lengths_tag in ((_STRIPS, _STRIP_BYTES), (_TILES, _TILE_BYTES)):
        offsets, lengths = directory.get(offsets_tag), directory.get(lengths_tag)
        if offsets:
            return all(o + n <= size for o, n in zip(offsets, lengths or (1,) * len(offsets), strict=False))
    return False


def _resolution(directory: Directory) -> tuple[float, float] | None:
    across = _first(directory, _X_RESOLUTION, 0)
    down = _first(directory, _Y_RESOLUTION, across)
    per_inch = {2: 1.0, 3: 2.54}.get(int(_first(directory, _UNIT, 2)))
    if per_inch is None or across <= 0 or down <= 0:
        return None
    return across * per_inch, down * per_inch


def _page(number: int, offset: int, directory: Directory, link: int, size: int) -> TiffPage:
    width, height = int(_first(directory, _WIDTH, 0)), int(_first(directory, _HEIGHT, 0))
    extra = directory.get(_EXTRA)
    return TiffPage(
        directory=number,
        offset=offset,
        link=link,
        width=width,
        height=height,
        dpi=_resolution(directory),
        complete=width > 0 and height > 0 and _complete(directory, size),
        extra_sample=int(extra[0]) if extra else None,
    )


def _is_side_image(directory: Directory, page: TiffPage, previous: TiffPage | None) -> bool:
    """A transparency mask, or a thumbnail: flagged as reduced and at most half as wide and high as the page before it."""
    flags = int(_first(directory, _SUBFILE, 0))
    if flags & 4 and int(_first(directory, _PHOTOMETRIC, 0)) == _PHOTOMETRIC_MASK:
        return True
    reduced = bool(flags & 1) and previous is not None
    return reduced and previous is not None and page.width * 2 <= previous.width and page.height * 2 <= previous.height


def tiff_pages(path: Path, max_pages: int) -> tuple[TiffPage, ...]:
    """The pages of a TIFF file in order, thumbnails and masks left out.

    UnreadableError: DAMAGED for a broken directory chain, NO_PAGES, TOO_MANY_PAGES.
    """
    pages: list[TiffPage] = []
    with path.open("rb") as stream:
        size = path.stat().st_size
        for number, (offset, directory, link) in enumerate(_Reader(stream, size).chain()):
            page = _page(number, offset, directory, link, size)
            if not _is_side_image(directory, page, pages[-1] if pages else None):
                pages.append(page)
            if len(pages) > max_pages:
                raise UnreadableError(Failure(code=FailureCode.TOO_MANY_PAGES, detail=f"more than {max_pages}"))
    if not pages:
        raise UnreadableError(Failure(code=FailureCode.NO_PAGES))
    return tuple(pages)


def isolate(path: Path, page: TiffPage) -> None:
    """Rewrite a copy of the file so that this page is its first and only directory."""
    with path.open("r+b") as stream:
        reader = _Reader(stream, path.stat().st_size)
        code = reader.order + ("Q" if reader.big else "I")
        for place, value in ((8 if reader.big else 4, page.offset), (page.link, 0)):
            stream.seek(place)
            stream.write(struct.pack(code, value))
