"""A home with thousands of documents waiting for review and tens of thousands of pages to search, for the load test of the desk.

Made through the repositories' own writers in some minutes, most of it the search index; `again` lets a home be worked on once more.
Documents at the front of the queue are files of their own, A4 at 300 dpi, each drawn once cold as in an office; the others are pages of
files of many pages, which nobody reaches. All people are invented.
"""

import io
import random
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import sqlalchemy as sa
from PIL import Image, ImageDraw

from domain.document import DocumentState, FilingDecision
from domain.fields import ExtractedFields
from domain.ids import DocumentId, PageId, Sha256
from domain.page import PageKind, PageState, PageTransform, QualityFacts
from domain.reading import PageRecord
from domain.register import RegisterRow, RegisterTenure
from domain.review import ReviewReason, UnitProposal
from domain.scan import FileKind, ScanState
from domain.taxonomy import Category
from domain.unit_number import UnitKind, UnitNumber
from publishing.thumbnail import thumbnail
from services import reviewing
from services.workplace import Workplace
from storage.engine import Transaction
from storage.repositories import documents, pages, scans
from storage.repositories.documents import Origin
from storage.tables import document, page
from storage.text_index import index_pages
from tests.registers import save_register

ESTATE, OWNER = "翠湖苑", "王建国"
BATCH = "load 2026-11-29"
FINE, SMALL = (2480, 3508), (60, 84)
SHEETS, AT_ONCE = 8, 500
WORDS = (
    *("房屋", "漏水", "维修", "投诉", "噪声", "电梯", "管理费", "装修", "押金", "车位", "租赁", "合同", "签字"),
    *("日期", "业主", "物业", "公司", "通知", "验收", "钥匙", "水表", "电费", "楼道", "照明", "门禁"),
)
RARE = ("锅炉", "白蚁", "化粪池", "避雷针", "消防水泵接合器")
"""Each on one of a thousand pages."""
_PER_PAGE = {"id", "batch_id", "scan_id", "group_id", "page_no", "document_id", "document_position", "state", "reason", "detail", "text"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Size:
    """How many documents wait, how many of them stand in front with fine pictures of their own, and how many pages are searched."""

    waiting: int
    front: int
    pages: int


def fill(place: Workplace, size: Size) -> None:
    """Put the documents and pages into an empty home."""
    rng = random.Random(1)
    units = [UnitNumber(building=str(n // 20 + 1), entrance="1", floor="", room=f"{n % 20 + 1}01", kind=UnitKind.ROOM) for n in range(200)]
    with place.database.begin() as tx:
        tenure = RegisterTenure(owners=(OWNER,), start=date(2010, 1, 1))
        save_register(tx, tuple(RegisterRow(row=n, estate=ESTATE, unit=unit, tenure=tenure) for n, unit in enumerate(units, 2)))
        made = [page_id for content in _fine(min(size.front, size.waiting), rng) for page_id in _file(tx, place, content, 1, FINE, rng)]
    while len(made) < size.waiting:
        with place.database.begin() as tx:
            count = min(AT_ONCE, size.waiting - len(made))
            made += _file(tx, place, _many(count, len(made)), count, SMALL, rng)
    for first in range(0, size.waiting, AT_ONCE):
        with place.database.begin() as tx:
            for n, page_id in enumerate(made[first : first + AT_ONCE], first):
                _wait(tx, page_id, units[n % len(units)])
    for first in range(size.waiting, size.pages, AT_ONCE):
        with place.database.begin() as tx:
            count = min(AT_ONCE, size.pages - first)
            pages.settle(tx, _file(tx, place, f"text {first}".encode(), count, SMALL, rng), PageState.BLANK)


def again(place: Workplace) -> int:
    """Let all that was decided wait again and forget drawn pictures; returns how many documents wait."""
    with place.database.read() as tx:
        decided = tx.connection.scalars(sa.select(document.c.id).where(document.c.state != DocumentState.REVIEW)).all()
    for each in decided:
        reviewing.undecide(place, DocumentId(each), "load")
    shutil.rmtree(place.home / "cache", ignore_errors=True)
    with place.database.read() as tx:
        return tx.connection.scalar(sa.select(sa.func.count()).select_from(document)) or 0


def _file(tx: Transaction, place: Workplace, content: bytes, count: int, shape: tuple[int, int], rng: random.Random) -> Sequence[PageId]:
    """A stored file whose pages have been read: one is kept as a worker would, the others alike, each with words of its own."""
    batch = scans.open_batch(tx, BATCH)
    sha256 = place.blobs.put_bytes(content)
    new = scans.NewScan(batch_id=batch, group_key="", source=f"{sha256}.bin", sha256=sha256, size=len(content), priority=3, estate="")
    scan_id = scans.add(tx, new, state=ScanState.RECEIVED, duplicate_of=None, failure=None)
    scans.opened(tx, scan_id, FileKind.JPEG if count == 1 else FileKind.TIFF, count)
    group = scans.group_of(tx, scan_id)
    made = pages.add(tx, scans.get(tx, scan_id), group, range(1, count + 1))
    record = _record(place.blobs.put_bytes(_THUMBNAIL), shape)
    pages.save(tx, made[0], replace(record, text=_words(rng)))
    like = sa.select(page).where(page.c.id == made[0]).subquery()
    read = [column for column in page.c if column.name not in _PER_PAGE]
    others = made[1:]
    if others:
        alike = {column: sa.select(like.c[column.name]).scalar_subquery() for column in read}
        tx.connection.execute(page.update().where(page.c.id.in_(others)).values(alike))
        texts = [(page_id, _words(rng)) for page_id in others]
        own = page.update().where(page.c.id == sa.bindparam("of")).values(text=sa.bindparam("words"))
        tx.connection.execute(own, [{"of": page_id, "words": words} for page_id, words in texts])
        index_pages(tx, texts)
    scans.finish_group(tx, group)
    return made


def _wait(tx: Transaction, page_id: PageId, unit: UnitNumber) -> None:
    decided = FilingDecision(
        category=Category.COMPLAINT,
        doc_type="complaint_form",
        title="投诉受理登记表",
        date=date(2024, 3, 5),
        estate=ESTATE,
        unit=unit,
        owner="",
        tenure_index=None,
        confidence=0.7,
        reasons=(ReviewReason.LOW_CONFIDENCE,),
        proposals=(UnitProposal(estate=ESTATE, unit=unit, owner=OWNER, score=0.8, evidence=("exact",)),),
        model="load/1",
    )
    work = pages.work(tx, page_id)
    document_id = documents.add(
        tx, Origin(batch_id=work.batch_id, group_id=work.group_id, first_page=page_id), decided=decided, state=DocumentState.REVIEW
    )
    pages.join_document(tx, document_id, [page_id])
    pages.settle(tx, [page_id], PageState.REVIEW, reason="low_confidence")


def _fine(count: int, rng: random.Random) -> Iterator[bytes]:
    """JPEG files of A4 at 300 dpi: a few sheets, each file made one of its own by a comment."""
    grain = np.random.default_rng(1).normal(248, 2.5, size=(FINE[1], FINE[0])).astype(np.uint8)
    sheets = [_sheet(np.roll(grain, 97 * n, axis=1), rng) for n in range(min(SHEETS, count))]
    for n in range(count):
        comment = f"load {n}".encode()
        sheet = sheets[n % SHEETS]
        yield sheet[:2] + b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment + sheet[2:]


def _sheet(grain: "np.ndarray[tuple[int, int], np.dtype[np.uint8]]", rng: random.Random) -> bytes:
    picture = Image.fromarray(grain)
    draw = ImageDraw.Draw(picture)
    for row in range(FINE[1] // 12, FINE[1] * 11 // 12, FINE[1] // 36):
        for left in range(FINE[0] // 10, rng.randint(FINE[0] // 3, FINE[0] * 9 // 10), 52):
            draw.rectangle((left, row, left + 40, row + 42), outline=40, width=4)
            draw.line((left + 8, row + 20, left + 34, row + 20), fill=40, width=4)
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85, dpi=(300, 300))
    return out.getvalue()


def _many(count: int, salt: int) -> bytes:
    out = io.BytesIO()
    frames = [Image.new("L", SMALL, 200 + (salt + n) % 50) for n in range(count)]
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:], description=f"load {salt}")
    return out.getvalue()


_THUMBNAIL = thumbnail(np.full((320, 226, 3), 250, dtype=np.uint8))


def _record(small: Sha256, shape: tuple[int, int]) -> PageRecord:
    return PageRecord(
        kind=PageKind.CONTENT,
        transform=PageTransform(scan_width=shape[0], scan_height=shape[1], rotation=0, skew=0.2),
        scale=1.0,
        quality=QualityFacts(dpi=300.0, skew_known=True, blur=0.1, contrast=180.0, ink=0.05),
        separator="",
        engine="load/1",
        text="",
        text_confidence=0.95,
        doubtful=0.0,
        type_height=3.7,
        ocr_sha256=None,
        thumbnail_sha256=small,
        classification=None,
        fields=ExtractedFields(),
        timings=(),
    )


def _words(rng: random.Random) -> str:
    rare = (word for word in RARE if rng.random() < 0.001)
    return "\n".join((*("".join(rng.choices(WORDS, k=12)) for _ in range(20)), *rare))
