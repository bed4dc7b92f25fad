"""A document and the register to one decision: file it, or say why a person must look."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from domain.document import FilingDecision, PageRun
from domain.fields import NameField
from domain.names import NameMatch
from domain.register import RegisteredUnit
from domain.review import ReviewReason
from domain.scan_quality import USUAL, QualityLimits, wants_rescan
from domain.taxonomy import Category, DocumentType, Taxonomy
from dossiers.paper_class import paper_class
from dossiers.paper_date import paper_date
from dossiers.proposals import propose
from dossiers.register_index import Match, RegisterIndex
from dossiers.sequence import pages_missing
from dossiers.stated_unit import heed, stated_unit
from dossiers.tenure import OwnerCheck, OwnerOutcome, best_match, check_owner
from dossiers.unit_choice import choose
from dossiers.unit_reading import UnitChoice, UnitReading, Witness, resolve, unit_readings

TAG = "filing/2"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingOptions:
    """`threshold`: least probability that category and unit are both right for filing without a person.

    `class_floor`, `unit_floor`, `boundary_floor`: probabilities under which that part is named as the doubt. `grace_days` widens
    tenures at both ends (papers are signed around a hand-over). `estate` is the drop folder's estate, "" for any. `quality`: beyond its
    `trusted_` limits a page's text files nothing.
    """

    threshold: float = 0.97
    class_floor: float = 0.9
    unit_floor: float = 0.9
    boundary_floor: float = 0.8
    grace_days: int = 92
    estate: str = ""
    quality: QualityLimits = USUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paper:
    """What the run's pages say together."""

    category: Category
    doc_type: DocumentType
    class_confidence: float
    title: str
    date: date | None
    names: tuple[NameField, ...]
    phones: tuple[str, ...]
    model: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """The unit part of the decision: `confidence` that the unit is right, 0 where none was chosen."""

    choice: UnitChoice
    check: OwnerCheck | None
    confidence: float
    reasons: tuple[ReviewReason, ...]


def decide(run: PageRun, register: RegisterIndex, taxonomy: Taxonomy, options: FilingOptions) -> FilingDecision:
    """The decision for one document; never a unit that is partial, ambiguous or not in the register without a reason beside it."""
    paper = _paper(run, taxonomy)
    readings = unit_readings(run, register, options.estate)
    resolved = resolve(readings, register)
    people = [field.name for field in paper.names if field.role in {"owner", "applicant", "tenant"}]
    owners = _distinct(unit for name in people for unit in register.by_owner(name))
    phones = _distinct(unit for phone in paper.phones for unit in register.by_phone(phone))
    choice = choose(resolved, [*owners, *phones], register, people)
    stated = stated_unit(run, register, options.estate)
    if stated is not None:
        choice = heed(stated, run, resolved, choice)
    placed = _place(run, paper, choice, register, phones, options)
    confidence = paper.class_confidence * placed.confidence * (1.0 - 0.5 * (1.0 - run.boundary_confidence))
    reasons = {*_page_reasons(run, paper, options), *placed.reasons}
    if choice.contradicted:
        reasons.add(ReviewReason.SEPARATOR_CONTRADICTS)
    if not len(register):
        reasons.discard(ReviewReason.UNIT_NOT_IN_REGISTER)
        reasons.add(ReviewReason.REGISTER_EMPTY)
    if confidence < options.threshold:
        reasons.add(ReviewReason.LOW_CONFIDENCE)
    match, reading, check = placed.choice.match, placed.choice.reading, placed.check
    return FilingDecision(
        category=paper.category,
        doc_type=paper.doc_type.code,
        title=paper.title,
        date=paper.date,
        estate=match.unit.estate if match else reading.estate if reading else "",
        unit=match.unit.unit if match else reading.unit if reading else None,
        owner=_owner(match, check, people),
        tenure_index=check.tenure_index if check else None,
        confidence=round(confidence, 4),
        reasons=tuple(sorted(reasons, key=list(ReviewReason).index)),
        proposals=propose(resolved, owners, phones, register, stated=[match.unit for match in stated.matches] if stated else []),
        model=f"{TAG}+{paper.model}" if paper.model else TAG,
    )


def _paper(run: PageRun, taxonomy: Taxonomy) -> _Paper:
    known = [page.classification for page in run.pages if page.classification is not None]
    category, doc_type, confidence = paper_class(known, taxonomy)
    return _Paper(
        category=category,
        doc_type=doc_type,
        class_confidence=confidence,
        title=next((item.title for item in known if item.title), ""),
        date=paper_date(run.pages),
        names=tuple(field for page in run.pages for field in page.fields.names),
        phones=tuple(field.key for page in run.pages for field in page.fields.numbers if field.key),
        model=known[0].model if known else "",
    )


def _page_reasons(run: PageRun, paper: _Paper, options: FilingOptions) -> list[ReviewReason]:
    found = []
    if all(page.text_length == 0 for page in run.pages):
        found.append(ReviewReason.NO_TEXT)
    if paper.class_confidence < options.class_floor:
        found.append(ReviewReason.CLASS_UNCERTAIN)
    if run.boundary_confidence < options.boundary_floor:
        found.append(ReviewReason.BOUNDARY_UNCERTAIN)
    if any(wants_rescan(page.facts, options.quality) for page in run.pages):
        found.append(ReviewReason.IMAGE_QUALITY)
    if pages_missing(run.pages):
        found.append(ReviewReason.PAGE_MISSING)
    if run.out_of_order:
        found.append(ReviewReason.PAGES_OUT_OF_ORDER)
    return found


def _place(
    run: PageRun,
    paper: _Paper,
    choice: UnitChoice,
    register: RegisterIndex,
    phones: Sequence[RegisteredUnit],
    options: FilingOptions,
) -> _Placed:
    if choice.match is None or choice.reading is None:
        return _Placed(choice=choice, check=None, confidence=0.0, reasons=(_reason_without_unit(run, choice),))
    check = check_owner(choice.match.unit, paper.names, paper.date, paper.doc_type, options.grace_days)
    by_phone = any(unit is choice.match.unit for unit in phones)
    confidence = 1.0 - _unit_doubt(choice, check, paper.names, register, by_phone=by_phone)
    reasons = [choice.reason] if choice.reason else []
    if check.outcome in {OwnerOutcome.CONTRADICTS, OwnerOutcome.OTHER_TENURE}:
        reasons.append(ReviewReason.OWNER_CONTRADICTS)
    if check.date_outside:
        reasons.append(ReviewReason.DATE_OUTSIDE_TENURE)
    elif check.tenure_index is None and len(choice.match.unit.tenures) > 1:
        reasons.append(ReviewReason.TENURE_UNKNOWN)
    if confidence < options.unit_floor:
        reasons.append(ReviewReason.UNIT_UNCERTAIN)
    return _Placed(choice=choice, check=check, confidence=confidence, reasons=tuple(reasons))


def _reason_without_unit(run: PageRun, choice: UnitChoice) -> ReviewReason:
    partial = any(field.unit.partial for page in run.pages for field in page.fields.units)
    if choice.reason is ReviewReason.UNIT_MISSING and partial:
        return ReviewReason.UNIT_PARTIAL
    return choice.reason or ReviewReason.UNIT_MISSING


# What doubt of the unit is left after each sign agrees (factors), and what a weak place of reading adds. Our rule, set so that a digit read
# wrong that still names a real unit cannot pass without the owner's name or phone.
_LEFT = {
    OwnerOutcome.AGREES: 0.05,
    OwnerOutcome.TENANT: 0.1,
    OwnerOutcome.FUZZY: 0.5,
    OwnerOutcome.SURNAME: 0.7,
    OwnerOutcome.ABSENT: 1.0,
    OwnerOutcome.OTHER_TENURE: 1.0,
    OwnerOutcome.CONTRADICTS: 1.0,
}


_SHEET_DOUBT = 0.01
"""That a separator sheet lies before the wrong paper, or the sheet behind it went through unseen: our rule. Its code is not misread."""


def _unit_doubt(choice: UnitChoice, check: OwnerCheck, names: Sequence[NameField], register: RegisterIndex, *, by_phone: bool) -> float:
    """Probability 0..1 that the paper does not belong to the chosen unit.

    A misread character that leads to no registered unit would have shown itself, so the reading's own doubt counts in full only where
    near neighbours are registered. The owner's name confirms only where no such neighbour has the same owner.
    """
    reading, match = choice.reading, choice.match
    if reading is None or match is None:
        return 1.0
    neighbours = [near.unit for near in register.near(reading.unit, reading.estates) if near.unit is not match.unit]
    doubt = max(1.0 - reading.confidence, 0.003) * (1.0 if neighbours else 0.3) + _place_doubt(choice, reading)
    if choice.witness is Witness.SHEET:
        doubt = _SHEET_DOUBT
    left = _LEFT[check.outcome]
    if check.outcome in {OwnerOutcome.AGREES, OwnerOutcome.TENANT} and _shared(neighbours, names):
        left = 0.5
    if by_phone or choice.witness is Witness.BOTH:
        left = min(left, 0.05)
    if check.outcome in {OwnerOutcome.CONTRADICTS, OwnerOutcome.OTHER_TENURE}:
        doubt = max(doubt, 0.4)
    return min(doubt * left, 1.0)


def _place_doubt(choice: UnitChoice, reading: UnitReading) -> float:
    """Doubt from where and how the unit stood, before any confirmation."""
    doubt = 0.008 if reading.belongs else 0.2
    if reading.times > 1:
        doubt *= 0.5
    if choice.match is not None and choice.match.how != "exact":
        doubt += 0.01
    return doubt + (0.05 if reading.estate_unknown else 0.0) + (0.1 if choice.contested else 0.0)


def _shared(neighbours: Sequence[RegisteredUnit], names: Sequence[NameField]) -> bool:
    """True where a neighbour was ever held or rented by somebody named on the paper."""
    read = [field.name for field in names if field.role != "agent"]
    known = (name for unit in neighbours for tenure in unit.tenures for name in (*tenure.owners, *tenure.tenants))
    return best_match(read, known) is NameMatch.EXACT


def _owner(match: Match | None, check: OwnerCheck | None, people: Sequence[str]) -> str:
    """The register's owner of the tenure found; where the paper contradicts it or no unit is known, the name as read."""
    agrees = check is not None and check.outcome not in {OwnerOutcome.CONTRADICTS, OwnerOutcome.OTHER_TENURE}
    if match is not None and check is not None and check.tenure_index is not None and agrees:
        return "、".join(match.unit.tenures[check.tenure_index].owners)
    return people[0] if people else ""


def _distinct(units: Iterable[RegisteredUnit]) -> list[RegisteredUnit]:
    return list({id(unit): unit for unit in units}.values())
