"""A position record (档案存放位置登记表) from Excel or CSV: which box stands in which cabinet, on which shelf."""

from dataclasses import dataclass
from pathlib import Path

from domain.register import BadRow
from domain.shelving import BoxPlace, PlaceRow
from ingest.spreadsheets import SkippedSheet, all_lines, bad_row, sheets_of, short
from ingest.spreadsheets_lines import Line, RowError

_PLACES = (frozenset({"box"}), frozenset({"cabinet"}))
_LONGEST = 64
"""Characters that the database has room for in a cabinet or shelf."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesFile:
    """A position record as read: good rows in the file's order, bad rows with their reasons, sheets passed over."""

    rows: tuple[PlaceRow, ...]
    bad: tuple[BadRow, ...]
    skipped: tuple[SkippedSheet, ...]


def read_places(path: Path, *, estate: str = "") -> PlacesFile:
    """Read a list of boxes; `estate` holds where a row names none.

    A box listed in two places is bad where it is named again. UsageError where no sheet has columns of boxes and cabinets.
    """
    sheets, skipped = sheets_of(path, "places", _PLACES)
    rows: list[PlaceRow] = []
    bad: list[BadRow] = []
    seen: dict[tuple[str, str], BoxPlace] = {}
    for line, where in all_lines(sheets, estate, "places"):
        try:
            row = _row(line)
            held = seen.setdefault((row.place.estate, row.place.box), row.place)
            if held != row.place:
                raise RowError(line.label("box"), "The box is listed in two places.", "同一盒号登记了两处位置，请核对。")
            rows.append(row)
        except RowError as error:
            bad.append(bad_row(line, error, where))
    return PlacesFile(rows=tuple(rows), bad=tuple(bad), skipped=skipped)


def _row(line: Line) -> PlaceRow:
    box, cabinet = (short(line, meaning, line.text(meaning)) for meaning in ("box", "cabinet"))
    if not box:
        raise RowError(line.label("box"), "The row has no box number.", "该行没有盒号。")
    if not cabinet:
        raise RowError(line.label("cabinet"), "The row has no cabinet.", "该行没有柜号。")
    shelf = line.text("shelf")
    if max(len(cabinet), len(shelf)) > _LONGEST:
        raise RowError(
            line.label("cabinet", "shelf"),
            f"A cabinet or shelf has more than {_LONGEST} characters.",
            f"柜号或层号超过 {_LONGEST} 个字符。",
        )
    return PlaceRow(row=line.number, place=BoxPlace(estate=line.full_estate(), box=box, cabinet=cabinet, shelf=shelf))
