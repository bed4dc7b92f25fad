"""Draw and write a planned corpus with its truth, register and catalogue."""

import hashlib
import json
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pikepdf

from evaluation.generator import bad_files, books, truth
from evaluation.generator.born_digital import add_vector_pages
from evaluation.generator.containers import ScannedPage, add_scans, save_pdf, write_picture, write_tiff
from evaluation.generator.corpus import Corpus, FilePlan, PagePlan
from evaluation.generator.draw import draw_page
from evaluation.generator.paper import weather
from evaluation.generator.sheet import Role

Row = dict[str, object]
"""One row of a truth file: field → JSON value."""


def produce(corpus: Corpus, out: Path, jobs: int = 1) -> None:
    """Write OUT/scans, OUT/truth, OUT/register.xlsx and OUT/catalogue.xlsx; `jobs` processes draw at once."""
    for plan in corpus.files:
        (out / "scans" / plan.source).parent.mkdir(parents=True, exist_ok=True)
    if jobs > 1:
        with ProcessPoolExecutor(jobs) as pool:
            list(pool.map(_write_file, corpus.files, [out / "scans"] * len(corpus.files)))
    else:
        for plan in corpus.files:
            _write_file(plan, out / "scans")
    pages = [row for plan in corpus.files for row in _page_rows(corpus, plan, out / "scans")]
    if corpus.plan.bad_files:
        pages += bad_files.add_bad_files(out / "scans", pages)
    folder = out / "truth"
    folder.mkdir(parents=True, exist_ok=True)
    _write_rows(folder / "pages.jsonl", pages)
    _write_rows(folder / "documents.jsonl", _document_rows(corpus))
    books.write_register(corpus, out / "register.xlsx")
    _write_rows(folder / "findings.jsonl", books.write_catalogue(corpus, out / "catalogue.xlsx"))


def _write_rows(path: Path, rows: Iterable[Row]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def scan_page(page: PagePlan, dpi: int) -> ScannedPage:
    """Draw, wear and scan one page."""
    clean = draw_page(page.draft, page.look, dpi)
    back = draw_page(page.back, page.look, dpi) if page.back and page.wear.bleed else None
    pixels = weather(clean, page.wear, dpi, back)
    return ScannedPage(pixels=pixels, dpi=dpi, quality=page.wear.quality, bilevel=page.wear.fax)


def _write_file(plan: FilePlan, folder: Path) -> None:
    path = folder / plan.source
    scans = [scan_page(page, plan.dpi) for page in plan.pages[plan.vector :]]
    if plan.container == "pdf":
        with pikepdf.new() as pdf:
            if plan.vector:
                add_vector_pages(pdf, [page.draft for page in plan.pages[: plan.vector]], plan.pages[0].look.script)
            add_scans(pdf, scans)
            save_pdf(pdf, path)
    elif plan.container == "tif":
        write_tiff(scans, path)
    else:
        write_picture(scans[0], path)


def _page_rows(corpus: Corpus, plan: FilePlan, folder: Path) -> Iterable[Row]:
    digest = hashlib.sha256((folder / plan.source).read_bytes()).hexdigest()
    for number, page in enumerate(plan.pages, 1):
        vector = number <= plan.vector
        draft = page.draft
        if vector or page.wear.copied:
            draft = truth.as_printed(draft) if vector else truth.as_copied(draft)
        yield {
            "source": plan.source,
            "source_sha256": digest,
            "page": number,
            **_content(corpus, page),
            "rotation": 0 if vector else page.wear.rotation,
            "skew": 0.0 if vector else round(page.wear.skew, 3),
            "document": document_id(page.document),
            "text": draft.text,
            "segments": truth.segments(draft),
            "seal_text": draft.seal_text,
            "payload": page.draft.payload,
            "role": page.draft.role.value,
            "profile": corpus.plan.profile.value,
            "split": corpus.plan.split.value,
            "dpi": plan.dpi,
            "fax": page.wear.fax and not vector,
            "colour": "colour" if vector else page.wear.colour,
            "born_digital": vector,
            "container": plan.container,
            "batching": plan.batching.value,
        }


def _content(corpus: Corpus, page: PagePlan) -> Row:
    """What the page is and whose; null for blanks and separators."""
    if page.document < 0:
        status = "blank" if page.draft.role is Role.BLANK else "separator"
        keys = ("reason", "category", "doc_type", "confidence", "unit", "estate", "owner", "script", "layout", "shape", "handwritten")
        return {"status": status, "expected": status, **dict.fromkeys(keys)}
    spec = corpus.documents[page.document].spec
    return {
        "status": "review" if spec.must_review else "filed",
        "expected": "review" if spec.must_review else "file",
        "reason": spec.must_review or None,
        "category": spec.category.value,
        "doc_type": spec.doc_type,
        "confidence": None,
        "unit": str(spec.unit) if spec.unit else None,
        "estate": spec.estate,
        "owner": spec.owner,
        "script": spec.script.value,
        "layout": spec.layout,
        "shape": spec.shape,
        "handwritten": spec.handwritten,
    }


def document_id(index: int) -> str | None:
    """The truth's name of a document, None for pages of none."""
    return f"T{index + 1:05d}" if index >= 0 else None


def _document_rows(corpus: Corpus) -> Iterable[Row]:
    places: dict[int, list[tuple[int, list[object]]]] = {}
    for plan in corpus.files:
        for number, page in enumerate(plan.pages, 1):
            places.setdefault(page.document, []).append((page.place, [plan.source, number]))
    pages = {index: [key for _, key in sorted(found, key=lambda item: item[0])] for index, found in places.items()}
    for index, laid in enumerate(corpus.documents):
        spec = laid.spec
        yield {
            "document": document_id(index),
            "archive_no": spec.archive_no,
            "pages": pages[index],
            "category": spec.category.value,
            "doc_type": spec.doc_type,
            "title": spec.title,
            "date": spec.date.isoformat() if laid.shows_date else None,
            "confidence": None,
            "unit": str(spec.unit) if spec.unit else None,
            "estate": spec.estate,
            "owner": spec.owner,
            "dossier": None,
            "status": "review" if spec.must_review else "filed",
            "reasons": [spec.must_review] if spec.must_review else [],
            "must_review": spec.must_review or None,
            "unit_text": spec.unit_text,
            "owner_text": spec.owner_text if laid.shows_owner else None,
            "script": spec.script.value,
            "layout": spec.layout,
            "shape": spec.shape,
            "handwritten": spec.handwritten,
        }
