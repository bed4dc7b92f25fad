"""What a run has delivered: searchable PDF pages and the text in them, and when our first page was read."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pypdfium2

from domain.ids import Sha256
from storage.blobs import Blobs


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """Pages of all searchable PDFs, and the characters that can be found in them (blanks apart)."""

    pages: int
    characters: int


def in_files(paths: Iterable[Path]) -> Delivered:
    """What these PDF files hold."""
    texts = [text for path in paths for text in _page_texts(path)]
    return Delivered(pages=len(texts), characters=sum(len("".join(text.split())) for text in texts))


def in_home(home: Path) -> Delivered:
    """What the documents published in a home hold."""
    with closing(sqlite3.connect(home / "hudang.db")) as database:
        rows = database.execute("SELECT pdf_sha256 FROM document WHERE pdf_sha256 IS NOT NULL").fetchall()
    blobs = Blobs(home / "objects")
    return in_files(blobs.path(Sha256(sha256)) for (sha256,) in rows)


def first_page_wait(home: Path, worker_started: float) -> float:
    """Seconds from a worker's start (since 1970) to its first page read, less the time that this page itself took."""
    query = """SELECT event.at, page.timings FROM event JOIN page ON page.id = event.subject_id
               WHERE event.action = 'read_page.done' ORDER BY event.at LIMIT 1"""
    with closing(sqlite3.connect(home / "hudang.db")) as database:
        at, timings = database.execute(query).fetchone()
    own = sum(float(seconds) for _stage, seconds in json.loads(timings))
    return float(at) - worker_started - own


def _page_texts(path: Path) -> Sequence[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_range() for page in document]
