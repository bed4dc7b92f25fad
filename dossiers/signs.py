"""Named signs for and against one decision: what speaks for its category, for its unit, and for its first and last page being right."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from domain.document import PageRun
from domain.names import NameMatch
from domain.register import RegisteredUnit
from dossiers.paper import Paper
from dossiers.register_index import RegisterIndex
from dossiers.tenure import OwnerCheck, OwnerOutcome, best_match
from dossiers.unit_reading import ALONE, BELONGS, LABEL, WORDING, Resolved, UnitChoice, UnitReading, Witness

_SURE = 0.999
"""A confidence counts as no surer than this, so that no single sign outweighs all others."""
_SHORT = 200
"""Characters from which a page is long enough to tell its class."""
_MANY = 10.0
_SURELY = 4.0
"""Log-odds of a confidence (0.982) from which a character is read surely; what lacks is what an owner who agrees can make up for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """One named measure of a paper.

    `prior` is its weight in log-odds before anything is learnt; `sense` +1 where it can only speak for the decision, -1 only against.
    """

    name: str
    prior: float
    sense: int


CLASS_SIGNS = (
    Sign(name="class_log_odds", prior=1.0, sense=1),
    Sign(name="type_log_odds", prior=0.1, sense=1),
    Sign(name="title_read", prior=0.3, sense=1),
    Sign(name="pages_differ", prior=-0.3, sense=-1),
    Sign(name="short_text", prior=-0.2, sense=-1),
    Sign(name="doubtful_text", prior=-0.3, sense=-1),
)
OWNER_AGREES, NEXT_DOOR = "owner_agrees", -2.6
"""The sign of the owner's name, and what is taken off at least where he holds a flat one misread character away too."""
OWNER_SETTLES, READ_BY_CHARACTER = "owner_settles", 0.5
"""The sign of a number read in doubt whose owner agrees, and the prior of how well the number was read: he makes up for no more than it."""
MAY_BE_ANOTHER = "may_be_another"
"""The sign of a number that is not registered, near the unit of the paper's people, though another flat of the estate may bear it."""
UNIT_SIGNS = (
    Sign(name="reading_log_odds", prior=0.5, sense=1),
    Sign(name="weakest_log_odds", prior=READ_BY_CHARACTER, sense=1),
    Sign(name="at_label", prior=2.0, sense=1),
    Sign(name="in_wording", prior=1.5, sense=1),
    Sign(name="named_alone", prior=1.0, sense=1),
    Sign(name="read_again", prior=0.7, sense=1),
    Sign(name=OWNER_AGREES, prior=3.0, sense=1),
    Sign(name="tenant_agrees", prior=2.3, sense=1),
    Sign(name=OWNER_SETTLES, prior=0.3, sense=1),
    Sign(name="owner_nearly", prior=0.7, sense=1),
    Sign(name="surname_agrees", prior=0.4, sense=1),
    Sign(name="phone_agrees", prior=3.0, sense=1),
    Sign(name="sheet_alone", prior=1.0, sense=1),
    Sign(name="sheet_agrees", prior=3.0, sense=1),
    Sign(name="neighbours", prior=-1.2, sense=-1),
    Sign(name="owner_next_door", prior=NEXT_DOOR, sense=-1),
    Sign(name="owner_elsewhere", prior=-1.0, sense=-1),
    Sign(name="owner_contradicts", prior=-3.0, sense=-1),
    Sign(name="stated_otherwise", prior=-0.8, sense=-1),
    Sign(name="misread", prior=-2.0, sense=-1),
    Sign(name=MAY_BE_ANOTHER, prior=-2.0, sense=-1),
    Sign(name="contested", prior=-2.0, sense=-1),
    Sign(name="others_named", prior=-0.3, sense=-1),
    Sign(name="estate_unknown", prior=-2.5, sense=-1),
    Sign(name="doubtful_text", prior=-0.3, sense=-1),
)
READING_SIGNS = frozenset({"reading_log_odds", "weakest_log_odds"})
"""Of the unit's signs those that say how well its number was read."""
BOUNDARY_SIGNS = (
    Sign(name="boundary_log_odds", prior=1.0, sense=1),
    Sign(name="one_page", prior=-0.5, sense=-1),
    Sign(name="numbered_whole", prior=1.0, sense=1),
    Sign(name="opens_within", prior=-1.0, sense=-1),
    Sign(name="other_unit_within", prior=-1.5, sense=-1),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """The measures in the order of CLASS_SIGNS, UNIT_SIGNS and BOUNDARY_SIGNS; each about 0..7 in size."""

    of_class: tuple[float, ...]
    of_unit: tuple[float, ...]
    of_boundary: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """Registered units that names and phones on the paper point at."""

    owners: tuple[RegisteredUnit, ...]
    phones: tuple[RegisteredUnit, ...]


def signs_of(
    run: PageRun,
    paper: Paper,
    choice: UnitChoice,
    check: OwnerCheck,
    resolved: Sequence[Resolved],
    confirmed: Confirmed,
    register: RegisterIndex,
) -> Signs:
    """All measures of a document for which a registered unit was chosen; ValueError where none was."""
    if choice.match is None or choice.reading is None:
        raise ValueError("no unit was chosen")
    neighbours = [other for other in register.near(choice.reading.unit, choice.reading.estates) if other.unit is not choice.match.unit]
    next_door = _owned(paper, [other.unit for other in neighbours])
    ruled_out = check.outcome in {OwnerOutcome.AGREES, OwnerOutcome.TENANT} and not next_door  # who is named lives here and not there
    unit = _place(choice, choice.reading) | _people(paper, choice.match.unit, check, confirmed)
    unit |= {
        OWNER_SETTLES: max(0.0, _SURELY - log_odds(choice.reading.weakest)) if ruled_out and choice.match.how == "exact" else 0.0,
        "neighbours": 0.0 if ruled_out else 1.0 - math.prod(1.0 - other.score for other in neighbours),
        "owner_next_door": float(next_door),
        "stated_otherwise": float(choice.match.how == "otherwise"),
        "misread": float(choice.match.how not in {"exact", "otherwise"}),
        MAY_BE_ANOTHER: float(choice.match.how == "near" and choice.reason is not None),
        "others_named": math.log2(
            1.0 + sum(all(m.unit is not choice.match.unit for m in item.matches) for item in resolved if item.matches)
        ),
        "doubtful_text": _doubtful(run),
    }
    return Signs(
        of_class=_in_order(CLASS_SIGNS, _class(run, paper)),
        of_unit=_in_order(UNIT_SIGNS, unit),
        of_boundary=_in_order(BOUNDARY_SIGNS, _boundary(run)),
    )


def log_odds(share: float) -> float:
    """Natural log-odds of a confidence 0..1, bounded by those of 0.999."""
    bounded = min(max(share, 1.0 - _SURE), _SURE)
    return math.log(bounded / (1.0 - bounded))


def _in_order(signs: Sequence[Sign], values: dict[str, float]) -> tuple[float, ...]:
    return tuple(round(values[sign.name], 4) for sign in signs)


def _class(run: PageRun, paper: Paper) -> dict[str, float]:
    known = [page.classification for page in run.pages if page.classification is not None]
    later = known[1:]
    length = max(run.pages[0].text_length, 1)
    return {
        "class_log_odds": log_odds(paper.class_confidence),
        "type_log_odds": log_odds(paper.type_confidence),
        "title_read": float(bool(known and known[0].title)),
        "pages_differ": sum(page.confidence for page in later if page.category is not paper.category) / len(later) if later else 0.0,
        "short_text": max(0.0, math.log2(_SHORT / length)),
        "doubtful_text": _MANY * run.pages[0].facts.doubtful,
    }


def _place(choice: UnitChoice, reading: UnitReading) -> dict[str, float]:
    """Where and how the unit was read."""
    return {
        "reading_log_odds": log_odds(reading.confidence),
        "weakest_log_odds": log_odds(reading.weakest),
        "at_label": float(reading.by == LABEL or choice.witness is not Witness.PAPER),
        "in_wording": float(reading.by == WORDING),
        "named_alone": float(reading.by == ALONE),
        "read_again": min(math.log2(reading.times), 2.0),
        "sheet_alone": float(choice.witness is Witness.SHEET),
        "sheet_agrees": float(choice.witness is Witness.BOTH),
        "contested": float(choice.contested),
        "estate_unknown": float(reading.estate_unknown),
    }


def _people(paper: Paper, unit: RegisteredUnit, check: OwnerCheck, confirmed: Confirmed) -> dict[str, float]:
    """What names and phones say of the unit."""
    outcome = check.outcome
    here = any(other is unit for other in confirmed.owners)
    return {
        "owner_agrees": float(outcome is OwnerOutcome.AGREES),
        "tenant_agrees": float(outcome is OwnerOutcome.TENANT),
        "owner_nearly": float(outcome is OwnerOutcome.FUZZY),
        "surname_agrees": float(outcome is OwnerOutcome.SURNAME),
        "phone_agrees": float(any(other is unit for other in confirmed.phones)),
        "owner_elsewhere": float(bool(confirmed.owners) and not here),
        "owner_contradicts": float(outcome in {OwnerOutcome.CONTRADICTS, OwnerOutcome.OTHER_TENURE}),
    }


def _owned(paper: Paper, units: Sequence[RegisteredUnit]) -> bool:
    """Whether one of the units was ever held or rented by somebody named on the paper."""
    read = [field.name for field in paper.names if field.role != "agent"]
    known = (name for unit in units for tenure in unit.tenures for name in (*tenure.owners, *tenure.tenants))
    return best_match(read, known) is NameMatch.EXACT


def _boundary(run: PageRun) -> dict[str, float]:
    later = [page for page in run.pages[1:] if page.classification is not None]
    numbers = [page.fields.numbering.number for page in run.pages if page.fields.numbering is not None]
    units = [{field.unit for field in page.fields.units if field.role == BELONGS} for page in run.pages]
    named = [found for found in units if found]
    return {
        "boundary_log_odds": log_odds(run.boundary_confidence),
        "one_page": float(len(run.pages) == 1),
        "numbered_whole": float(len(run.pages) > 1 and numbers == list(range(1, len(run.pages) + 1))),
        "opens_within": sum(page.classification.starts_document for page in later if page.classification is not None),
        "other_unit_within": float(any(not named[0] & found for found in named[1:])),
    }


def _doubtful(run: PageRun) -> float:
    """Share of characters in doubt on the worst page, tenfold."""
    return _MANY * max(page.facts.doubtful for page in run.pages)
