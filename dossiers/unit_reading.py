"""The units a document names, gathered from its pages, each with the registered units it can mean."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from domain.document import PageRun
from domain.fields import UnitField
from domain.review import ReviewReason
from domain.unit_match import same_unit
from domain.unit_number import UnitNumber
from dossiers.register_index import Match, RegisterIndex

BELONGS = "belongs"
LABEL, WORDING, ALONE, MENTIONED = "label", "wording", "alone", ""
_STRENGTH = (MENTIONED, ALONE, WORDING, LABEL)


class Witness(Enum):
    """Who names the unit chosen: the paper, the separator sheet before it, or both."""

    PAPER = "paper"
    SHEET = "sheet"
    BOTH = "both"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitReading:
    """One unit as the document names it, equal readings joined.

    `belongs`: found by a label of the owner or applicant at least once; `confidence` 0..1 grows with each further reading that agrees;
    `weakest` is the least confidence of a character, in the reading where it is best;
    `estates` are the register's estates it may lie in (() where any); `estate_unknown`: an estate is named that the register has not.
    `by` is the strongest sign that the unit is the paper's own (`domain.fields.UnitField.by`), "" for a mere mention.
    """

    unit: UnitNumber
    estate: str
    belongs: bool
    confidence: float
    times: int
    estates: tuple[str, ...]
    estate_unknown: bool
    weakest: float = 1.0
    by: str = LABEL


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """A reading with the registered units that it can mean."""

    reading: UnitReading
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChoice:
    """The registered unit chosen, or why none could be; `reading` is the reading it rests on, None where none may be named.

    A match beside a reason is the only unit that the paper's owner or phone confirms near what was read: a strong proposal that is never
    filed on without a person. `contested`: another unit is named as strongly, and only the owner's name or a separator sheet settled it;
    `contradicted`: a separator sheet states another unit, or what is none.
    """

    match: Match | None
    reading: UnitReading | None
    reason: ReviewReason | None
    contested: bool = False
    contradicted: bool = False
    witness: Witness = Witness.PAPER


def unit_readings(run: PageRun, register: RegisterIndex, estate: str) -> tuple[UnitReading, ...]:
    """Units of the run, labelled ones first, then by confidence; pieces of one only where no page names a whole one.

    `estate` is the drop folder's estate, "" for any.

    Where neither the number nor the folder names an estate, the only one that the pages name anywhere (a head, a label) is taken.
    """
    every = [field for page in run.pages for field in page.fields.units]
    fields = [field for field in every if not field.unit.partial] or every
    if not fields:
        return ()
    named = tuple(dict.fromkeys(name for page in run.pages for name in register.estates_in(page.text))) if not estate else ()
    found: list[UnitReading] = []
    for field in fields:
        reading = reading_of(field, register, estate, named[0] if len(named) == 1 else "")
        place = next((i for i, known in enumerate(found) if same_unit(known.unit, reading.unit) and _same_estate(known, reading)), None)
        if place is None:
            found.append(reading)
        else:
            found[place] = _joined(found[place], reading)
    return tuple(sorted(found, key=lambda reading: (not reading.belongs, -reading.confidence)))


def resolve(readings: Sequence[UnitReading], register: RegisterIndex) -> tuple[Resolved, ...]:
    """Each reading with its registered units."""
    return tuple(Resolved(reading=reading, matches=register.lookup(reading.unit, reading.estates)) for reading in readings)


def reading_of(field: UnitField, register: RegisterIndex, estate: str, named: str = "") -> UnitReading:
    """One field as a reading.

    The estate it names limits where it may lie, else the drop folder's `estate`, else the one `named` elsewhere on the paper; "" for any.
    """
    unit = field.unit
    tower = register.estates(unit.building) if not unit.building.isascii() and not register.lookup(unit) else ()
    if tower:
        unit = replace(unit, building="")  # 都会轩负一层62号: what reads like a tower's name is the estate's
    own = register.estates(field.estate) or tower
    estates = own or register.estates(estate) or register.estates(named)
    part = _part_of_estate(field.estate)
    address = bool(part) and not any(_part_of_estate(name) == part for name in register.estate_names)
    return UnitReading(
        unit=unit,
        estate=estates[0] if len(estates) == 1 else "" if address else field.estate,
        belongs=field.role == BELONGS,
        confidence=field.confidence,
        times=1,
        estates=estates,
        estate_unknown=bool(field.estate) and not own and not address,
        weakest=field.weakest,
        by=field.by if field.role == BELONGS else MENTIONED,
    )


def _part_of_estate(name: str) -> str:
    """The word of a lane, phase or zone (873弄, 二期): part of an address, no estate's name, unless the register calls its estates so."""
    return next((part for part in ("弄", "期", "区", "街坊", "号院", "组团") if name.endswith(part)), "")


def _joined(known: UnitReading, new: UnitReading) -> UnitReading:
    """A second reading that agrees is worth half a new one: the same page's errors are not independent."""
    return replace(
        known,
        unit=new.unit if _stated(new.unit) > _stated(known.unit) else known.unit,
        estate=known.estate or new.estate,
        estates=known.estates or new.estates,
        estate_unknown=known.estate_unknown and new.estate_unknown,
        belongs=known.belongs or new.belongs,
        confidence=min(0.999, max(known.confidence, new.confidence) + 0.5 * (1 - known.confidence) * new.confidence),
        times=known.times + 1,
        weakest=max(known.weakest, new.weakest),
        by=max(known.by, new.by, key=_STRENGTH.index),
    )


def _stated(unit: UnitNumber) -> int:
    return sum(bool(part) for part in (unit.building, unit.entrance, unit.floor, unit.room))


def _same_estate(known: UnitReading, new: UnitReading) -> bool:
    """False only where both lie in estates of the register that differ; a name that the register has not may be a misread one."""
    return not known.estates or not new.estates or bool(set(known.estates) & set(new.estates))
