"""The rows of pages.jsonl and documents.jsonl, of an export and of a truth folder alike: the fields that measures look at.

A field that is absent or null is "" (None for numbers); a truth row has more fields than an export row, see evaluation.generator.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

Key = tuple[str, int | None]
"""A page: source, page number from 1 (None for a file refused whole)."""

CONTENT = ("filed", "review")
"""True states of pages that hold a paper's content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRow:
    """One page. `rotation`: degrees clockwise to upright; `skew`: degrees counter-clockwise.

    `profile`, `script` and `seal_text` are the truth's alone.
    """

    source: str
    page: int | None
    status: str = ""
    category: str = ""
    doc_type: str = ""
    document: str = ""
    rotation: int | None = None
    skew: float | None = None
    text: str = ""
    seal_text: str = ""
    profile: str = ""
    script: str = ""

    @property
    def key(self) -> Key:
        """The page's own key."""
        return self.source, self.page


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentRow:
    """One document; `pages` in order. `confidence` 0..1 is the export's, `must_review` (a reason code) and `script` the truth's."""

    document: str
    pages: tuple[Key, ...]
    status: str = ""
    category: str = ""
    doc_type: str = ""
    date: str = ""
    unit: str = ""
    estate: str = ""
    owner: str = ""
    confidence: float | None = None
    reasons: tuple[str, ...] = ()
    must_review: str = ""
    script: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The pages and documents of one truth or one export."""

    pages: tuple[PageRow, ...]
    documents: tuple[DocumentRow, ...]


def pages_of(lines: str) -> tuple[PageRow, ...]:
    """Read the text of a pages.jsonl; ValueError where a line is no such row."""
    return tuple(page_row(_object(line)) for line in lines.splitlines() if line.strip())


def documents_of(lines: str) -> tuple[DocumentRow, ...]:
    """Read the text of a documents.jsonl; ValueError where a line is no such row."""
    return tuple(document_row(_object(line)) for line in lines.splitlines() if line.strip())


def page_row(row: Mapping[str, object]) -> PageRow:
    """One row of pages.jsonl; ValueError where it names no page."""
    if "source" not in row or "page" not in row:
        raise ValueError("A page's row needs source and page.")
    rotation, skew = _number(row, "rotation"), _number(row, "skew")
    return PageRow(
        source=str(row["source"]),
        page=_page_no(row["page"]),
        status=_text(row, "status"),
        category=_text(row, "category"),
        doc_type=_text(row, "doc_type"),
        document=_text(row, "document"),
        rotation=None if rotation is None else int(rotation),
        skew=skew,
        text=_text(row, "text"),
        seal_text=_text(row, "seal_text"),
        profile=_text(row, "profile"),
        script=_text(row, "script"),
    )


def document_row(row: Mapping[str, object]) -> DocumentRow:
    """One row of documents.jsonl; ValueError where it names no document or its pages are no list of [source, page]."""
    pages, reasons = row.get("pages"), row.get("reasons") or []
    if "document" not in row or not isinstance(pages, list) or not isinstance(reasons, list):
        raise ValueError("A document's row needs document, pages as a list, and reasons as a list where it has any.")
    return DocumentRow(
        document=str(row["document"]),
        pages=tuple((str(source), _page_no(page)) for source, page in pages),
        status=_text(row, "status"),
        category=_text(row, "category"),
        doc_type=_text(row, "doc_type"),
        date=_text(row, "date"),
        unit=_text(row, "unit"),
        estate=_text(row, "estate"),
        owner=_text(row, "owner"),
        confidence=_number(row, "confidence"),
        reasons=tuple(str(reason) for reason in reasons),
        must_review=_text(row, "must_review"),
        script=_text(row, "script"),
    )


def _object(line: str) -> dict[str, object]:
    value = json.loads(line)
    if not isinstance(value, dict):
        raise ValueError("A line is no JSON object.")
    return value


def _page_no(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _number(row: Mapping[str, object], name: str) -> float | None:
    value = row.get(name)
    return float(value) if isinstance(value, int | float) else None


def _text(row: Mapping[str, object], name: str) -> str:
    return str(row.get(name) or "")
