"""Old Excel files (.xls): the few BIFF8 records and the one OLE2 stream that a plain sheet needs. Source: MS-XLS and MS-CFB."""

import struct
from collections.abc import Sequence

_SECTOR = 512
_FREE, _END, _FAT, _NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
Grid = Sequence[Sequence[object]]


def xls(sheets: Sequence[tuple[str, Grid]], *, hidden: Sequence[str] = (), merged: Sequence[tuple[int, int, int, int]] = ()) -> bytes:
    """A workbook of these sheets; `merged` are (first row, last row, first column, last column) from 0 on every sheet."""
    bodies = [_sheet(grid, merged) for _name, grid in sheets]
    names = [_record(0x85, struct.pack("<IBB", 0, int(name in hidden), 0) + _short(name)) for name, _grid in sheets]
    start = len(_bof(5)) + sum(map(len, names)) + len(_record(0x0A, b""))
    located = []
    for (name, _grid), body in zip(sheets, bodies, strict=True):
        located.append(_record(0x85, struct.pack("<IBB", start, int(name in hidden), 0) + _short(name)))
        start += len(body)
    return _compound(_bof(5) + b"".join(located) + _record(0x0A, b"") + b"".join(bodies))


def _sheet(grid: Grid, merged: Sequence[tuple[int, int, int, int]]) -> bytes:
    cells = b"".join(_cell(r, c, value) for r, row in enumerate(grid) for c, value in enumerate(row) if value not in {None, ""})
    spans = b"".join(struct.pack("<4H", *span) for span in merged)
    return _bof(0x10) + cells + (_record(0xE5, struct.pack("<H", len(merged)) + spans) if merged else b"") + _record(0x0A, b"")


def _cell(row: int, column: int, value: object) -> bytes:
    place = struct.pack("<3H", row, column, 0)
    if isinstance(value, int | float):
        return _record(0x203, place + struct.pack("<d", value))
    text = str(value)
    return _record(0x204, place + struct.pack("<HB", len(text), 1) + text.encode("utf-16-le"))


def _short(text: str) -> bytes:
    return struct.pack("<BB", len(text), 1) + text.encode("utf-16-le")


def _bof(kind: int) -> bytes:
    return _record(0x809, struct.pack("<4HII", 0x600, kind, 0x0DBB, 0x07CC, 0, 6))


def _record(number: int, data: bytes) -> bytes:
    return struct.pack("<HH", number, len(data)) + data


def _compound(stream: bytes) -> bytes:
    """The stream as the only one, Workbook, of an OLE2 file; padded beyond 4,096 bytes so that it lies in plain sectors."""
    stream += bytes(max(4096 - len(stream), 0) + -max(len(stream), 4096) % _SECTOR)
    count = len(stream) // _SECTOR
    fats = -(-(count + 2) // 127)
    chain = [_FAT] * fats + [_END] + [fats + 2 + n for n in range(count - 1)] + [_END]
    table = struct.pack(f"<{fats * 128}I", *chain, *[_FREE] * (fats * 128 - len(chain)))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(10)
    header += struct.pack("<5I", fats, fats, 0, 4096, _END) + struct.pack("<3I", 0, _END, 0)
    header += struct.pack("<109I", *range(fats), *[_FREE] * (109 - fats))
    folder = _entry("Root Entry", 5, child=1, start=_END, size=0) + _entry("Workbook", 2, child=_NONE, start=fats + 1, size=len(stream))
    return header + table + folder.ljust(_SECTOR, b"\0") + stream


def _entry(name: str, kind: int, *, child: int, start: int, size: int) -> bytes:
    label = (name + "\0").encode("utf-16-le")
    head = label.ljust(64, b"\0") + struct.pack("<HBB3I", len(label), kind, 1, _NONE, _NONE, child)
    return head + bytes(36) + struct.pack("<IQ", start, size)
