"""Measure how well a corpus with a truth is read: find it, take it into a home of its own, compare, gather what went wrong.

A corpus is a folder with scans/, register.xlsx and truth/pages.jsonl and documents.jsonl (rows of the command contract, the truth's
with more fields: profile, script, must_review).
"""

import base64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from PIL import Image

from domain.errors import UnreadableError, UsageError
from measures.matching import Matched, match
from measures.mistakes import Mistake
from measures.rows import DocumentRow, Key, PageRow, Rows, document_row, documents_of, page_row, pages_of
from services import batches, importing
from services.batches import BatchRequest
from services.page_pictures import page_picture
from services.workplace import Workplace
from storage import read_models
from storage.repositories import pages, register, scans

PICTURE_SIDE = 1000
PICTURE_QUALITY = 60

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Scans with their register and truth. `name` is its folder's path below the folder that was asked for, its own name if that is it."""

    name: str
    folder: Path
    truth: Rows


def find_corpora(folder: Path) -> tuple[Corpus, ...]:
    """Read the truth of the corpus in this folder, or of all corpora below it, in order. UsageError where there is none or one is torn."""
    truths = [folder / "truth"] if (folder / "truth").is_dir() else sorted(path for path in folder.rglob("truth") if path.is_dir())
    if not truths:
        raise UsageError(
            f"{folder} holds no corpus: a folder with scans, register.xlsx and truth is needed.",
            f"{folder} 中没有语料：需要含 scans、register.xlsx 和 truth 的目录。",
        )
    return tuple(_corpus(truth.parent, folder) for truth in truths)


def _corpus(folder: Path, root: Path) -> Corpus:
    for part in ("scans", "register.xlsx", "truth/pages.jsonl", "truth/documents.jsonl"):
        if not (folder / part).exists():
            raise UsageError(f"{folder / part} is missing.", f"缺少 {folder / part}。")
    name = folder.absolute().name if folder == root else folder.relative_to(root).as_posix()
    truth = Rows(
        pages=_read(folder / "truth" / "pages.jsonl", pages_of), documents=_read(folder / "truth" / "documents.jsonl", documents_of)
    )
    return Corpus(name=name, folder=folder, truth=truth)


def _read(path: Path, parse: Callable[[str], tuple[T, ...]]) -> tuple[T, ...]:
    try:
        return parse(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise UsageError(f"{path} holds a line that is no row: {error}", f"{path} 中有无法读取的行：{error}") from error


def prepare(place: Workplace, corpus: Corpus) -> BatchRequest:
    """Import the corpus's register and return the batch to be read.

    UsageError where the home holds other papers or another register: figures would be of both, and an office's own home would be spoilt.
    """
    request = BatchRequest(paths=(corpus.folder / "scans",))
    with place.database.read() as tx:
        held, registered = scans.batch_names(tx), register.version(tx)
    if set(held) - {batches.batch_name(request)} or (registered and not held):
        raise UsageError(
            f"{place.home} holds other papers or another register. Name an empty home, or none.",
            f"{place.home} 中已有其他文件或名册，请指定空的数据目录，或不指定。",
        )
    batches.begin(place, request)  # before the register, so that a run cut off in between may go on
    importing.import_register(place, corpus.folder / "register.xlsx", estate="", dry_run=False)
    return request


def compare(place: Workplace, corpus: Corpus) -> Matched:
    """Put what the home has read beside the corpus's truth."""
    with place.database.read() as tx:
        read: tuple[PageRow, ...] = tuple(page_row(row) for row in read_models.page_rows(tx))
        documents: tuple[DocumentRow, ...] = tuple(document_row(row) for row in read_models.document_rows(tx))
    return match(corpus.truth, Rows(pages=read, documents=documents), corpus=corpus.name)


def draw(place: Workplace, mistakes: Iterable[Mistake]) -> Mapping[tuple[str, Key], str]:
    """Draw the pages of mistakes in this home, by corpus and page, as data addresses; a page that is lost or cannot be drawn has none."""
    with place.database.read() as tx:
        ids = pages.ids(tx)
    drawn = {}
    for mistake in mistakes:
        page_id = ids.get(mistake.read.key) if mistake.read else None
        if page_id is None:
            continue
        try:
            picture = page_picture(place, page_id)
        except UnreadableError:
            continue
        if picture:
            drawn[mistake.corpus, mistake.true.key] = _address(picture.content)
    return drawn


def _address(content: bytes) -> str:
    """The picture, small enough for hundreds in one file."""
    image = Image.open(BytesIO(content))
    image.thumbnail((PICTURE_SIDE, PICTURE_SIDE))
    out = BytesIO()
    image.save(out, "JPEG", quality=PICTURE_QUALITY)
    return f"data:image/jpeg;base64,{base64.b64encode(out.getvalue()).decode('ascii')}"
