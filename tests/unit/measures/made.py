"""Rows for tests of the measures."""

from measures.matching import Matched, match
from measures.rows import DocumentRow, Key, PageRow, Rows

UNIT = "3|||501|room"


def page(source: str, number: int | None = 1, **values: str) -> PageRow:
    return PageRow(**{"source": source, "page": number, "status": "filed", "category": "repair", "doc_type": "repair_request"} | values)  # type: ignore[arg-type]


def paper(name: str, *pages: Key, **values: object) -> DocumentRow:
    base: dict[str, object] = {"document": name, "pages": pages, "status": "filed", "category": "repair", "doc_type": "repair_request"}
    base |= {"unit": UNIT, "estate": "松涛苑", "owner": "王芳", "date": "2024-03-05"}
    return DocumentRow(**base | values)  # type: ignore[arg-type]


def matched(truth: tuple[DocumentRow, ...], read: tuple[DocumentRow, ...], **pages: dict[str, str]) -> Matched:
    """Match documents whose pages are read without error; `pages` are traits of true pages by source."""
    true_pages = tuple(page(*key, document=row.document, **pages.get(key[0], {})) for row in truth for key in row.pages)  # type: ignore[arg-type]
    read_pages = tuple(page(*key, document=row.document) for row in read for key in row.pages)
    return match(Rows(pages=true_pages, documents=truth), Rows(pages=read_pages, documents=read), corpus="c")
