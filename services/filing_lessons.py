"""Fit the filing model to what people decided; the fit is kept only where it judges papers it never saw no worse than the one at work.

Verdicts of the sample are of papers taken by lot; decisions in review are of papers in doubt. Both teach the weights and the curve: they
were chosen by the very signs that the model weighs, and what a sign is worth is the same however often it is met. Only the sample counts
for the promise: the queue holds the doubtful papers and would say nothing of those filed alone.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from domain.document import DocumentState
from domain.ids import GroupId
from domain.sampling import Verdict
from domain.taxonomy import Category
from dossiers.calibrate import Example, PaperTruth, example, fit, held_out, loss_of
from dossiers.filing import filing_thresholds, weigh
from dossiers.filing_model import FILE, FilingModel, judge, load_filing_model, save_filing_model
from dossiers.grouping import GroupingOptions, group
from dossiers.promise import LEVELS
from services import sampling
from services.workplace import Workplace
from storage.engine import Transaction
from storage.repositories import pages, reviewed, scans
from storage.repositories.reviewed import DecidedDocument

FEWEST = 100
"""Papers under which the filing model is not fitted anew …"""
FEWEST_SAMPLED = 20
"""… and those of them that must come from the sample."""
MOST = 5000
"""Papers learnt from, the newest."""
MOST_LOST = 0.01
"""Most that the log-loss on the sample, in nats, may rise: papers that are filed alone lose a hundredth of their confidence."""
_ANSWERS = "held_out"


class State(StrEnum):
    """What became of the fit."""

    REFITTED = "refitted"
    TOO_FEW = "too_few"
    WORSE = "worse"


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingFigures:
    """Papers learnt from, those of the sample among them, and how they were judged by who had not seen them.

    `loss_`: mean log-loss in nats of the model at work and of the fit, `sample_loss_` that of the sample alone; `surely_wrong_`: papers
    that no rule keeps, wrong at the least confidence that is ever filed. None where there were too few papers to fit.
    """

    state: State
    papers: int
    sampled: int
    loss_before: float | None = None
    loss_after: float | None = None
    sample_loss_before: float | None = None
    sample_loss_after: float | None = None
    surely_wrong_before: int | None = None
    surely_wrong_after: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingFit:
    """The fitted model, None where the one at work stays, and its held-out confidences by document."""

    figures: FilingFigures
    model: FilingModel | None = None
    answers: tuple[tuple[int, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FilingLesson:
    """A document to learn from."""

    document: int
    sampled: bool
    example: Example


def recalibrate(place: Workplace, folder: Path | None) -> FilingFit:
    """Fit near the shipped model and compare with that of `folder`, the version at work (None: the shipped one).

    Not near the one at work: its counts and weights hold these papers already, and would hold them twice.
    """
    at_work = load_filing_model(folder)
    lessons = gather(place, at_work)
    sampled = sum(lesson.sampled for lesson in lessons)
    counted = FilingFigures(state=State.TOO_FEW, papers=len(lessons), sampled=sampled)
    if len(lessons) < FEWEST or sampled < FEWEST_SAMPLED:
        return FilingFit(figures=counted)
    return _fit(lessons, counted, load_filing_model(), _known(at_work, folder, lessons))


def _fit(lessons: Sequence[FilingLesson], counted: FilingFigures, shipped: FilingModel, before: Sequence[float]) -> FilingFit:
    examples = [lesson.example for lesson in lessons]
    after = held_out(examples, shipped)
    old, new = _Judged.of(before, lessons), _Judged.of(after, lessons)
    figures = replace(
        counted,
        state=State.WORSE if new.worse_than(old) else State.REFITTED,
        loss_before=round(old.loss, 5),
        loss_after=round(new.loss, 5),
        sample_loss_before=round(old.sample_loss, 5),
        sample_loss_after=round(new.sample_loss, 5),
        surely_wrong_before=old.surely_wrong,
        surely_wrong_after=new.surely_wrong,
    )
    if figures.state is State.WORSE:
        return FilingFit(figures=figures)
    answers = tuple((lesson.document, round(share, 6)) for lesson, share in zip(lessons, after, strict=True))
    return FilingFit(figures=figures, model=fit(examples, shipped), answers=answers)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """How well confidences fit the papers; see FilingFigures."""

    loss: float
    sample_loss: float
    surely_wrong: int

    @classmethod
    def of(cls, shares: Sequence[float], lessons: Sequence[FilingLesson]) -> "_Judged":
        examples = [lesson.example for lesson in lessons]
        drawn = [place for place, lesson in enumerate(lessons) if lesson.sampled]
        return cls(
            loss=loss_of(shares, examples),
            sample_loss=loss_of([shares[place] for place in drawn], [examples[place] for place in drawn]),
            surely_wrong=_surely_wrong(shares, examples),
        )

    def worse_than(self, other: "_Judged") -> bool:
        """Also where papers in doubt would pull down those that are filed alone, or more of the wrong ones would be filed."""
        lost = self.sample_loss > other.sample_loss + MOST_LOST
        return self.loss > other.loss or lost or self.surely_wrong > other.surely_wrong


def _surely_wrong(shares: Sequence[float], examples: Sequence[Example]) -> int:
    return sum(share >= LEVELS[-1] and not one.right and not one.barred for share, one in zip(shares, examples, strict=True))


def _known(at_work: FilingModel, folder: Path | None, lessons: Sequence[FilingLesson]) -> tuple[float, ...]:
    """What the model at work says of each paper: of those it was fitted on itself, what it said before it had seen them."""
    own = folder / FILE if folder is not None else None
    kept: Mapping[str, float] = json.loads(own.read_bytes()).get(_ANSWERS, {}) if own is not None and own.is_file() else {}
    return tuple(kept.get(str(lesson.document), judge(at_work, lesson.example.signs).confidence) for lesson in lessons)


def write(fresh: Path, made: FilingFit, card: Mapping[str, Any]) -> None:
    """Write the fitted model into a version's folder; `card` names the version."""
    if made.model is not None:
        figures = asdict(made.figures)
        save_filing_model(fresh, made.model, {**card, "figures": figures, _ANSWERS: {str(key): share for key, share in made.answers}})


def gather(place: Workplace, at_work: FilingModel) -> tuple[FilingLesson, ...]:
    """Documents that people decided, weighed as the machine would form and weigh them today; the newest MOST.

    Left out are those whose pages are no longer formed so, and those for which no registered unit would be chosen.
    """
    with place.database.read() as tx:
        by_group: dict[GroupId, list[DecidedDocument]] = defaultdict(list)
        for document in reviewed.documents(tx, limit=MOST):
            by_group[document.group_id].append(document)
        options = replace(place.rules.filing, tightening=sampling.tightening(tx))
        least = {one.category: 1.0 if one.confidence is None else one.confidence for one in filing_thresholds(at_work, options)}
        lessons = tuple(lesson for group_id, those in by_group.items() for lesson in _of_group(tx, place, group_id, those, least))
    return _apart(lessons)


def _of_group(
    tx: Transaction, place: Workplace, group_id: GroupId, those: Sequence[DecidedDocument], least: Mapping[Category, float]
) -> Iterator[FilingLesson]:
    options = replace(place.rules.filing, estate=scans.group_facts(tx, group_id).estate)
    runs = group(pages.understood(tx, group_id), GroupingOptions())
    formed = {tuple(page.page_id for page in run.pages if page.readable): run for run in runs}
    for document in those:
        run = formed.get(document.pages)
        if run is None or not document.pages:
            continue
        source = document.estate or f"batch {document.batch_id}"
        made = example(weigh(run, place.register.get(tx), place.taxonomy, options), _truth(document), source)
        if made is not None:
            seen_from = None if document.verdict is None else least[made.category]
            whole = {Verdict.RIGHT: True, Verdict.WRONG_PAGES: False}.get(document.verdict) if document.verdict else None
            yield FilingLesson(
                document=document.document_id,
                sampled=document.verdict is not None,
                example=replace(made, whole=whole, seen_from=seen_from),
            )


def _truth(document: DecidedDocument) -> PaperTruth:
    """What people made of it: where it stands now, or nowhere while its unit is known to be wrong and not yet which is right.

    Where unit and estate stand and yet they are called wrong, its owner is: nothing on the paper's unit could have told.
    """
    verdict = document.verdict
    wrong_unit = verdict is not None and verdict.wrong_unit
    stands = (document.estate, document.unit) == (document.machine_estate, document.machine_unit)
    astray = wrong_unit and document.state is not DocumentState.FILED
    return PaperTruth(
        category=document.category,
        estate=document.estate,
        unit=None if astray else document.unit,
        complete=verdict is not Verdict.WRONG_PAGES,
        pure=verdict is not Verdict.WRONG_PAGES,
        for_a_person=wrong_unit and stands and not astray,
    )


def _apart(lessons: tuple[FilingLesson, ...]) -> tuple[FilingLesson, ...]:
    """Papers of a single estate can only be held out one by one."""
    if len({lesson.example.source for lesson in lessons}) > 1:
        return lessons
    return tuple(replace(lesson, example=replace(lesson.example, source=f"document {lesson.document}")) for lesson in lessons)
