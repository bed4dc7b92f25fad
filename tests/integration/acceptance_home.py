"""A batch ready for acceptance, in a small invented home: filed documents with sharp scans, searchable PDFs and a paper catalogue."""

import csv
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import sqlalchemy as sa

from domain.ids import BatchId, DocumentId
from services import importing
from services.importing import ImportOptions
from storage.repositories import documents
from storage.tables import document, page
from tests.integration import web_home
from tests.integration.web_home import WebHome, file_more

BATCH = "盒07"
Row = dict[str, str]
HEADS = ("档号", "盒号", "项目", "题名", "文件类型", "房号", "业主姓名", "日期", "页数")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyBatch:
    """The home, and what stands in its batch; its catalogue is not imported yet."""

    home: WebHome
    batch: BatchId
    filed: tuple[DocumentId, ...]
    folder: Path


def ready(folder: Path, count: int, database_url: str = "") -> ReadyBatch:
    """Make the home and file that many documents in a batch of their own."""
    home = web_home.build(folder, database_url)
    made = file_more(home, count, into=BATCH)
    shown = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(shown)
    sha256 = home.place.blobs.put_bytes(shown.getvalue())
    with home.place.database.begin() as tx:
        for each in made:
            documents.published(tx, each, sha256)
        tx.connection.execute(page.update().values(dpi=300.0))
        batch = tx.connection.scalar(sa.select(document.c.batch_id).where(document.c.id == made[0]))
    assert batch is not None
    return ReadyBatch(home=home, batch=BatchId(batch), filed=made, folder=folder)


def rows_of(ready_batch: ReadyBatch) -> list[Row]:
    """The catalogue as it ought to be: a row a document, in their order."""
    with ready_batch.home.place.database.read() as tx:
        wanted = sa.select(document.c.archive_no).where(document.c.id.in_(ready_batch.filed)).order_by(document.c.id)
        numbers = [str(number) for number in tx.connection.scalars(wanted)]
    values = (BATCH, web_home.ESTATE, "报修单", "报修单", "3栋2单元502室", "赵敏", "2024-03-05", "1")
    return [dict(zip(HEADS, (number, *values), strict=True)) for number in numbers]


def list_papers(ready_batch: ReadyBatch, rows: Iterable[Row], *, retire: bool = False) -> None:
    """Import the catalogue; `retire` takes what it no longer names off the list."""
    path = ready_batch.folder / "catalogue.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        writer = csv.DictWriter(stream, HEADS)
        writer.writeheader()
        writer.writerows(rows)
    options = ImportOptions(close_gone=retire, whole=retire)
    assert importing.import_catalogue(ready_batch.home.place, path, by="李", options=options).bad == ()


def change(ready_batch: ReadyBatch, table: sa.Table, document_id: DocumentId, make: Callable[[], dict[str, object]]) -> None:
    """Change columns of the document's row, or of its pages'."""
    key = document.c.id if table is document else page.c.document_id
    with ready_batch.home.place.database.begin() as tx:
        tx.connection.execute(table.update().where(key == document_id).values(**make()))
