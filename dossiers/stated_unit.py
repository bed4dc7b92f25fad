"""The unit that a person stated by a separator sheet, held against the register and against what the paper says itself."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.document import PageRun
from domain.review import ReviewReason
from domain.unit_match import is_part, plain_unit, same_unit
from dossiers.register_index import Match, RegisterIndex
from dossiers.unit_reading import BELONGS, Resolved, UnitChoice, UnitReading, Witness, reading_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A unit stated, None where the sheet's words are no unit, and the registered units that it can mean."""

    reading: UnitReading | None
    matches: tuple[Match, ...] = ()


def stated_unit(run: PageRun, register: RegisterIndex, estate: str) -> Stated | None:
    """What the sheet before the run states, looked up; None where it states no unit. `estate` is the drop folder's, "" for any."""
    field = run.statement.unit
    if field is None:
        return Stated(reading=None) if run.statement.sheet.unit else None
    reading = replace(reading_of(field, register, estate), belongs=True)
    return Stated(reading=reading, matches=() if reading.estate_unknown else register.lookup(reading.unit, reading.estates))


def heed(stated: Stated, run: PageRun, resolved: Sequence[Resolved], choice: UnitChoice) -> UnitChoice:
    """The choice that the paper led to, with the sheet heard as a second witness.

    Where the paper names the stated unit too, or names none, the stated unit is chosen. Where the paper's label, or without a label
    everything it mentions, names others, and where the sheet's words are no unit, the paper's choice stands and is contradicted.
    """
    spoken = [item for item in resolved if item.reading.belongs] or list(resolved)
    agreed = [(item.reading, match) for item in spoken for match in stated.matches if _can_mean(item, match)]
    if agreed:
        chosen = [pair for pair in agreed if choice.match is not None and pair[1].unit is choice.match.unit] or agreed
        if len({id(match.unit) for _, match in chosen}) > 1:
            return replace(choice, contradicted=choice.match is not None)
        reading, match = chosen[0]
        others = not all(_can_mean(item, match) for item in spoken)
        return UnitChoice(match=match, reading=reading, reason=None, contested=others, witness=Witness.BOTH)
    if stated.reading is None:
        return replace(choice, contradicted=True)
    if spoken or _names_another_part(run, stated.reading, stated.matches):
        same = any(same_unit(item.reading.unit, stated.reading.unit) for item in spoken)
        return choice if same and not stated.matches else replace(choice, contradicted=True)
    if len(stated.matches) == 1:
        return UnitChoice(match=stated.matches[0], reading=stated.reading, reason=None, witness=Witness.SHEET)
    return UnitChoice(match=None, reading=stated.reading, reason=_why_none(stated.matches))


def _can_mean(item: Resolved, match: Match) -> bool:
    """Whether the paper's reading means that unit, or is a part of it that alone names no registered unit, such as 501室."""
    if item.matches:
        return any(found.unit is match.unit for found in item.matches)
    reading = item.reading
    within = match.unit.estate in reading.estates if reading.estates else not reading.estate_unknown
    return within and reading.unit.kind is match.unit.unit.kind and is_part(plain_unit(reading.unit), plain_unit(match.unit.unit))


def _why_none(matches: Sequence[Match]) -> ReviewReason:
    if not matches:
        return ReviewReason.UNIT_NOT_IN_REGISTER
    return ReviewReason.UNIT_ESTATE_AMBIGUOUS if len({match.unit.estate for match in matches}) > 1 else ReviewReason.UNIT_AMBIGUOUS


def _names_another_part(run: PageRun, stated: UnitReading, matches: Sequence[Match]) -> bool:
    """Whether a label's value that is only a part of a unit (building, room …) is no part of the unit stated."""
    meant = [plain_unit(match.unit.unit) for match in matches] or [plain_unit(stated.unit)]
    parts = [plain_unit(field.unit) for page in run.pages for field in page.fields.units if field.role == BELONGS and field.unit.partial]
    return any(not any(is_part(part, unit) for unit in meant) for part in parts)
