"""An estate's scans with discrepancies in the paper itself: scanned twice, scanned badly, never answered.

What can be put into catalogue, register and lists of a home that was read is not made here (see `office`).
"""

import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

from domain.register import RegisteredUnit
from evaluation.findings.papers import ANSWERS
from evaluation.generator.corpus import Corpus, CorpusPlan, FilePlan, PagePlan, scan_files
from evaluation.generator.documents import LaidOut, lay_out, plan_document, type_deck
from evaluation.generator.estate import TODAY, Estate, build_estate
from evaluation.generator.produce import document_id, produce
from evaluation.generator.sheet import Fill, PageDraft, Script, Split

TERM = 30
"""Days within which a repair is to be followed up and a complaint to be answered."""
ANSWERED_SHARE = 0.45
"""For each paper without its answer so many with it, that an answer overlooked would show."""
PLAIN_SHARE = 3
"""For each paper of a discrepancy so many with none."""
_MATTERS = ("repair_request", "complaint_form")
_MOST_BLOTS, _LONGEST_BLOT = 2, 16
"""Runs of text that ink covers, and their characters."""
_MOST_PAGES = 2
_TRIES = 40
NOTES = "scans.jsonl"
"""File beside the truth: what was done to which paper."""


class Twice(StrEnum):
    """How a second scan of a paper was kept.

    As the first; its date illegible under a blot; with a date that a clerk typed wrongly; filed by a clerk into another household.
    """

    SAME = "same"
    BLOTTED = "blotted"
    MISTYPED = "mistyped"
    MISFILED = "misfiled"


class Fault(StrEnum):
    """How a paper was scanned badly."""

    COARSE = "coarse"
    LEANING = "leaning"
    BLURRED = "blurred"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What was done to a document: `first` is the index of the first scan of its paper where it is the second."""

    document: int
    first: int | None = None
    twice: Twice | None = None
    fault: Fault | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scans:
    """A planned corpus, and what was done to its documents."""

    corpus: Corpus
    notes: tuple[Note, ...]


def write_scans(scans: Scans, out: Path, jobs: int) -> None:
    """Write the corpus, and beside its truth the notes."""
    produce(scans.corpus, out, jobs)
    lines = (json.dumps(_row(note), ensure_ascii=False) + "\n" for note in scans.notes)
    (out / "truth" / NOTES).write_text("".join(lines), encoding="utf-8")


def _row(note: Note) -> dict[str, str | None]:
    first = None if note.first is None else document_id(note.first)
    return {"document": document_id(note.document), "first": first, "twice": note.twice, "fault": note.fault}


def plan_scans(seed: int, script: Script, *, each: int) -> Scans:
    """Plan one estate of the dev split with `each` papers of every discrepancy; the same arguments give the same corpus."""
    rng = random.Random(f"scans|{seed}|{script}|{each}")
    desk = _Desk(build_estate(seed, 0, Split.DEV, script), seed)
    first = [*_matters(desk, rng, each), *desk.papers(type_deck(rng, PLAIN_SHARE * each), PLAIN_SHARE * each)]
    faulty = desk.papers(_quiet_types(rng, each), each)
    doubled = {how: desk.papers(_quiet_types(rng, count), count, fits=_fits(how, desk.estate)) for how, count in _shares(each)}
    first += [*faulty, *(laid for some in doubled.values() for laid in some)]
    rng.shuffle(first)
    places = {laid.spec.seed: index for index, laid in enumerate(first)}
    again = [(places[laid.spec.seed], how) for how, some in doubled.items() for laid in some]
    rng.shuffle(again)
    documents = [*first, *(blotted(first[index], desk.estate) if how is Twice.BLOTTED else first[index] for index, how in again)]
    faults = {places[laid.spec.seed]: tuple(Fault)[n % len(Fault)] for n, laid in enumerate(faulty)}
    notes = [Note(document=index, fault=fault) for index, fault in faults.items()]
    notes += [Note(document=len(first) + n, first=index, twice=how) for n, (index, how) in enumerate(again)]
    plan = CorpusPlan(seed=seed, documents=len(documents), script=script, split=Split.DEV, review_share=0.0)
    second = (_second(file, len(first)) for file in scan_files(rng, plan, documents[len(first) :]))
    files = [*scan_files(rng, plan, first), *second]
    damaged = tuple(_damaged(file, faults, rng) for file in files)
    return Scans(corpus=Corpus(plan=plan, estates=(desk.estate,), documents=tuple(documents), files=damaged), notes=tuple(notes))


def _shares(each: int) -> Iterator[tuple[Twice, int]]:
    yield from ((Twice.SAME, each), (Twice.BLOTTED, each // 2), (Twice.MISTYPED, each - each // 2), (Twice.MISFILED, each))


def _fits(how: Twice, estate: Estate) -> Callable[[LaidOut], bool]:
    if how is Twice.BLOTTED:
        return lambda laid: _can_be_blotted(laid, estate)
    return lambda laid: how is not Twice.MISTYPED or laid.shows_date


class _Desk:
    """Makes the estate's papers, each of a seed of its own."""

    def __init__(self, estate: Estate, seed: int) -> None:
        self.estate, self._seed, self._count = estate, seed, 0

    def papers(self, types: Sequence[str], count: int, *, fits: Callable[[LaidOut], bool] = lambda _laid: True) -> list[LaidOut]:
        """So many papers of the types in turn that can be filed and fit; a type of which none is found is passed over."""
        found = [laid for doc_type in types if (laid := self.paper(doc_type, fits=fits)) is not None]
        while len(found) < count:
            more = self.papers(types, 0, fits=fits)
            if not more:
                raise SystemExit(f"No paper of {', '.join(types)} is as wanted.")
            found += more
        return found[: count or None]

    def paper(
        self, doc_type: str, *, among: tuple[RegisteredUnit, ...] = (), fits: Callable[[LaidOut], bool] = lambda _laid: True
    ) -> LaidOut | None:
        """A paper of the type that can be filed and fits; None where none is found."""
        specs = (plan_document(self.estate, self._next(), doc_type, among=among, review_share=0.0) for _ in range(_TRIES))
        return next((laid for spec in specs if _can_be_filed(laid := lay_out(spec, self.estate)) and fits(laid)), None)

    def answer(self, doc_type: str, registered: RegisteredUnit, day: date) -> LaidOut | None:
        """A paper of the household dated that day; None where none that shows its date is found."""
        owner = "、".join(registered.tenures[0].owners)
        for _ in range(_TRIES):
            spec = plan_document(self.estate, self._next(), doc_type, among=(registered,), review_share=0.0)
            laid = lay_out(replace(spec, owner=owner, owner_text=owner, date=day), self.estate)
            if _can_be_filed(laid) and laid.shows_date:
                return laid
        return None

    def _next(self) -> str:
        self._count += 1
        return f"scans|{self._seed}|{self._count}"


def _can_be_filed(laid: LaidOut) -> bool:
    """Whether a machine may file it; long ones cost much reading and prove no more."""
    return not laid.spec.must_review and len(laid.pages) <= _MOST_PAGES


def _matters(desk: _Desk, rng: random.Random, each: int) -> Iterator[LaidOut]:
    """Repairs and complaints, each of a unit of its own; `each` without an answer, fewer with one."""
    alone = [registered for registered in desk.estate.units if len(registered.tenures) == 1]
    units = iter(rng.sample(alone, len(alone)))
    for asking in _MATTERS:
        for n in range(each + round(each * ANSWERED_SHARE)):
            registered = next(units)
            asked = desk.paper(asking, among=(registered,), fits=_long_ago)
            if asked is None:
                continue
            yield asked
            answer = (
                None if n < each else desk.answer(ANSWERS[asking], registered, asked.spec.date + timedelta(days=rng.randint(1, TERM - 5)))
            )
            if answer is not None:
                yield answer


def _long_ago(laid: LaidOut) -> bool:
    return laid.shows_date and laid.spec.date + timedelta(days=TERM) < TODAY


def _quiet_types(rng: random.Random, count: int) -> list[str]:
    """Types that neither ask for an answer nor are one."""
    loud = {*ANSWERS, *ANSWERS.values()}
    return [doc_type for doc_type in type_deck(rng, 2 * count + len(loud)) if doc_type not in loud][:count]


def _date_runs(laid: LaidOut, estate: Estate) -> tuple[frozenset[int], ...]:
    """On each page the runs that would read otherwise on another day."""
    other = lay_out(replace(laid.spec, date=laid.spec.date + timedelta(days=1)), estate)
    return tuple(
        frozenset(n for n, (run, its) in enumerate(zip(page.runs, twin.runs, strict=False)) if run.text != its.text)
        for page, twin in zip(laid.pages, other.pages, strict=True)
    )


def _can_be_blotted(laid: LaidOut, estate: Estate) -> bool:
    """Whether its date stands by itself, in a place or two: whole sentences are not blotted out."""
    under = [page.runs[n] for page, runs in zip(laid.pages, _date_runs(laid, estate), strict=True) for n in runs]
    return laid.shows_date and 0 < len(under) <= _MOST_BLOTS and all(len(run.text) <= _LONGEST_BLOT for run in under)


def blotted(laid: LaidOut, estate: Estate) -> LaidOut:
    """The paper with ink over its date: it shows none any more."""
    pages = tuple(_blot(page, runs) for page, runs in zip(laid.pages, _date_runs(laid, estate), strict=True))
    return replace(laid, pages=pages, shows_date=False)


def _blot(page: PageDraft, under: frozenset[int]) -> PageDraft:
    spots = tuple(
        Fill(x0=run.x - 2, y0=run.y - 2, x1=run.x + run.width + 2, y1=run.y + run.height + 2, grey=50)
        for n, run in enumerate(page.runs)
        if n in under
    )
    return replace(page, fills=(*page.fills, *spots), runs=tuple(run for n, run in enumerate(page.runs) if n not in under))


def _second(file: FilePlan, first: int) -> FilePlan:
    """A file of the second scans: its documents count on after the `first` ones, in a folder of their own."""
    pages = tuple(replace(page, document=page.document + first if page.document >= 0 else -1) for page in file.pages)
    return replace(file, source=f"复扫{file.source}", pages=pages)


def _damaged(file: FilePlan, faults: dict[int, Fault], rng: random.Random) -> FilePlan:
    """The file with its faulty documents scanned badly; a coarse one makes all of the file coarse, and none of it is born digital."""
    here = {page.document: faults[page.document] for page in file.pages if page.document in faults}
    if not here:
        return file
    dpi = rng.choice((100, 120, 150)) if Fault.COARSE in here.values() else file.dpi
    return replace(file, dpi=dpi, vector=0, pages=tuple(_worse(page, here.get(page.document), rng) for page in file.pages))


def _worse(page: PagePlan, fault: Fault | None, rng: random.Random) -> PagePlan:
    """Leaning by more than the two degrees that are let pass; blurred by a sigma of 0.23–0.29 mm, which makes edges wider than 0.35 mm."""
    if fault is Fault.LEANING:
        return replace(page, wear=replace(page.wear, skew=rng.choice((-1, 1)) * rng.uniform(2.6, 4.5)))
    if fault is Fault.BLURRED:
        return replace(page, wear=replace(page.wear, blur=rng.uniform(1.8, 2.3)))
    return page


def read_notes(truth: Path) -> Iterable[dict[str, str | None]]:
    """The notes of a corpus by document, none where nothing was done to its papers."""
    path = truth / NOTES
    return (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()) if path.exists() else ()
