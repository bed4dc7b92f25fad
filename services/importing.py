"""Bring in the register of owners and the paper catalogue; a dry run shows what would change."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from domain.hanzi import fold
from domain.register import BadRow
from domain.unit_number import UnitNumber
from extraction.unit_number import find_units
from ingest.spreadsheets import read_catalogue, read_register
from services.workplace import Workplace
from storage.repositories import catalogue, events, register


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """The result of an import: rows added, changed and left as they were, and the rows that could not be used."""

    added: int
    changed: int
    unchanged: int
    bad: tuple[BadRow, ...]


def parse_unit(text: str) -> UnitNumber | None:
    """Read a register cell as one unit number; None where it names none or several."""
    found = {mention.unit for mention in find_units(text)}
    return found.pop() if len(found) == 1 else None


def import_register(place: Workplace, path: Path, *, estate: str, dry_run: bool) -> Imported:
    """Read a register file; `estate` is used for rows that name none."""
    file = read_register(path, estate=estate, parse_unit=parse_unit)
    with place.database.begin() as tx:
        added, changed = register.differences(tx, file.rows)
        if not dry_run and (added or changed):
            register.save(tx, file.rows)
            events.record(tx, "register.imported", "register", register.version(tx), detail=f"{len(added)} added, {len(changed)} changed")
    return Imported(added=len(added), changed=len(changed), unchanged=len(file.rows) - len(added) - len(changed), bad=file.bad)


def import_catalogue(place: Workplace, path: Path, *, estate: str, dry_run: bool) -> Imported:
    """Read a catalogue file; it takes the place of the list imported before."""
    file = read_catalogue(path, estate=estate, parse_unit=parse_unit, type_of=_type_of(place))
    with place.database.begin() as tx:
        before = set(catalogue.load(tx))
        same = sum(row in before for row in file.rows)
        if not dry_run:
            catalogue.replace(tx, file.rows)
            events.record(tx, "catalogue.imported", "catalogue", len(file.rows))
    return Imported(added=len(file.rows) - same, changed=0, unchanged=same, bad=file.bad)


def _type_of(place: Workplace) -> Callable[[str], str]:
    """Make a function from a type's name as a catalogue writes it to its code, "" where it is none we know."""
    codes = {fold(title).replace(" ", ""): kind.code for kind in place.taxonomy.types for title in kind.titles}
    return lambda text: codes.get(fold(text).replace(" ", ""), "")
