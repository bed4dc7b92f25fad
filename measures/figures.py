"""All measures of an evaluation, over everything and by profile and script."""

from collections.abc import Iterable
from dataclasses import dataclass

from measures.calibration import Calibration, Judged, calibration
from measures.classes import Classes, classes
from measures.matching import Formed, Matched, PagePair, Paper
from measures.placing import class_and_place_right, filed_right, filed_silently, misplaced, same_owner, why_review, wrongly_filed
from measures.rate import Rate, f1, rate
from measures.risk import Risk, risk_coverage
from measures.rows import CONTENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How well one set of pages was understood and filed.

    `pages`: with content. `fileable`: true documents that a perfect reader could file (their true state is filed). A true document's
    class, owner and date are those of the formed document that holds most of its pages, filed or proposed; none counts as wrong.
    `unit_precision`: of formed documents, filed or waiting, that name a unit, those under the true estate and unit: one that is in doubt
    of its unit names none and ranks proposals (dossiers.filing.named_unit), which are no claims; `unit_recall`: of
    fileable documents, those so named; `filed_unit`: of filed documents, those under the true estate and unit. `owner`, `date`: of
    documents whose truth states them. `boundary_f1`: of pages that open a document. `filing`: filed documents with unit, estate,
    category and bounds right and nothing that asks for a person, of all filed: auto-filing precision. `coverage`: of fileable
    documents, those filed so with all their pages. `silent`: of documents that a person must see, those filed without one; must be 0.
    `confidence` and `risk`: of formed documents' confidence that category and unit (with its estate) are right, see
    placing.class_and_place_right; naming no unit is not.
    """

    pages: int
    documents: int
    fileable: int
    filed: int
    page_category: Classes
    page_type: Classes
    document_category: Classes
    document_type: Classes
    unit_precision: Rate
    unit_recall: Rate
    filed_unit: Rate
    owner: Rate
    date: Rate
    boundary_f1: float | None
    filing: Rate
    coverage: Rate
    silent: Rate
    confidence: Calibration
    risk: Risk


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """The figures of one profile and script; "" stands for all of them."""

    profile: str
    script: str
    figures: Figures


def slices(matched: Matched) -> tuple[Slice, ...]:
    """Everything first; then by profile, by script and by both, where the truth knows more than one."""
    profiles = sorted({paper.profile for paper in matched.papers} - {""})
    scripts = sorted({paper.script for paper in matched.papers} - {""})
    wanted = [("", "")]
    if len(profiles) > 1:
        wanted += [(profile, "") for profile in profiles]
    if len(scripts) > 1:
        wanted += [("", script) for script in scripts]
    if len(profiles) > 1 and len(scripts) > 1:
        wanted += [(profile, script) for profile in profiles for script in scripts]
    made = (Slice(profile=p, script=s, figures=figures(select(matched, profile=p, script=s))) for p, s in wanted)
    return tuple(one for one in made if one.figures.documents or not (one.profile or one.script))


def select(matched: Matched, *, profile: str = "", script: str = "") -> Matched:
    """What belongs to a profile and a script; "" asks for all of them. Blank sides and separators have no script."""

    def chosen(of: PagePair | Paper | Formed) -> bool:
        traits = of.true if isinstance(of, PagePair) else of
        return (not profile or traits.profile == profile) and (not script or traits.script == script)

    return Matched(
        pages=tuple(filter(chosen, matched.pages)),
        papers=tuple(filter(chosen, matched.papers)),
        formed=tuple(filter(chosen, matched.formed)),
    )


def figures(matched: Matched) -> Figures:
    """Measure everything."""
    content = [pair for pair in matched.pages if pair.true.status in CONTENT]
    papers, formed = matched.papers, matched.formed
    fileable = [paper for paper in papers if paper.true.status == "filed"]
    filed = [one for one in formed if one.read.status == "filed"]
    judged = list(_judged(formed))
    return Figures(
        pages=len(content),
        documents=len(papers),
        fileable=len(fileable),
        filed=len(filed),
        page_category=classes([(pair.true.category, pair.read.category if pair.read else "") for pair in content]),
        page_type=classes([(pair.true.doc_type, pair.read.doc_type if pair.read else "") for pair in content]),
        document_category=classes([(paper.true.category, paper.read.category if paper.read else "") for paper in papers]),
        document_type=classes([(paper.true.doc_type, paper.read.doc_type if paper.read else "") for paper in papers]),
        unit_precision=rate((one for one in formed if one.read.unit), _placed),
        unit_recall=rate(fileable, _named_right),
        filed_unit=rate(filed, _placed),
        owner=rate((paper for paper in papers if paper.true.owner), _owner_right),
        date=rate((paper for paper in papers if paper.true.date), lambda paper: bool(paper.read and paper.read.date == paper.true.date)),
        boundary_f1=f1((pair.opens, pair.opened) for pair in matched.pages),
        filing=Rate(right=len(filed) - len(wrongly_filed(filed)), total=len(filed)),
        coverage=rate(fileable, filed_right),
        silent=rate((paper for paper in papers if why_review(paper.true)), filed_silently),
        confidence=calibration(judged),
        risk=risk_coverage(judged),
    )


def _judged(formed: Iterable[Formed]) -> Iterable[Judged]:
    return ((one.read.confidence, class_and_place_right(one)) for one in formed if one.read.confidence is not None)


def _placed(one: Formed) -> bool:
    return one.true is not None and not misplaced(one.read, one.true)


def _named_right(paper: Paper) -> bool:
    return paper.read is not None and not misplaced(paper.read, paper.true)


def _owner_right(paper: Paper) -> bool:
    return paper.read is not None and same_owner(paper.true.owner, paper.read.owner)
