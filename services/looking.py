"""Look at what is there: search, quarantine, workers, and one file read without being stored."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from PIL import Image

from domain.errors import UnreadableError, UsageError
from domain.page import PageImage, PageKind, Pixels
from domain.scan import Scan
from domain.scan_quality import PageFacts, doubtful_share, scan_faults, type_height
from domain.separator import SeparatorSheet
from domain.taxonomy import Category
from domain.unit_match import same_unit
from domain.unit_number import UnitNumber
from services.reading import Debug, PageReading, read_page
from services.searching import sought
from services.understanding import understand
from services.workplace import Workplace
from storage import read_models, read_models_quarantine
from storage.engine import Transaction
from storage.read_models import Hit
from storage.repositories import scans, workers
from storage.search import PageFilter, find_pages, units
from storage.words import phrases

ALIVE_SECONDS = 120.0
EXCERPT = 40
LEAST_DIGITS = 8
MOST_CANDIDATES = 10_000

PageLook = dict[str, Any]
"""One page of `hudang read` as plain data for printing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folder:
    """A watched folder as its watcher last saw it."""

    name: str
    path: str
    state: str
    waiting: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Who works: living worker processes, watched folders, and batches whose intake was cut off."""

    workers: int
    folders: tuple[Folder, ...]
    unfinished_batches: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """What hits must fulfil besides the words; None or "" is no condition."""

    category: str = ""
    unit: UnitNumber | None = None
    since: date | None = None
    until: date | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A hit for showing: the page, its document's fields, and the text round the first word found."""

    source: str
    page_no: int
    document: int | None
    status: str
    category: str | None
    doc_type: str | None
    type_text: str
    estate: str | None
    unit: str | None
    unit_text: str
    archive_no: str | None
    date: str | None
    excerpt: str

    def as_row(self) -> dict[str, Any]:
        """Return the hit as plain data."""
        return asdict(self)


def staff(place: Workplace) -> Staff:
    """Return living workers and watched folders."""
    with place.database.read() as tx:
        alive = workers.living(tx, within=ALIVE_SECONDS)
        folders = tuple(Folder(name=n, path=p, state=s, waiting=w) for n, p, s, w in workers.sources(tx))
        unfinished = read_models.unfinished_batches(tx)
    return Staff(workers=len(alive), folders=folders, unfinished_batches=unfinished)


def parse_day(text: str) -> date | None:
    """Read YYYY-MM-DD; None for "", UsageError for anything else."""
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is not a date like 2024-03-05.", f"{text!r} 不是 2024-03-05 这样的日期。") from error


def search(place: Workplace, query: str, wanted: Filter) -> tuple[Found, ...]:
    """Return pages that hold every word of the query (text or document's fields) and whose document fits the filter, newest first."""
    if not phrases(query):
        raise UsageError("The query holds nothing to search for.", "检索词中没有可检索的内容。")
    if wanted.category and wanted.category not in set(Category):
        names = ", ".join(Category)
        raise UsageError(f"There is no category {wanted.category!r}; known: {names}.", f"没有类别 {wanted.category!r}，可选：{names}。")
    with place.database.read() as tx:
        asked = PageFilter(
            category=Category(wanted.category) if wanted.category else None,
            units=_written(tx, wanted.unit) if wanted.unit else None,
            since=wanted.since,
            until=wanted.until,
        )
        found = find_pages(tx, sought(place, tx, query), asked, limit=wanted.limit)
        hits = read_models.hits(tx, tuple(each.id for each in found))
    return tuple(_found(place, hit, query) for hit in hits)


def _written(tx: Transaction, unit: UnitNumber) -> tuple[str, ...]:
    """All that stands in documents for the unit, whose floor or entrance may be stated otherwise."""
    return tuple(each for each in units(tx) if same_unit(unit, UnitNumber.parse(each)))


def _found(place: Workplace, hit: Hit, query: str) -> Found:
    return Found(
        source=hit.source,
        page_no=hit.page_no,
        document=hit.document_id,
        status=hit.status,
        category=hit.category,
        doc_type=hit.doc_type,
        type_text=place.taxonomy.name_of(hit.doc_type) if hit.doc_type else "",
        estate=hit.estate,
        unit=hit.unit,
        unit_text=" ".join(part for part in (hit.estate or "", hit.unit or "") if part),
        archive_no=hit.archive_no,
        date=hit.date,
        excerpt=_excerpt(hit.text, query),
    )


def _excerpt(text: str, query: str) -> str:
    flat = " ".join(text.split())
    at = max(0, min((flat.find(word) for word in query.split() if word in flat), default=0) - EXCERPT // 2)
    return flat[at : at + EXCERPT]


def quarantined(place: Workplace) -> tuple[dict[str, Any], ...]:
    """Return refused files and pages with the operator's reason in both languages, and how often they were tried again."""
    with place.database.read() as tx:
        rows = read_models_quarantine.refused(tx, read_models_quarantine.Wanted(), limit=MOST_CANDIDATES)
    return tuple(
        {
            "source": r.source,
            "sha256": r.sha256,
            "page": r.page_no,
            "reason": r.code.code if r.code else "",
            "en": r.code.en if r.code else "The reason is not known to this version.",
            "zh": r.code.zh if r.code else "本版本不认识此原因。",
            "detail": r.detail,
            "batch": r.batch,
            "retries": r.retries,
        }
        for r in rows
    )


def original(place: Workplace, sha256: str) -> bytes:
    """Return a stored file's bytes, checked against the digest; UsageError where the digest is not a stored scan's."""
    with place.database.read() as tx:
        first = stored(tx, sha256)
    return place.blobs.read(first.sha256)


def stored(tx: Transaction, sha256: str) -> Scan:
    """Return the first scan of the only content whose digest begins so; UsageError where there is no single one."""
    found = scans.first_beginning(tx, sha256.lower()) if len(sha256) >= LEAST_DIGITS else None
    if found is None:
        raise UsageError(
            f"No single stored scan has a SHA-256 that begins with {sha256} (at least {LEAST_DIGITS} digits).",
            f"没有（或不止一个）SHA-256 以 {sha256} 开头的扫描件（至少 {LEAST_DIGITS} 位）。",
        )
    return found


def read_file(place: Workplace, path: Path, *, page_no: int | None, debug_folder: Path | None) -> Iterator[PageLook]:
    """Read one file's pages without storing; a page that cannot be read yields its reason."""
    for number, reading in readings(place, path, page_no=page_no, debug=lambda number: _painter(debug_folder, number)):
        if isinstance(reading, UnreadableError):
            yield {"page": number, "status": "quarantined", "reason": reading.failure.code.code, "text": ""}
        else:
            yield _look(place, number, reading)


def readings(
    place: Workplace, path: Path, *, page_no: int | None = None, debug: Callable[[int], Debug | None] = lambda _number: None
) -> Iterator[tuple[int, PageReading | UnreadableError]]:
    """Take one file's pages through the stages without storing; UsageError where the file cannot be read at all."""
    path = path.absolute()  # the sandbox works in a folder of its own
    with ThreadPoolExecutor(max_workers=1) as aside:
        engine = aside.submit(place.engine)  # models load while the sandbox's own process starts and opens the file
        for number, image in _images(place, path, page_no):
            if isinstance(image, UnreadableError):
                yield number, image
            else:
                yield number, read_page(image, engine.result(), place.rules.reading, debug=debug(number))


def _images(place: Workplace, path: Path, page_no: int | None) -> Iterator[tuple[int, PageImage | UnreadableError]]:
    """The pixels of the file's pages, of all or of one; UsageError where the file cannot be read at all."""
    sandbox, limits = place.sandbox(), place.rules.limits
    try:
        probed = sandbox.call("ingest.probe:probe", path, name=path.name, limits=limits)
    except UnreadableError as error:
        raise UsageError(f"{path}: {error.failure.code.en}", f"{path}：{error.failure.code.zh}") from error
    numbers = [p.page_no for p in probed.pages if page_no in {None, p.page_no}]
    if not numbers:
        raise UsageError(f"{path} has no page {page_no}.", f"{path} 没有第 {page_no} 页。")
    for number in numbers:
        try:
            image = sandbox.call("ingest.rasterize:rasterize", path, number, probed.kind, limits)
        except UnreadableError as error:
            yield number, error
        else:
            yield number, image


def _look(place: Workplace, number: int, reading: PageReading) -> PageLook:
    prepared, ocr, kind = reading.prepared, reading.ocr, reading.prepared.kind
    look: PageLook = {
        "page": number,
        "status": kind,
        "rotation": prepared.transform.rotation,
        "skew": round(prepared.transform.skew, 3),
        "quality": asdict(prepared.quality),
        "engine": ocr.engine,
        "timings": {stage: round(seconds, 3) for stage, seconds in reading.timings},
        "text": ocr.text,
    }
    if kind is PageKind.SEPARATOR:
        look["separator"] = asdict(SeparatorSheet.read(prepared.separator))
    if kind is PageKind.CONTENT:
        facts = PageFacts(
            quality=prepared.quality,
            skew=prepared.transform.skew,
            doubtful=doubtful_share(ocr),
            type_height=type_height(ocr, prepared.quality.dpi),
        )
        faults = scan_faults(facts, place.rules.filing.quality)
        look["faults"] = [{"fault": f.kind.code, "severity": f.severity.value, "en": f.en, "zh": f.zh} for f in faults]
        understood = understand(place, ocr)
        c, f = understood.classification, understood.fields
        look |= {
            "category": c.category,
            "doc_type": c.doc_type,
            "confidence": round(c.confidence, 4),
            "title": c.title,
            "units": [{"unit": str(u.unit), "estate": u.estate, "role": u.role, "confidence": round(u.confidence, 3)} for u in f.units],
            "names": [{"name": n.name, "role": n.role, "confidence": round(n.confidence, 3)} for n in f.names],
            "dates": [{"date": d.value.isoformat(), "role": d.role} for d in f.dates],
            "numbers": [{"kind": n.kind, "value": n.value, "confidence": round(n.confidence, 3)} for n in f.numbers],
            "subjects": [{"kind": s.kind, "text": s.text, "confidence": round(s.confidence, 3)} for s in f.subjects],
        }
    return look


def _painter(folder: Path | None, number: int) -> Debug | None:
    if folder is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    count = iter(range(1, 1000))

    def paint(name: str, pixels: Pixels) -> None:
        Image.fromarray(pixels).save(folder / f"page{number:04d}-{next(count):02d}-{name}.png")

    return paint
