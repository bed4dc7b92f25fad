"""The position record (位置记录): where boxes of paper stand, entered one by one or from a list."""

from dataclasses import dataclass
from pathlib import Path

from domain.errors import UsageError
from domain.register import BadRow
from domain.shelving import BoxPlace, PlaceRecord
from ingest.spreadsheets import SkippedSheet
from ingest.spreadsheets_places import read_places
from services.workplace import Workplace
from storage.repositories import box_places

_LONGEST = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What a list of boxes changed or would change: boxes new to the record, boxes that moved (before, after), and how many stay."""

    new: tuple[BoxPlace, ...]
    moved: tuple[tuple[BoxPlace, BoxPlace], ...]
    unchanged: int
    bad: tuple[BadRow, ...] = ()
    skipped: tuple[SkippedSheet, ...] = ()


def places(place: Workplace, *, cabinet: str = "") -> tuple[PlaceRecord, ...]:
    """Return where boxes stand, those of one cabinet or ("") all, by cabinet, shelf and box."""
    with place.database.read() as tx:
        found = [each for each in box_places.current(tx) if cabinet in {"", each.place.cabinet}]
    return tuple(sorted(found, key=lambda each: each.place.order))


def history(place: Workplace, box: str) -> tuple[PlaceRecord, ...]:
    """Return where the boxes of that number stood and stand, first to last."""
    with place.database.read() as tx:
        return box_places.history(tx, box)


def put(place: Workplace, wanted: BoxPlace, *, by: str) -> Placed:
    """Enter where one box stands, or with no cabinet that it was taken away; UsageError for a blank box or a text too long."""
    if not wanted.box:
        raise UsageError("Name the box.", "请写明盒号。")
    if max(map(len, (wanted.cabinet, wanted.shelf))) > _LONGEST:
        raise UsageError(f"A cabinet or shelf has more than {_LONGEST} characters.", f"柜号或层号超过 {_LONGEST} 个字符。")
    return _enter(place, (wanted,), by=by, file_name="", dry_run=False)


def import_places(place: Workplace, path: Path, *, estate: str = "", dry_run: bool = False, by: str = "") -> Placed:
    """Enter a list of boxes; the good rows go in, boxes that it does not name stay where they are."""
    file = read_places(path, estate=estate)
    done = _enter(place, tuple(row.place for row in file.rows), by=by, file_name=path.name, dry_run=dry_run)
    return Placed(new=done.new, moved=done.moved, unchanged=done.unchanged, bad=file.bad, skipped=file.skipped)


def _enter(place: Workplace, wanted: tuple[BoxPlace, ...], *, by: str, file_name: str, dry_run: bool) -> Placed:
    with place.database.read() if dry_run else place.database.begin() as tx:
        held = {(each.place.estate, each.place.box): each.place for each in box_places.current(tx)}
        named = {(each.estate, each.box): each for each in wanted}
        new = tuple(each for key, each in named.items() if key not in held)
        moved = tuple((held[key], each) for key, each in named.items() if key in held and held[key] != each)
        if not dry_run:
            box_places.add(tx, [*new, *(after for _, after in moved)], by=by, file_name=file_name)
    return Placed(new=new, moved=moved, unchanged=len(named) - len(new) - len(moved))
