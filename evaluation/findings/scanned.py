"""The papers of a corpus as they truly are, and as a home holds them."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from domain.document import DocumentState
from domain.scan_quality import USUAL
from domain.unit_number import UnitNumber
from evaluation.findings.scans import Fault, Twice, read_notes
from evaluation.metrics import order_free
from storage.tables import document, page, scan

Place = tuple[str, int]
"""A page: its file and number."""
_NEAR_LIMIT = 0.15
"""Degrees by which a page's lean may be measured otherwise than it was drawn: nearer to the limit no verdict is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """A paper of the corpus; `first` is the key of its first scan, its own where it is that.

    `faulty`: whether it was scanned worse than the limits allow, None where it lies on one. `texts` are what its
    pages say, `seals` what is stamped on them.
    """

    key: str
    first: str
    twice: Twice | None
    estate: str
    unit: UnitNumber | None
    owner: str
    shows_owner: bool
    doc_type: str
    title: str
    date: date | None
    pages: tuple[Place, ...]
    texts: tuple[str, ...]
    seals: tuple[str, ...]
    must_review: str
    faulty: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A document that a home formed of exactly the pages of a paper; `misread` the largest share of a page's characters misread."""

    id: int
    paper: Scanned
    filed: bool
    archive_no: str
    estate: str
    unit: str
    dossier: int | None
    doc_type: str
    category: str
    date: date | None
    box: str
    misread: float

    @property
    def key(self) -> str:
        """The paper's."""
        return self.paper.key


def papers_of(truth: Path) -> tuple[Scanned, ...]:
    """The papers of a truth folder, in its order."""
    notes = {note["document"]: note for note in read_notes(truth)}
    pages = {(_known_by(row["source"]), row["page"]): row for row in _rows(truth / "pages.jsonl")}
    return tuple(_paper(row, notes.get(row["document"], {}), pages) for row in _rows(truth / "documents.jsonl"))


def held(connection: sa.Connection, papers: Sequence[Scanned]) -> tuple[Held, ...]:
    """The documents of the home whose pages are exactly those of a paper, by number."""
    by_pages = {frozenset(paper.pages): paper for paper in papers}
    pages: dict[int, dict[Place, str]] = defaultdict(dict)
    query = sa.select(page.c.document_id, scan.c.source, page.c.page_no, page.c.text).join(scan, scan.c.id == page.c.scan_id)
    for row in connection.execute(query.where(page.c.document_id.is_not(None))):
        pages[row.document_id][_known_by(row.source), row.page_no] = row.text or ""
    rows = connection.execute(sa.select(document).where(document.c.state != DocumentState.REJECTED).order_by(document.c.id))
    return tuple(_held(row, paper, pages[row.id]) for row in rows if (paper := by_pages.get(frozenset(pages[row.id]))) is not None)


def _held(row: sa.Row[*tuple[Any, ...]], paper: Scanned, read: Mapping[Place, str]) -> Held:
    return Held(
        id=row.id,
        paper=paper,
        filed=row.state == DocumentState.FILED,
        archive_no=row.archive_no or "",
        estate=row.estate,
        unit=row.unit or "",
        dossier=row.dossier_id,
        doc_type=row.doc_type,
        category=row.category,
        date=row.date,
        box=row.box,
        misread=max(
            order_free(text, read[place], seal).share or 0.0
            for place, text, seal in zip(paper.pages, paper.texts, paper.seals, strict=True)
        ),
    )


def _paper(row: Mapping[str, Any], note: Mapping[str, str | None], pages: Mapping[Place, Mapping[str, Any]]) -> Scanned:
    places = tuple((_known_by(source), number) for source, number in row["pages"])
    return Scanned(
        key=row["document"],
        first=note.get("first") or row["document"],
        twice=Twice(twice) if (twice := note.get("twice")) else None,
        estate=row["estate"],
        unit=UnitNumber.parse(row["unit"]) if row["unit"] else None,
        owner=row["owner"] or "",
        shows_owner=row["owner_text"] is not None,
        doc_type=row["doc_type"],
        title=row["title"] or "",
        date=date.fromisoformat(row["date"]) if row["date"] else None,
        pages=places,
        texts=tuple(pages[place]["text"] for place in places),
        seals=tuple(pages[place]["seal_text"] for place in places),
        must_review=row["must_review"] or "",
        faulty=_faulty([pages[place] for place in places], blurred=note.get("fault") == Fault.BLURRED),
    )


def _faulty(pages: Iterable[Mapping[str, Any]], *, blurred: bool) -> bool | None:
    """Whether the paper was scanned too coarse, leaning or blurred; None where it leans as much as is just allowed."""
    scanned = [each for each in pages if not each["born_digital"]]
    leans = [abs(each["skew"]) - USUAL.most_skew for each in scanned]
    if blurred or any(each["dpi"] < USUAL.least_dpi for each in scanned) or any(lean > _NEAR_LIMIT for lean in leans):
        return True
    return None if any(abs(lean) <= _NEAR_LIMIT for lean in leans) else False


def _rows(path: Path) -> Iterable[dict[str, Any]]:
    return (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


def _known_by(source: str) -> str:
    """A file by its folder and name: a home may know it with more folders in front."""
    return "/".join(source.split("/")[-2:])
