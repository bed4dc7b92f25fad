"""Read one page: pixels in the sandbox, stages in this process, results content-addressed, one transaction at the end."""

from dataclasses import replace
from time import perf_counter

from domain.failure import Failure
from domain.ids import PageId
from domain.page import PageImage, PageKind
from domain.reading import PageRecord
from domain.scan_quality import doubtful_share, type_height
from extraction.separator_sheet import extract_sheet
from imaging.geometry import as_read
from imaging.shrinking import quickly_shrunk
from publishing.thumbnail import thumbnail
from services.progress import group_moved
from services.reading import PageReading, ReadingOptions, read_page
from services.redeciding import understand_anew
from services.understanding import understand
from services.workplace import Effects, Workplace
from storage.engine import Transaction
from storage.mapping import pack_ocr_page
from storage.repositories import pages
from storage.repositories.pages import PageWork

THUMBNAIL_FROM = 640
"""Pixels of the long side of the picture that thumbnails are made of: twice theirs."""


def read(place: Workplace, page_id: PageId) -> Effects:
    """Take the page through all stages; UnreadableError where its pixels cannot be had."""
    with place.database.read() as tx:
        work = pages.work(tx, page_id)
    started = perf_counter()
    image = decode(place, work)
    decoded = perf_counter() - started
    reading = read_page(image, place.engine(), _options(place.rules.reading, work))
    record = _record(place, image, reading, decoded)

    def write(tx: Transaction) -> None:
        pages.save(tx, page_id, record)
        if work.document_id is not None:
            understand_anew(tx, place, work.document_id)
        else:
            group_moved(tx, work.group_id, batch_id=work.batch_id, priority=work.priority)

    return write


def _options(options: ReadingOptions, work: PageWork) -> ReadingOptions:
    """A page that a person turned is content, and stands as the person says."""
    if work.turned is None:
        return options
    return replace(options, prepare=replace(options.prepare, rotation=work.turned, find_blank=False, find_separators=False))


def decode(place: Workplace, work: PageWork) -> PageImage:
    """Fetch the page's pixels through the sandbox."""
    path = place.blobs.path(work.sha256)
    image: PageImage = place.sandbox().call("ingest.rasterize:rasterize", path, work.page_no, work.kind, place.rules.limits)
    return image


def _record(place: Workplace, image: PageImage, reading: PageReading, decoded: float) -> PageRecord:
    prepared, ocr = reading.prepared, reading.ocr
    has_text = prepared.kind is PageKind.CONTENT and bool(ocr.lines)
    started = perf_counter()
    understood = understand(place, ocr) if prepared.kind is PageKind.CONTENT else None
    timings = (("decode", decoded), *reading.timings, ("understand", perf_counter() - started))
    characters = sum(len(word.text) for line in ocr.lines for word in line.words)
    weighted = sum(word.confidence * len(word.text) for line in ocr.lines for word in line.words)
    return PageRecord(
        kind=prepared.kind,
        transform=prepared.transform,
        scale=image.scale,
        quality=prepared.quality,
        separator=prepared.separator,
        engine=ocr.engine,
        text=ocr.text,
        text_confidence=weighted / characters if characters else 0.0,
        doubtful=doubtful_share(ocr),
        type_height=type_height(ocr, prepared.quality.dpi),
        ocr_sha256=place.blobs.put_bytes(pack_ocr_page(ocr)) if has_text else None,
        thumbnail_sha256=place.blobs.put_bytes(thumbnail(as_read(quickly_shrunk(image.pixels, THUMBNAIL_FROM), prepared.transform))),
        classification=understood.classification if understood else None,
        fields=understood.fields if understood else extract_sheet(prepared.separator),
        timings=tuple((stage, round(seconds, 4)) for stage, seconds in timings),
    )


def give_up(page_id: PageId, failure: Failure) -> Effects:
    """Quarantine this page alone; the other pages of the file go on."""

    def write(tx: Transaction) -> None:
        work = pages.work(tx, page_id)
        pages.quarantine(tx, page_id, failure)
        group_moved(tx, work.group_id, batch_id=work.batch_id, priority=work.priority)

    return write
