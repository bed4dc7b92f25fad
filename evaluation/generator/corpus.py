"""Plan a corpus: estates, documents, and the files that hold them, page by page, before anything is drawn."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from domain.page import Rotation
from evaluation.generator import bench
from evaluation.generator.bench_wear import BILEVEL_BLEED, Scanner, choose_bench_wear, deal_scanners, fitted
from evaluation.generator.disorder import disorder
from evaluation.generator.documents import REVIEW_SHARE, LaidOut, lay_out, plan_document, type_deck
from evaluation.generator.draw import Look, choose_look, look_of
from evaluation.generator.estate import Estate, build_estate
from evaluation.generator.flow import A4, advance
from evaluation.generator.sheet import Code, PageDraft, Role, Run, Script, Split
from evaluation.generator.wear import Profile, Wear, choose_wear

_BENCH_DUPLEX = 0.3
"""Share of the bench's files whose backs were scanned too."""


class Batching(StrEnum):
    """How the documents of one file are told apart."""

    SINGLE = "single"
    PATCH = "patch"
    QR = "qr"
    BARCODE = "barcode"
    BLANK = "blank"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusPlan:
    """What is asked of a corpus.

    `light` keeps files small, for samples that are shipped: no page above `dpi`, little noise. `bench` turns on the wider variety that
    readers are measured on: more shapes, house styles, marks, wear, turns and scanner settings; `dpi` is then 150, 200 or 300 by lot.
    """

    seed: int
    documents: int
    profile: Profile = Profile.OFFICE
    script: Script = Script.HANS
    split: Split = Split.TEST
    estates: int = 1
    dpi: int = 200
    units: int = 80
    review_share: float = REVIEW_SHARE
    bad_files: bool = False
    light: bool = False
    bench: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePlan:
    """One page to draw. `document` is the index of its document, -1 for blanks and separators; `back` shows through from behind.

    `place` is where the page, or the one on whose back it is, stands in its document, from 0.
    """

    draft: PageDraft
    look: Look
    wear: Wear
    document: int
    back: PageDraft | None = None
    place: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePlan:
    """One file to write: `source` below scans/, `vector` the number of its first pages that are born-digital."""

    source: str
    batching: Batching
    pages: tuple[PagePlan, ...]
    dpi: int
    vector: int = 0

    @property
    def container(self) -> str:
        """The kind of file, by its ending."""
        return self.source.rsplit(".", 1)[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """A planned corpus."""

    plan: CorpusPlan
    estates: tuple[Estate, ...]
    documents: tuple[LaidOut, ...]
    files: tuple[FilePlan, ...]


def plan_corpus(plan: CorpusPlan) -> Corpus:
    """Everything about the corpus but the pixels; the same plan gives the same corpus."""
    rng = random.Random(
        f"corpus|{plan.seed}|{plan.documents}|{plan.profile}|{plan.script}|{plan.split}|{plan.estates}" + "|bench" * plan.bench
    )
    estates = tuple(build_estate(plan.seed, index, plan.split, plan.script, plan.units) for index in range(plan.estates))
    documents = []
    for index, doc_type in enumerate(type_deck(rng, plan.documents)):
        estate = rng.choice(estates)
        among = estate.units[: max(3, plan.documents // (4 * plan.estates))] if rng.random() < 0.8 else ()
        seed = f"{plan.seed}|{plan.split}|doc{index}"
        spec = plan_document(estate, seed, doc_type, among=among, review_share=plan.review_share)
        if plan.bench:
            spec = bench.dress(spec, rng)
        laid = lay_out(replace(spec, archive_no=f"DA-{plan.seed:02d}-{index + 1:05d}"), estate)
        documents.append(disorder(_estate_doubt(bench.mark(laid, rng) if plan.bench else laid, estates), seed))
    return Corpus(plan=plan, estates=estates, documents=tuple(documents), files=tuple(scan_files(rng, plan, documents)))


def _estate_doubt(laid: LaidOut, estates: tuple[Estate, ...]) -> LaidOut:
    """A paper that names no estate, on a unit that several estates have, is for a person to decide."""
    spec = laid.spec
    holders = [estate for estate in estates if any(registered.unit == spec.unit for registered in estate.units)]
    if spec.must_review or len(holders) < 2 or any(spec.estate in page.text for page in laid.pages):
        return laid
    return replace(laid, spec=replace(spec, must_review="unit_estate_ambiguous"))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """The documents of one file, by index, and how they are told apart; files are numbered from 1."""

    chosen: range
    batching: Batching
    number: int

    def parted_before(self, index: int) -> bool:
        """Whether something lies between this document and the one before it, or before the first."""
        return index != self.chosen[0] or self.batching in (Batching.PATCH, Batching.QR, Batching.BARCODE)


def scan_files(rng: random.Random, plan: CorpusPlan, documents: Sequence[LaidOut]) -> list[FilePlan]:
    """Deal documents, in their order, into files as an office scans them: alone, or several with or without something between them."""
    files: list[FilePlan] = []
    scanners = deal_scanners(rng, plan.profile)
    at = 0
    while at < len(documents):
        batching = rng.choices(tuple(Batching), (52, 10, 8, 4, 12, 14))[0]
        count = 1 if batching is Batching.SINGLE else rng.randint(2, 5)
        batch = _Batch(chosen=range(at, min(at + count, len(documents))), batching=batching, number=len(files) + 1)
        files.append(_bench_file(rng, plan, documents, batch, next(scanners)) if plan.bench else _file(rng, plan, documents, batch))
        at += count
    return files


def _bench_file(rng: random.Random, plan: CorpusPlan, documents: Sequence[LaidOut], batch: _Batch, scanner: Scanner) -> FilePlan:
    """A file of the bench: one scanner setting, pages each turned and worn in their own way, never born digital."""
    duplex = rng.random() < _BENCH_DUPLEX
    pages: list[PagePlan] = []
    for index in batch.chosen:
        laid = documents[index]
        if batch.parted_before(index):
            for page in _between(rng, plan, batch, laid.spec.script):
                turn: Rotation = rng.choice((0, 90, 180, 270))
                wear = choose_bench_wear(rng, plan.profile, scanner.mode)
                pages.append(replace(page, wear=replace(wear, rotation=turn, bleed=0.0, fold=False)))
        for place in laid.scanned:
            draft = laid.pages[place]
            other = rng.choice(documents[rng.choice(batch.chosen)].pages)
            wear = choose_bench_wear(rng, plan.profile, scanner.mode)
            front = PagePlan(draft=draft, look=look_of(laid.spec), wear=wear, document=index, back=other, place=place)
            pages += [front, _bench_back(rng, plan, laid, front, scanner)] if duplex and not _has_back(laid, place) else [front]
    pages = [replace(page, wear=fitted(page.wear, page.draft)) for page in pages]
    small = bench.small_type(page.draft for page in pages)
    dpi = max(scanner.dpi, 200) if small else scanner.dpi
    source = _source(rng, plan, batch.number, _ending(rng, len(pages)))
    return FilePlan(source=source, batching=batch.batching, pages=tuple(pages), dpi=dpi)


def _bench_back(rng: random.Random, plan: CorpusPlan, laid: LaidOut, front: PagePlan, scanner: Scanner) -> PagePlan:
    """The other side of a page, with the page itself showing through or not; a page with a seal alone stands upright, as none can tell."""
    draft, wear = bench.back_of(laid.spec, front.draft, rng), choose_bench_wear(rng, plan.profile, scanner.mode)
    bleed = rng.uniform(0.04, BILEVEL_BLEED if wear.fax else 0.16) if rng.random() < 0.7 else 0.0
    if draft.seals and not draft.runs:
        wear = replace(wear, rotation=0)
    owner = -1 if draft.role is Role.BLANK else front.document
    return PagePlan(draft=draft, look=front.look, wear=replace(wear, bleed=bleed), document=owner, back=front.draft, place=front.place)


def _source(rng: random.Random, plan: CorpusPlan, number: int, ending: str) -> str:
    name = rng.choice((f"扫描{number:04d}", f"SCAN_{number:05d}", f"{plan.seed}-{number:03d}", f"盒{number % 9 + 1}第{number}份"))
    return f"盒{(number - 1) // 10 + 1:02d}/{name}.{ending}"


def _file(rng: random.Random, plan: CorpusPlan, documents: Sequence[LaidOut], batch: _Batch) -> FilePlan:
    script = documents[batch.chosen[0]].spec.script
    duplex = rng.random() < 0.16
    dpi = plan.dpi if rng.random() < 0.8 else rng.choice((150, plan.dpi, 300))
    mode = choose_wear(rng, plan.profile)
    pages: list[PagePlan] = []
    for index in batch.chosen:
        if batch.parted_before(index):
            pages += _between(rng, plan, batch, script)
        for place in documents[index].scanned:
            draft = documents[index].pages[place]
            wear = _alike(choose_wear(rng, plan.profile), mode)
            look = look_of(documents[index].spec)
            pages.append(PagePlan(draft=draft, look=look, wear=wear, document=index, back=draft, place=place))
            if duplex and not _has_back(documents[index], place):
                pages.append(_blank(replace(wear, seed=wear.seed + 1, bleed=max(wear.bleed, 0.05)), look_of(documents[index].spec), draft))
    if plan.light:
        dpi = min(dpi, plan.dpi)
        pages = [replace(page, wear=_lightened(page.wear)) for page in pages]
    vector = _vector_pages(rng, batch.batching, pages)
    ending = "pdf" if vector else _ending(rng, len(pages))
    return FilePlan(source=_source(rng, plan, batch.number, ending), batching=batch.batching, pages=tuple(pages), dpi=dpi, vector=vector)


def _has_back(laid: LaidOut, place: int) -> bool:
    """Whether the page's other side is a page of its document too: the next one, or the one before, whose back it is."""
    return Role.BACK in {page.role for page in laid.pages[place : place + 2]}


def _alike(wear: Wear, mode: Wear) -> Wear:
    """Pages of one file come from one scanner setting: colour mode and quality are shared."""
    return replace(wear, fax=mode.fax, grey=mode.grey, quality=mode.quality)


def _lightened(wear: Wear) -> Wear:
    """Wear that compresses well: noise is what fills a JPEG."""
    return replace(wear, noise=min(wear.noise, 1.0), quality=min(wear.quality, 58))


def _vector_pages(rng: random.Random, batching: Batching, pages: list[PagePlan]) -> int:
    """How many first pages are born-digital: mostly none, sometimes all, sometimes all but the last."""
    if batching is not Batching.SINGLE or rng.random() > 0.1 or any(page.document < 0 for page in pages):
        return 0
    return len(pages) if len(pages) == 1 or rng.random() < 0.5 else len(pages) - 1


def _ending(rng: random.Random, pages: int) -> str:
    if pages > 1:
        return rng.choice(("pdf", "pdf", "pdf", "tif")) if pages < 5 else "pdf"
    return rng.choice(("pdf", "pdf", "jpg", "jpg", "png", "webp", "tif"))


def _between(rng: random.Random, plan: CorpusPlan, batch: _Batch, script: Script) -> list[PagePlan]:
    """What lies between two documents of a batch."""
    wear = replace(choose_wear(rng, plan.profile), fold=False)
    look = choose_look(plan.split, script, f"{plan.seed}|separator")
    if batch.batching is Batching.BLANK:
        return [_blank(replace(wear, bleed=0.0), look, None)]
    if batch.batching is Batching.NONE:
        return []
    payload = "" if batch.batching is Batching.PATCH else _payload(batch.batching, plan.seed, batch.number)
    return [PagePlan(draft=separator_sheet(rng, batch.batching, payload, script), look=look, wear=wear, document=-1)]


def _payload(batching: Batching, seed: int, number: int) -> str:
    if batching is Batching.BARCODE:
        return f"SEP-{seed:03d}-{number:04d}"
    return json.dumps({"hudang": "separator", "batch": f"{seed}", "box": f"{number % 9 + 1}"}, separators=(",", ":"))


def _blank(wear: Wear, look: Look, front: PageDraft | None) -> PagePlan:
    size = (front.width, front.height) if front else A4
    draft = PageDraft(width=size[0], height=size[1], role=Role.BLANK)
    return PagePlan(draft=draft, look=look, wear=replace(wear, holes=False), document=-1, back=front)


def separator_sheet(rng: random.Random, batching: Batching, payload: str, script: Script) -> PageDraft:
    """A sheet between documents: patch T bars, a QR code or a bar code, and a word that says so."""
    title = "分隔页" if script is Script.HANS else "分隔頁"
    run = Run(text=title, x=(A4[0] - advance(title, 30)) / 2, y=120, size=30, width=advance(title, 30), face="title")
    kind = {Batching.PATCH: "patch", Batching.QR: "qr", Batching.BARCODE: "code128"}[batching]
    code = Code(x=rng.uniform(170, 220), y=rng.uniform(260, 420), size=190, kind=kind, payload=payload)
    return PageDraft(width=A4[0], height=A4[1], role=Role.SEPARATOR, runs=(run,), codes=(code,), payload=payload)
