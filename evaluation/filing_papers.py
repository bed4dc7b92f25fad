"""Papers with their truth to fit the filing decision on: planned corpora read by a simulated engine, and homes that were really read.

Both go through classes, fields, grouping and register as in production; nothing is stored.
"""

import random
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import sqlalchemy as sa

from classifiers.classifier import Classifier
from domain.document import PageRun, UnderstoodPage
from domain.fields import ExtractedFields
from domain.hanzi import close_gaps
from domain.ids import GroupId, PageId
from domain.page import PageKind
from domain.register import RegisteredUnit, RegisterTenure
from domain.scan_quality import UNMEASURED, doubtful_share
from domain.taxonomy import Category, Taxonomy
from domain.text import OcrPage
from domain.unit_number import UnitKind, UnitNumber
from dossiers.calibrate import Example, PaperTruth, example
from dossiers.filing import FilingOptions, weigh
from dossiers.grouping import GroupingOptions, group
from dossiers.named_people import people_named
from dossiers.register_index import RegisterIndex
from evaluation.generator import names
from evaluation.generator.corpus import Corpus, CorpusPlan, plan_corpus
from evaluation.generator.estate import Estate
from evaluation.generator.sheet import PageDraft, Role, Script, Split
from evaluation.generator.wear import Profile
from evaluation.score import read_rows
from evaluation.simulated_reading import CLEAN, HARSH, HEAVY, OFFICE, EngineLevel, read_simulated
from extraction.fields import extract
from extraction.separator_sheet import extract_sheet
from hudang import settings
from hudang.bootstrap import make_workplace
from measures.matching import named
from measures.placing import PLACELESS, why_review
from measures.rows import DocumentRow, Key
from services.understanding import understand
from services.workplace import Workplace
from storage.mapping import unpack_ocr_page
from storage.repositories import pages
from storage.tables import page, page_group, scan

DOCUMENTS = 60
UNNAMED = 3
"""Every such document is shown a second time as if it named nobody."""
LEVELS: dict[Profile, tuple[EngineLevel, ...]] = {
    Profile.CLEAN: (CLEAN, CLEAN, OFFICE),
    Profile.OFFICE: (CLEAN, OFFICE, OFFICE, HARSH),
    Profile.HARSH: (OFFICE, HARSH, HARSH, HEAVY),
}
"""How the files of a profile are read."""
BENCH_LEVELS: dict[Profile, tuple[EngineLevel, ...]] = {
    Profile.CLEAN: (CLEAN, OFFICE, HARSH),
    Profile.OFFICE: (OFFICE, OFFICE, HARSH, HEAVY),
    Profile.HARSH: (HARSH, HARSH, HEAVY, HEAVY),
}
"""And those of the bench's papers: faxes, faint copies, seals and stamps over the text."""
_KINDS = {Role.BLANK: PageKind.BLANK, Role.SEPARATOR: PageKind.SEPARATOR}
_NO_COLONS = str.maketrans(":：", "  ")
_READ_ON = date(2026, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedRun:
    """A document as it was formed, with its truth; `truth` None where its pages belong to no paper. `profile` is that of its scan."""

    run: PageRun
    truth: PaperTruth | None
    source: str
    profile: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """The documents of one corpus and the register they are held against."""

    runs: tuple[JudgedRun, ...]
    register: RegisterIndex
    taxonomy: Taxonomy


def examples(papers: Papers, options: FilingOptions) -> Iterator[Example]:
    """Every document for which a registered unit was chosen; every third once more as if it named nobody.

    Papers of our generator nearly always name their owner; those of other offices often do not, and then the reading must bear it alone.
    """
    for number, one in enumerate(papers.runs):
        if one.truth is None:
            continue
        unnamed = number % UNNAMED == 0 and (one.truth.unit is None or not one.truth.for_a_person)
        weighed = [weigh(one.run, papers.register, papers.taxonomy, options)]
        if unnamed:
            units = [match.unit for item in weighed[0].resolved for match in item.matches]
            weighed.append(weigh(_unnamed(one.run, units), papers.register, papers.taxonomy, options))
        for each in weighed:
            made = example(each, one.truth, one.source)
            if made is not None:
                yield made


def _unnamed(run: PageRun, units: Sequence[RegisteredUnit]) -> PageRun:
    """The document without people and their telephones, its labels (known by their colons) no labels any more.

    `units`: those that it may belong to, whose people would be found in its text without any label.
    """
    names = [field.name for field in people_named(run.pages, units)]
    return replace(
        run, pages=tuple(replace(page, fields=_without_people(page.fields), text=_text_without(page.text, names)) for page in run.pages)
    )


def _text_without(text: str, names: Sequence[str]) -> str:
    lines = [close_gaps(line).text for line in text.translate(_NO_COLONS).splitlines()]
    for name in names:
        lines = [line.replace(name, "") for line in lines]
    return "\n".join(lines)


def _without_people(fields: ExtractedFields) -> ExtractedFields:
    return replace(fields, names=(), numbers=tuple(number for number in fields.numbers if number.kind != "phone"))


def simulated(seed: int, corpora: int, splits: Sequence[Split], classifier: Classifier, taxonomy: Taxonomy) -> Iterator[Papers]:
    """`corpora` corpora of DOCUMENTS papers on two estates each; the same seed gives the same.

    Splits, profiles, scripts and layouts take turns.
    """
    for number in range(corpora):
        split = splits[number % len(splits)]
        rng = random.Random(f"filing|{seed}|{number}|{split}")
        plan = CorpusPlan(
            seed=seed * 1000 + number,
            documents=DOCUMENTS,
            profile=(Profile.OFFICE, Profile.HARSH, Profile.CLEAN, Profile.OFFICE, Profile.HARSH)[number % 5],
            script=(Script.HANS, Script.HANT)[number // 5 % 2],
            split=split,
            estates=2,
            units=rng.choice((60, 100, 200)),
            bench=number % 3 == 2,
        )
        read = _read_corpus(rng, plan_corpus(plan), classifier)
        runs = tuple(_judged(run, read.corpus, read.of, f"simulated-{number}") for run in read.runs)
        yield Papers(runs=runs, register=read.register, taxonomy=taxonomy)


def _judged(run: PageRun, corpus: Corpus, of: dict[PageId, int], source: str) -> JudgedRun:
    counts = Counter(of[page.page_id] for page in run.pages)
    held = [index for index, _ in counts.most_common() if index >= 0]
    profile = corpus.plan.profile.value
    if not held:
        return JudgedRun(run=run, truth=None, source=source, profile=profile)
    spec = corpus.documents[held[0]].spec
    complete = counts[held[0]] == sum(index == held[0] for index in of.values())
    truth = PaperTruth(
        category=spec.category,
        estate=spec.estate,
        unit=None if spec.must_review in PLACELESS else spec.unit,
        complete=complete,
        pure=len(held) == 1,
        for_a_person=any(corpus.documents[index].spec.must_review for index in held),
    )
    return JudgedRun(run=run, truth=truth, source=f"{source}-{spec.estate}", profile=profile)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCorpus:
    """A planned corpus as it was read and its documents as formed.

    `of`: page → index of its document in the corpus, -1 for none; `keys` and `drafts`: page → source and number, what was printed.
    """

    corpus: Corpus
    register: RegisterIndex
    runs: tuple[PageRun, ...]
    of: dict[PageId, int]
    keys: dict[PageId, Key]
    drafts: dict[PageId, PageDraft]


def read_corpus(plan: CorpusPlan, classifier: Classifier) -> ReadCorpus:
    """Plan the corpus, fill its register up and read it; the same plan gives the same."""
    rng = random.Random(f"filing|{plan}")
    return _read_corpus(rng, plan_corpus(plan), classifier)


def _read_corpus(rng: random.Random, corpus: Corpus, classifier: Classifier) -> ReadCorpus:
    register = RegisterIndex.build([*(unit for estate in corpus.estates for unit in estate.units), *_filled_up(rng, corpus)])
    understood: list[UnderstoodPage] = []
    of: dict[PageId, int] = {}
    keys: dict[PageId, Key] = {}
    drafts: dict[PageId, PageDraft] = {}
    levels = (BENCH_LEVELS if corpus.plan.bench else LEVELS)[corpus.plan.profile]
    for plan in corpus.files:
        level = rng.choice(levels)
        for number, planned in enumerate(plan.pages, 1):
            page_id = PageId(len(of))
            of[page_id], keys[page_id], drafts[page_id] = planned.document, (plan.source, number), planned.draft
            kind = _KINDS.get(planned.draft.role, PageKind.CONTENT)
            read = read_simulated(rng, planned.draft, level, number)
            understood.append(_understood(read, page_id, kind, classifier, planned.draft.payload))
    return ReadCorpus(corpus=corpus, register=register, runs=group(understood, GroupingOptions()), of=of, keys=keys, drafts=drafts)


def _understood(read: OcrPage, page_id: PageId, kind: PageKind, classifier: Classifier, payload: str) -> UnderstoodPage:
    content = kind is PageKind.CONTENT
    classification = classifier.classify(read) if content else None
    empty = extract_sheet(payload) if kind is PageKind.SEPARATOR else ExtractedFields()
    return UnderstoodPage(
        page_id=page_id,
        kind=kind,
        readable=True,
        new_file=read.page_no == 1,
        classification=classification,
        fields=extract(read, classification, today=_READ_ON) if content else empty,
        text_length=len(read.text) if content else 0,
        confidence=0.99,
        separator=payload,
        facts=replace(UNMEASURED, doubtful=doubtful_share(read)),
        text=read.text if content else "",
    )


def _filled_up(rng: random.Random, corpus: Corpus) -> Iterator[RegisteredUnit]:
    """Flats next door to those of the register, as a real one lists them; never one that a paper must not be filed under."""
    density = rng.choice((0.0, 1.0, 3.0))
    taken = {unit.unit for estate in corpus.estates for unit in estate.units}
    taken |= {laid.spec.unit for laid in corpus.documents if laid.spec.unit is not None}
    for estate in corpus.estates:
        for _ in range(int(density * len(estate.units))):
            beside = _next_door(rng, rng.choice(estate.units).unit)
            if beside not in taken:
                taken.add(beside)
                yield RegisteredUnit(estate=estate.name, unit=beside, tenures=(_holder(rng, estate),))


def _next_door(rng: random.Random, unit: UnitNumber) -> UnitNumber:
    if unit.kind is UnitKind.VILLA or not unit.room.isdecimal():
        return replace(unit, building=str(rng.randint(1, 60))) if unit.building.isdecimal() else unit
    if unit.building.isdecimal() and rng.random() < 0.4:
        return replace(unit, building=str(max(1, int(unit.building) + rng.choice((-10, -2, -1, 1, 2, 10)))))
    return replace(unit, room=str(max(1, int(unit.room) + rng.choice((-100, -2, -1, 1, 2, 3, 100, 600)))))


def _holder(rng: random.Random, estate: Estate) -> RegisterTenure:
    return RegisterTenure(owners=(names.person(rng, estate.split),), start=date(2000, 1, 1), end=None)


def replayed(home: Path, truth: Path, source: str) -> Papers:
    """The papers of a home of the embedded form that `hudang batch` has filled, understood anew; the home stays as it is."""
    with tempfile.TemporaryDirectory(prefix="hudang-filing-") as folder:
        copy = Path(folder) / "home"
        copy.mkdir()
        for name in ("settings.toml", "taxonomy.toml", "hudang.db"):
            shutil.copyfile(home / name, copy / name)
        (copy / "objects").symlink_to(home.absolute() / "objects")
        place = make_workplace(settings.load(copy))
        try:
            return _replayed(place, truth, source)
        finally:
            place.close()


def _replayed(place: Workplace, truth: Path, source: str) -> Papers:
    rows = read_rows(truth)
    sources = {row.source for row in rows.pages}
    documents = {row.document: row for row in rows.documents}
    of: dict[Key, DocumentRow] = {key: row for row in documents.values() for key in row.pages}
    profiles = {row.key: row.profile for row in rows.pages}
    with place.database.read() as tx:
        register = place.register.get(tx)
        found = tx.connection.execute(
            sa.select(page.c.id, page.c.page_no, page.c.ocr_sha256, scan.c.source).join(scan, scan.c.id == page.c.scan_id)
        ).all()
        groups = [GroupId(number) for number in tx.connection.scalars(sa.select(page_group.c.id).order_by(page_group.c.id))]
        understood = {number: pages.understood(tx, number) for number in groups}
    keys = {row.id: (named(row.source, sources), row.page_no) for row in found}
    blobs = {row.id: row.ocr_sha256 for row in found}
    runs = []
    for number in groups:
        for run in group([_anew(place, one, blobs[one.page_id]) for one in understood[number]], GroupingOptions()):
            read = [keys[one.page_id] for one in run.pages]
            truth = _truth(read, [of[key] for key in read if key in of])
            runs.append(JudgedRun(run=run, truth=truth, source=source, profile=profiles.get(read[0], "")))
    return Papers(runs=tuple(runs), register=register, taxonomy=place.taxonomy)


def _anew(place: Workplace, one: UnderstoodPage, sha256: str | None) -> UnderstoodPage:
    if one.kind is not PageKind.CONTENT or not sha256:
        return one
    made = understand(place, unpack_ocr_page(place.blobs.path(sha256).read_bytes()))
    return replace(one, classification=made.classification, fields=made.fields)


def _truth(read: Sequence[Key], rows: Sequence[DocumentRow]) -> PaperTruth | None:
    """The truth of the paper that most of the pages are of; None where they are of none."""
    if not rows:
        return None
    documents = {row.document: row for row in rows}
    first = documents[Counter(row.document for row in rows).most_common(1)[0][0]]
    placeless = why_review(first) in PLACELESS or not first.unit
    return PaperTruth(
        category=Category(first.category),
        estate=first.estate,
        unit=None if placeless else UnitNumber.parse(first.unit),
        complete=set(first.pages) <= set(read),
        pure=len(documents) == 1,
        for_a_person=any(why_review(row) for row in documents.values()),
    )
