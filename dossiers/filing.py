"""A document and the register to one decision: file it, or say why a person must look."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from domain.document import FilingDecision, PageRun, UnderstoodPage
from domain.names import NameMatch
from domain.register import RegisteredUnit
from domain.review import ReviewReason
from domain.scan_quality import USUAL, QualityLimits, wants_rescan
from domain.taxonomy import Category, Taxonomy
from domain.unit_number import UnitNumber
from dossiers.filing_model import ENDS_FLOOR, FilingModel, Part, Sureness, judge
from dossiers.named_people import people_named, slips
from dossiers.paper import Paper, paper_of
from dossiers.promise import Counts, Threshold, fixed, thresholds
from dossiers.proposals import propose
from dossiers.register_index import RegisterIndex
from dossiers.sequence import pages_missing
from dossiers.signs import Confirmed, Signs, signs_of
from dossiers.stated_unit import Stated, heed, stated_unit
from dossiers.tenure import OwnerCheck, OwnerOutcome, best_match, check_owner
from dossiers.unit_choice import choose
from dossiers.unit_reading import ALONE, LABEL, WORDING, Resolved, UnitChoice, Witness, resolve, unit_readings

TAG = "filing/4"
_LONGEST_PERSON = 4
"""Characters of a person's name; a longer one is a firm's."""
_NOTE, _NOTE_INK = 30, 0.01
"""Characters and share of dark pixels that a note on a back stays below; pages of text rarely hold less ink than 0.014, as a rule 0.06."""
NAMED_FLOOR = 0.9
"""Probability by the model's signs that the unit is right from which a document is said to belong to it; below it proposals are ranked."""
_SURELY_READ = 0.98
"""Least confidence of a character from which a number that is not in the register is said to stand on the paper."""
_DOUBTS = {
    Part.CLASS: ReviewReason.CLASS_UNCERTAIN,
    Part.UNIT: ReviewReason.UNIT_UNCERTAIN,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingOptions:
    """The company's choices.

    `promise`: of the papers filed without a person at most this share 0..1 may be wrong; thresholds of confidence are derived from it, see
    promise.py. `tightening`: the promise of a category is multiplied by its factor, 0 < factor <= 1. `threshold`: above 0 it is the least
    confidence whatever the promise says, of which a tightened category's doubt is multiplied by the factor. `always_review`: codes of
    categories and document types that always go to a person. `boundary_floor`: probability by the model's signs that both ends are right,
    under which nothing is filed however sure the rest. `grace_days` widens tenures at both ends (papers are signed around a hand-over).
    `estate` is the drop folder's estate, "" for any. `quality`: beyond its `trusted_` limits a page's text files nothing.
    """

    promise: float = 0.005
    tightening: tuple[tuple[Category, float], ...] = ()
    threshold: float = 0.0
    always_review: frozenset[str] = frozenset()
    boundary_floor: float = ENDS_FLOOR
    grace_days: int = 92
    estate: str = ""
    quality: QualityLimits = USUAL


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """A document held against the register, before the question how sure all of it is.

    `owners`, `phones`: registered units that the paper's names and phones point at. `check` and `signs` are None where no registered unit
    could be chosen. `barred`: facts that forbid filing, however sure the reading.
    """

    paper: Paper
    resolved: tuple[Resolved, ...]
    owners: tuple[RegisteredUnit, ...]
    phones: tuple[RegisteredUnit, ...]
    stated: Stated | None
    choice: UnitChoice
    check: OwnerCheck | None
    signs: Signs | None
    barred: frozenset[ReviewReason]


def weigh(run: PageRun, register: RegisterIndex, taxonomy: Taxonomy, options: FilingOptions) -> Weighed:
    """Find the unit the document belongs to, check its owner and date, and gather the signs; needs no model."""
    resolved = resolve(unit_readings(run, register, options.estate), register)
    paper = _with_people(paper_of(run, taxonomy), run, resolved, register)
    owners = _distinct(unit for name in paper.people for unit in register.by_owner(name))
    phones = _distinct(unit for phone in paper.phones for unit in register.by_phone(phone))
    choice = choose(resolved, [*owners, *phones], register, paper.people)
    stated = stated_unit(run, register, options.estate)
    if stated is not None:
        choice = heed(stated, run, resolved, choice)
    check = signs = None
    if choice.match is not None and choice.reading is not None:
        check = check_owner(choice.match.unit, paper.names, paper.date, paper.doc_type, options.grace_days)
        signs = signs_of(run, paper, choice, check, resolved, Confirmed(owners=owners, phones=phones), register)
    return Weighed(
        paper=paper,
        resolved=resolved,
        owners=owners,
        phones=phones,
        stated=stated,
        choice=choice,
        check=check,
        signs=signs,
        barred=frozenset(
            {
                *_page_bars(run, options),
                *_unit_bars(run, choice, check, register),
                *_witness_bars(paper, choice, check, phones),
                *_chosen_bars(paper, options),
            }
        ),
    )


def _with_people(paper: Paper, run: PageRun, resolved: Sequence[Resolved], register: RegisterIndex) -> Paper:
    """The paper without estates taken for people, and with the registered people of its units whose names stand in its text.

    Where labels name an owner, only those of whose name what stands there is a misreading: their second mention settles it.
    """
    names = tuple(field for field in paper.names if not register.is_estate(field.name))
    paper = replace(paper, names=names)
    found = people_named(run.pages, (match.unit for item in resolved for match in item.matches))
    if paper.names_owner:
        found = tuple(field for field in found if field.role != "tenant" and slips(paper.people, field, run.pages))
    return replace(paper, names=(*names, *found))


def decide(run: PageRun, register: RegisterIndex, taxonomy: Taxonomy, model: FilingModel, options: FilingOptions) -> FilingDecision:
    """The decision for one document; never a unit that is partial, ambiguous or not in the register without a reason beside it."""
    weighed = weigh(run, register, taxonomy, options)
    paper, choice, check = weighed.paper, weighed.choice, weighed.check
    sure = judge(model, weighed.signs) if weighed.signs is not None else Sureness(confidence=0.0, ends=run.boundary_confidence, parts=())
    reasons = weighed.barred | doubts(sure, least_confidence(model, paper.category, options), options.boundary_floor)
    match, reading, stated = choice.match, choice.reading, weighed.stated
    unit = named_unit(choice, sure)
    if match is not None and unit is None:
        reasons |= {ReviewReason.UNIT_UNCERTAIN}
    return FilingDecision(
        category=paper.category,
        doc_type=paper.doc_type.code,
        title=paper.title,
        date=paper.date,
        estate=match.unit.estate if match else reading.estate if reading else "",
        unit=unit,
        owner=_owner(choice, check, paper.people),
        tenure_index=check.tenure_index if check and unit else None,
        confidence=round(sure.confidence, 4) if unit else 0.0,
        reasons=tuple(sorted(reasons, key=list(ReviewReason).index)),
        proposals=propose(
            weighed.resolved, weighed.owners, weighed.phones, register, stated=[found.unit for found in stated.matches] if stated else []
        ),
        model=f"{TAG}+{model.tag}+{paper.model}" if paper.model else f"{TAG}+{model.tag}",
    )


def named_unit(choice: UnitChoice, sure: Sureness) -> UnitNumber | None:
    """The unit that the document is said to belong to, None where that is in doubt: then there are only proposals.

    A registered unit needs a probability of `NAMED_FLOOR`. A number that the register has not is named as it stands on the paper where a
    label or the wording makes it the paper's own and no character of it is in doubt.
    """
    if choice.match is not None:
        return choice.match.unit.unit if dict(sure.parts)[Part.UNIT] >= NAMED_FLOOR else None
    reading = choice.reading
    read = reading is not None and reading.by in (LABEL, WORDING) and reading.weakest >= _SURELY_READ
    return reading.unit if reading is not None and read else None


def doubts(sure: Sureness, least: float | None, boundary_floor: float) -> frozenset[ReviewReason]:
    """Nothing where confidence and ends are sure enough; else what is not.

    Where the confidence is below `least`, the parts are named that alone keep it there or, where none does, the one that weighs most.
    """
    ends = {ReviewReason.BOUNDARY_UNCERTAIN} if sure.ends < boundary_floor else set[ReviewReason]()
    if least is not None and sure.confidence >= least:
        return frozenset(ends)
    enough = 1.0 if least is None else least
    named = {part for part, share in sure.parts if share < enough}
    if not named and sure.parts:
        named = {min(sure.parts, key=lambda pair: pair[1])[0]}
    return frozenset({ReviewReason.LOW_CONFIDENCE, *ends, *(_DOUBTS[part] for part in named)})


def least_confidence(model: FilingModel, category: Category, options: FilingOptions) -> float | None:
    """The confidence 0..1 from which a paper of the category is filed; None where none keeps the promise."""
    return next(one.confidence for one in filing_thresholds(model, options) if one.category is category)


def filing_thresholds(model: FilingModel, options: FilingOptions) -> tuple[Threshold, ...]:
    """Every category's threshold: derived from the promise, or the fixed one, tightened where asked."""
    return _thresholds(model.counts, options.promise, options.threshold, options.tightening)


@lru_cache(maxsize=16)
def _thresholds(
    counts: tuple[tuple[Category, Counts], ...], promise: float, set_by_hand: float, tightening: tuple[tuple[Category, float], ...]
) -> tuple[Threshold, ...]:
    by_category, factors = dict(counts), dict(tightening)
    promises = {category: promise * factors.get(category, 1.0) for category in Category}
    if not set_by_hand:
        return thresholds(by_category, promises)
    return tuple(
        fixed(category, by_category[category], 1.0 - (1.0 - set_by_hand) * factors.get(category, 1.0), promises[category])
        for category in Category
    )


def _witness_bars(paper: Paper, choice: UnitChoice, check: OwnerCheck | None, phones: Sequence[RegisteredUnit]) -> Iterable[ReviewReason]:
    """Where the paper names somebody whom the register does not know there, or an estate that it does not know at all.

    A telephone that agrees confirms the unit, not the owner: a name that could not be read may contradict the register all the same. A
    unit that is merely named, without label or wording, needs somebody who confirms it.
    """
    match, reading = choice.match, choice.reading
    if match is None or reading is None or check is None or choice.witness is not Witness.PAPER:
        return
    if _owner_unread(paper, match.unit, check):
        yield ReviewReason.OWNER_UNREAD
    by_phone = any(unit is match.unit for unit in phones)
    confirmed = by_phone or check.outcome in {OwnerOutcome.AGREES, OwnerOutcome.TENANT}
    if reading.estate_unknown and not confirmed:
        yield ReviewReason.ESTATE_UNKNOWN
    if reading.by == ALONE and not confirmed:
        yield ReviewReason.UNIT_UNCERTAIN


def _owner_unread(paper: Paper, unit: RegisteredUnit, check: OwnerCheck) -> bool:
    """Whether a name that was not read, or not quite as the register has it, may be another owner's.

    Brothers' names differ in one character, so that one read so is no agreement; a firm's name may be cut short.
    """
    if check.outcome is OwnerOutcome.FUZZY:
        held_by = [owner for tenure in unit.tenures for owner in tenure.owners]
        return all(len(name) <= _LONGEST_PERSON for name in paper.people if best_match([name], held_by) is NameMatch.FUZZY)
    if not paper.people:
        return paper.names_somebody
    held = any(tenure.owners for tenure in unit.tenures)
    return check.outcome is OwnerOutcome.ABSENT and held and (paper.owner_label or paper.names_stranger or paper.names_applicant)


def _chosen_bars(paper: Paper, options: FilingOptions) -> Iterable[ReviewReason]:
    if options.always_review & {paper.category.value, paper.doc_type.code}:
        yield ReviewReason.ALWAYS_REVIEW


def _page_bars(run: PageRun, options: FilingOptions) -> Iterable[ReviewReason]:
    if all(page.text_length == 0 for page in run.pages):
        yield ReviewReason.NO_TEXT
    if any(wants_rescan(page.facts, options.quality) for page in run.pages[:1] + tuple(filter(_has_substance, run.pages[1:]))):
        yield ReviewReason.IMAGE_QUALITY
    if pages_missing(run.pages):
        yield ReviewReason.PAGE_MISSING
    if run.out_of_order:
        yield ReviewReason.PAGES_OUT_OF_ORDER


def _has_substance(page: UnderstoodPage) -> bool:
    """Whether a later page is more than a pencil note, a stamp or dirt on a back, whose faults are told but endanger no filing.

    An unreadable page of text is no note: it has the ink of one.
    """
    return page.text_length >= _NOTE or page.facts.quality.ink >= _NOTE_INK


def _unit_bars(run: PageRun, choice: UnitChoice, check: OwnerCheck | None, register: RegisterIndex) -> Iterable[ReviewReason]:
    if choice.contradicted:
        yield ReviewReason.SEPARATOR_CONTRADICTS
    if not len(register):
        yield ReviewReason.REGISTER_EMPTY
    if choice.match is None or check is None:
        reason = _reason_without_unit(run, choice)
        if len(register) or reason is not ReviewReason.UNIT_NOT_IN_REGISTER:
            yield reason
        return
    if choice.reason is not None:
        yield choice.reason
    if check.outcome in {OwnerOutcome.CONTRADICTS, OwnerOutcome.OTHER_TENURE}:
        yield ReviewReason.OWNER_CONTRADICTS
    if check.date_outside:
        yield ReviewReason.DATE_OUTSIDE_TENURE
    elif check.tenure_index is None and len(choice.match.unit.tenures) > 1:
        yield ReviewReason.TENURE_UNKNOWN


def _reason_without_unit(run: PageRun, choice: UnitChoice) -> ReviewReason:
    partial = any(field.unit.partial for page in run.pages for field in page.fields.units)
    if choice.reason is ReviewReason.UNIT_MISSING and partial:
        return ReviewReason.UNIT_PARTIAL
    return choice.reason or ReviewReason.UNIT_MISSING


def _owner(choice: UnitChoice, check: OwnerCheck | None, people: Sequence[str]) -> str:
    """The register's owner of the tenure found; where the paper contradicts it or no unit is known, the name as read."""
    agrees = check is not None and check.outcome not in {OwnerOutcome.CONTRADICTS, OwnerOutcome.OTHER_TENURE}
    if choice.match is not None and check is not None and check.tenure_index is not None and agrees:
        return "、".join(choice.match.unit.tenures[check.tenure_index].owners)
    return people[0] if people else ""


def _distinct(units: Iterable[RegisteredUnit]) -> tuple[RegisteredUnit, ...]:
    return tuple({id(unit): unit for unit in units}.values())
