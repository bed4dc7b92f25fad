"""The units a document names, gathered from its pages, and which registered unit it belongs to."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from domain.document import PageRun
from domain.fields import UnitField
from domain.register import RegisteredUnit
from domain.review import ReviewReason
from domain.unit_match import same_unit
from domain.unit_number import UnitNumber
from dossiers.register_index import Match, RegisterIndex

BELONGS = "belongs"


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
    """

    unit: UnitNumber
    estate: str
    belongs: bool
    confidence: float
    times: int
    estates: tuple[str, ...]
    estate_unknown: bool
    weakest: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """A reading with the registered units that it can mean."""

    reading: UnitReading
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChoice:
    """The registered unit chosen, or why none could be; `reading` is the reading it rests on, None where nothing was read.

    `contested`: another unit is named as strongly, and only the owner's name or a separator sheet settled it; `contradicted`: a separator
    sheet states another unit, or what is none.
    """

    match: Match | None
    reading: UnitReading | None
    reason: ReviewReason | None
    contested: bool = False
    contradicted: bool = False
    witness: Witness = Witness.PAPER


def unit_readings(run: PageRun, register: RegisterIndex, estate: str) -> tuple[UnitReading, ...]:
    """Room-level units of the run, labelled ones first, then by confidence. `estate` is the drop folder's estate, "" for any."""
    found: list[UnitReading] = []
    for field in (field for page in run.pages for field in page.fields.units if not field.unit.partial):
        place = next((i for i, known in enumerate(found) if same_unit(known.unit, field.unit) and _same_estate(known, field)), None)
        if place is None:
            found.append(reading_of(field, register, estate))
        else:
            found[place] = _joined(found[place], field)
    return tuple(sorted(found, key=lambda reading: (not reading.belongs, -reading.confidence)))


def resolve(readings: Sequence[UnitReading], register: RegisterIndex) -> tuple[Resolved, ...]:
    """Each reading with its registered units."""
    return tuple(Resolved(reading=reading, matches=register.lookup(reading.unit, reading.estates)) for reading in readings)


def choose(resolved: Sequence[Resolved], confirmed: Sequence[RegisteredUnit]) -> UnitChoice:
    """The one registered unit that the document belongs to.

    `confirmed` are the units whose owner or phone the paper names exactly; they settle between several, and only they let a unit
    from running text count. Never an unregistered, partial or ambiguous one.
    """
    labelled = [item for item in resolved if item.reading.belongs]
    pool = labelled or list(resolved)
    if not pool:
        return UnitChoice(match=None, reading=None, reason=ReviewReason.UNIT_MISSING)
    options = [(item.reading, match) for item in pool for match in item.matches]
    if not options:
        return UnitChoice(match=None, reading=pool[0].reading, reason=ReviewReason.UNIT_NOT_IN_REGISTER)
    agreed = [(reading, match) for reading, match in options if any(match.unit is unit for unit in confirmed)]
    if len(options) == 1 or len(agreed) == 1:
        reading, match = agreed[0] if agreed else options[0]
        others = len(options) > 1 or any(not item.matches for item in labelled)
        return UnitChoice(match=match, reading=reading, reason=None, contested=others)
    return UnitChoice(match=None, reading=pool[0].reading, reason=_why_ambiguous(options))


def _why_ambiguous(options: Sequence[tuple[UnitReading, Match]]) -> ReviewReason:
    one_reading = all(reading is options[0][0] for reading, _ in options)
    estates = {match.unit.estate for _, match in options}
    return ReviewReason.UNIT_ESTATE_AMBIGUOUS if one_reading and len(estates) > 1 else ReviewReason.UNIT_AMBIGUOUS


def reading_of(field: UnitField, register: RegisterIndex, estate: str) -> UnitReading:
    """One field as a reading; the estate it names limits where it may lie, else the drop folder's `estate`, "" for any."""
    named = register.estates(field.estate)
    folder = register.estates(estate)
    return UnitReading(
        unit=field.unit,
        estate=field.estate,
        belongs=field.role == BELONGS,
        confidence=field.confidence,
        times=1,
        estates=named or folder,
        estate_unknown=bool(field.estate) and not named,
        weakest=field.weakest,
    )


def _joined(known: UnitReading, field: UnitField) -> UnitReading:
    """A second reading that agrees is worth half a new one: the same page's errors are not independent."""
    fuller = field.unit if _stated(field.unit) > _stated(known.unit) else known.unit
    return replace(
        known,
        unit=fuller,
        belongs=known.belongs or field.role == BELONGS,
        confidence=min(0.999, max(known.confidence, field.confidence) + 0.5 * (1 - known.confidence) * field.confidence),
        times=known.times + 1,
        weakest=max(known.weakest, field.weakest),
    )


def _stated(unit: UnitNumber) -> int:
    return sum(bool(part) for part in (unit.building, unit.entrance, unit.floor, unit.room))


def _same_estate(known: UnitReading, field: UnitField) -> bool:
    return not known.estate or not field.estate or known.estate == field.estate
