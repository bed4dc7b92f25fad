"""A small invented home for the web tests, built through the storage room: documents in every state, hostile names and texts among them."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import sqlalchemy as sa
from PIL import Image, ImageDraw

from domain.document import DocumentState, FilingDecision
from domain.failure import Failure, FailureCode
from domain.fields import ExtractedFields, UnitField
from domain.finding import Finding, FindingKind, Severity
from domain.ids import BatchId, DocumentId, PageId, Sha256
from domain.page import PageKind, PageState, PageTransform, QualityFacts
from domain.reading import PageRecord
from domain.register import RegisterRow, RegisterTenure
from domain.review import ReviewReason, UnitProposal
from domain.scan import FileKind, ScanState
from domain.taxonomy import Category
from domain.text import Box, Line, OcrPage, Word
from domain.unit_number import UnitNumber
from publishing.thumbnail import thumbnail
from services import filing, sampling
from services.workplace import Workplace
from storage import read_models
from storage.engine import Transaction
from storage.mapping import pack_ocr_page, to_json
from storage.repositories import documents, findings, pages, scans, workers
from storage.repositories.documents import Origin
from storage.repositories.findings import CheckRun
from storage.tables import page
from tests.homes import empty_home
from tests.registers import save_register

ESTATE = "翠湖苑"
HOSTILE = '<script>alert("x")</script>\'"&{{7*7}}'
U501, U502, U101 = (UnitNumber.parse(text) for text in ("3|2||501|room", "3|2||502|room", "5|1||101|room"))


@dataclass(frozen=True, slots=True, kw_only=True)
class WebHome:
    """The home and what tests ask for by name."""

    place: Workplace
    filed: DocumentId
    unsure: DocumentId
    two_owners: DocumentId
    hostile: DocumentId
    first_page: PageId
    refused: Sha256
    pdf: bytes


def build(folder: Path, database_url: str = "") -> WebHome:
    """Make the home in an empty folder, its database there too or at the address."""
    place = empty_home(folder, database_url, company="CPM")
    pdf = b"%PDF-1.7\n" + b"0" * 500 + b"\n%%EOF\n"
    pdf_sha = place.blobs.put_bytes(pdf)
    refused = place.blobs.put_bytes(b"MZ not a scan")
    with place.database.begin() as tx:
        save_register(tx, _register())
        batch = scans.open_batch(tx, "drop 2026-11-21", box="A-01")
        filed = _document(
            tx,
            place,
            batch,
            "2024年/3-2-502 报修单.png",
            decided=_decision(("repair_request", Category.REPAIR), "报修单", U502, owner="赵敏", tenure=0),
            text="报修单\n房号：3栋2单元502室\n报 修 内 容：厨房水管漏水，请尽快安排维修",
        )
        documents.published(tx, filed[0], pdf_sha)
        unsure = _document(
            tx,
            place,
            batch,
            "2024年/扫描0007.png",
            decided=_decision(
                ("complaint_form", Category.COMPLAINT),
                "投诉受理登记表",
                None,
                reasons=(ReviewReason.UNIT_NOT_IN_REGISTER, ReviewReason.LOW_CONFIDENCE),
                proposals=(
                    UnitProposal(estate=ESTATE, unit=U101, owner="陈志强", score=0.71, evidence=("edit:1", "owner")),
                    UnitProposal(estate=ESTATE, unit=U502, owner="赵敏", score=0.32, evidence=("edit:1",)),
                ),
            ),
            text="投诉受理登记表\n楼上住户夜间噪声扰民，要求物业处理",
            copies=2,
        )
        two_owners = _document(
            tx,
            place,
            batch,
            "2024年/扫描0008.png",
            decided=_decision(
                ("owner_letter", Category.COMPLAINT), "", U501, owner="", reasons=(ReviewReason.TENURE_UNKNOWN,), when=None, tenure=None
            ),
            text="建议信\n建议在园区内增设充电桩",
        )
        hostile = _document(
            tx,
            place,
            batch,
            f"odd/{HOSTILE}.png",
            decided=_decision(("other_document", Category.OTHER), HOSTILE, None, owner=HOSTILE, reasons=(ReviewReason.CLASS_UNCERTAIN,)),
            text=f"说明 {HOSTILE} 证明",
        )
        _refused(tx, batch, refused)
        _others(tx)
    return WebHome(
        place=place,
        filed=filed[0],
        unsure=unsure[0],
        two_owners=two_owners[0],
        hostile=hostile[0],
        first_page=filed[1],
        refused=refused,
        pdf=pdf,
    )


def _register() -> tuple[RegisterRow, ...]:
    tenures = (
        (U501, RegisterTenure(owners=("王建国",), start=date(2005, 3, 1), end=date(2015, 6, 30))),
        (U501, RegisterTenure(owners=("李秀英", "周伟"), tenants=("孙丽",), start=date(2015, 7, 1))),
        (U502, RegisterTenure(owners=("赵敏",), start=date(2006, 1, 1))),
        (U101, RegisterTenure(owners=("陈志强",), start=date(2010, 5, 1))),
    )
    return tuple(RegisterRow(row=n, estate=ESTATE, unit=unit, tenure=tenure) for n, (unit, tenure) in enumerate(tenures, start=2))


def _decision(
    kind: tuple[str, Category],
    title: str,
    unit: UnitNumber | None,
    *,
    owner: str = "",
    tenure: int | None = None,
    when: date | None = date(2024, 3, 5),
    reasons: tuple[ReviewReason, ...] = (),
    proposals: tuple[UnitProposal, ...] = (),
) -> FilingDecision:
    return FilingDecision(
        category=kind[1],
        doc_type=kind[0],
        title=title,
        date=when,
        estate=ESTATE if unit else "",
        unit=unit,
        owner=owner,
        tenure_index=tenure,
        confidence=0.62 if reasons else 0.99,
        reasons=reasons,
        proposals=proposals,
        model="test/1",
    )


def _document(
    tx: Transaction, place: Workplace, batch: BatchId, source: str, *, decided: FilingDecision, text: str, copies: int = 1, salt: int = 0
) -> tuple[DocumentId, PageId]:
    made: list[PageId] = []
    for n in range(1, copies + 1):
        name = source if n == 1 else source.replace(".png", f"-{n}.png")
        content = _sheet(f"{text}\n{name}", n + salt)
        sha256 = place.blobs.put_bytes(content)
        new = scans.NewScan(batch_id=batch, group_key=source, source=name, sha256=sha256, size=len(content), priority=3, estate="")
        scan_id = scans.add(tx, new, state=ScanState.RECEIVED, duplicate_of=None, failure=None)
        scans.opened(tx, scan_id, FileKind.PNG, 1)
        group = scans.group_of(tx, scan_id)
        made += pages.add(tx, scans.get(tx, scan_id), group, [1])
        pages.save(tx, made[-1], _record(place, content, text))
    state = DocumentState.REVIEW if decided.reasons else DocumentState.FILED
    origin = Origin(batch_id=batch, group_id=group, first_page=made[0], box="A-01")
    document_id = documents.add(tx, origin, decided=decided, state=state)
    pages.join_document(tx, document_id, made)
    if state is DocumentState.FILED:
        shelf = filing.find_place(tx, decided)
        assert shelf is not None
        filing.file_away(tx, place, document_id, decided, shelf)
        pages.settle(tx, made, PageState.FILED)
    else:
        pages.settle(tx, made, PageState.REVIEW, reason=decided.reasons[0].code)
    scans.finish_group(tx, group)
    return document_id, made[0]


def _sheet(text: str, salt: int) -> bytes:
    """A page that lies on its side, as a scanner would write it."""
    picture = Image.new("RGB", (620, 877), (250, 249, 244))
    draw = ImageDraw.Draw(picture)
    for n in range(12):
        draw.line((60, 120 + 50 * n, 560, 120 + 50 * n + salt), fill=(90, 90, 90), width=2)
    draw.rectangle((60, 60, 60 + 7 * len(text), 90), outline=(20, 20, 20), width=2)
    draw.ellipse((430, 640, 560, 770), outline=(190, 40, 40), width=4)
    out = io.BytesIO()
    picture.transpose(Image.Transpose.ROTATE_90).save(out, "PNG")
    return out.getvalue()


def _record(place: Workplace, content: bytes, text: str) -> PageRecord:
    upright = np.asarray(Image.open(io.BytesIO(content)).transpose(Image.Transpose.ROTATE_270))
    return PageRecord(
        kind=PageKind.CONTENT,
        transform=PageTransform(scan_width=877, scan_height=620, rotation=90, skew=0.4),
        scale=1.0,
        quality=QualityFacts(dpi=75.0, skew_known=True, blur=0.2, contrast=180.0, ink=0.05),
        separator="",
        engine="null",
        text=text,
        text_confidence=0.9,
        doubtful=0.0,
        type_height=3.7,
        ocr_sha256=None,
        thumbnail_sha256=place.blobs.put_bytes(thumbnail(upright)),
        classification=None,
        fields=ExtractedFields(),
        timings=(),
    )


def lay_text(home: WebHome) -> None:
    """Put the lines and fields of the first two documents where their text says, as if they had been read from the picture."""
    with home.place.database.begin() as tx:
        rows = tx.connection.execute(sa.select(page.c.id, page.c.text).where(page.c.document_id.in_([home.filed, home.unsure]))).all()
        for row in rows:
            read = {
                "ocr_sha256": home.place.blobs.put_bytes(pack_ocr_page(_reading(row.text))),
                "fields": to_json(ExtractedFields, ExtractedFields(units=tuple(_units(row.text)))),
            }
            tx.connection.execute(page.update().where(page.c.id == row.id).values(**read))


def _reading(text: str) -> OcrPage:
    """The text's lines one below the other."""
    lines = tuple(
        Line(words=(Word(text=line, box=_box(number, line), confidence=0.95 if number else 0.6),))
        for number, line in enumerate(text.split("\n"))
    )
    return OcrPage(page_no=1, width=620, height=877, lines=lines, engine="null")


def _box(number: int, line: str) -> Box:
    return Box(left=60, top=100 + 50 * number, right=60 + 16 * len(line), bottom=124 + 50 * number)


def _units(text: str) -> Iterator[UnitField]:
    for number, line in enumerate(text.split("\n")):
        if line.startswith("房号："):
            yield UnitField(unit=U502, estate="", role="belongs", text=line[3:], box=_box(number, line), confidence=0.97)


def _refused(tx: Transaction, batch: BatchId, sha256: Sha256) -> None:
    new = scans.NewScan(batch_id=batch, group_key="", source='odd/合同 "2019";\r\n<b>.pdf', sha256=sha256, size=13, priority=3, estate="")
    failure = Failure(code=FailureCode.DISGUISED_TYPE, detail="header 4d5a")
    scans.add(tx, new, state=ScanState.QUARANTINED, duplicate_of=None, failure=failure)


def _others(tx: Transaction) -> None:
    findings.save(
        tx,
        [
            Finding(
                kind=FindingKind.SCAN_MISSING,
                severity=Severity.ERROR,
                archive_no="CPM-0009",
                estate=ESTATE,
                unit=str(U101),
                detail="目录中有此件，未见扫描件。",
            ),
            Finding(
                kind=FindingKind.IMAGE_QUALITY,
                severity=Severity.NOTE,
                estate=ESTATE,
                unit=str(U502),
                document="1",
                detail=f"页面偏斜 {HOSTILE}",
            ),
        ],
        CheckRun(read_at=tx.now),
    )
    workers.beat(tx, worker_id="w1", form="embedded", host="archive-pc", pid=4242, job_id=None, busy_since=tx.now - 3)
    workers.source_seen(tx, name="drop", path="/srv/hudang/drop", state="watching", waiting=2)
    workers.source_seen(tx, name="scanner-2", path="/mnt/scanner", state="missing", waiting=0)


def file_more(
    home: WebHome, count: int, *, kind: tuple[str, Category] = ("repair_request", Category.REPAIR), into: str = "drop 2026-11-21"
) -> tuple[DocumentId, ...]:
    """Let the machine file that many documents more for 3栋2单元502室, as a worker would, in the batch of that name."""
    place, made = home.place, []
    for _ in range(count):
        with place.database.begin() as tx:
            number = read_models.counts(tx).scans
            batch = scans.open_batch(tx, into, box="A-01")
            decided = _decision(kind, "", U502, owner="赵敏", tenure=0)
            text = "房号：3栋2单元502室"
            document_id, _page = _document(tx, place, batch, f"more/{number}.png", decided=decided, text=text, salt=10 + number)
            sampling.note_filed(tx, place, document_id)
            made.append(document_id)
    return tuple(made)
