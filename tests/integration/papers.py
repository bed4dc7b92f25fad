"""Papers and lists as they reach a home, for tests of what becomes of them: read pages are put in as the engine would give them."""

from datetime import date
from pathlib import Path

import sqlalchemy as sa

from domain.classification import Classification
from domain.fields import DateField, ExtractedFields, NameField, UnitField
from domain.ids import PageId
from domain.job import JobKind
from domain.page import PageKind, PageTransform, QualityFacts
from domain.reading import PageRecord
from domain.scan import FileKind
from domain.taxonomy import Category
from domain.unit_number import UnitNumber
from services import jobs as job_service
from services.intake import Arrival, receive
from services.progress import group_moved
from services.workplace import Workplace
from storage.repositories import pages, scans
from storage.tables import document, dossier, job, tenure

UNIT = UnitNumber.parse("3|2||501|room")
ESTATE = "翠湖苑"


def listed(tmp_path: Path, *rows: str, heads: str = "小区,楼栋,单元,房号,业主,电话") -> Path:
    path = tmp_path / "名册.csv"
    path.write_text("\n".join([heads, *rows]) + "\n", encoding="utf-8")
    return path


def read_paper(place: Workplace, folder: Path, day: date, *names: str) -> tuple[str, str | None]:
    """A repair request of that day for the unit, read and filed as its jobs would: its state and the owner in whose dossier it lies."""
    path = folder / f"{day}{''.join(names)}.png"
    path.write_bytes(path.name.encode())
    with place.database.begin() as tx:
        batch = scans.open_batch(tx, "batch")
    scan_id = receive(place, Arrival(path=path, source=path.name, batch_id=batch, group_key="", priority=5, claim="")).scan_id
    with place.database.begin() as tx:
        scans.opened(tx, scan_id, FileKind.PNG, 1)
        group = scans.group_of(tx, scan_id)
        [page_id] = pages.add(tx, scans.get(tx, scan_id), group, [1])
        pages.save(tx, page_id, _record(day, names))
        group_moved(tx, group, batch_id=batch, priority=5)
    with place.database.read() as tx:
        waiting = tx.connection.scalars(sa.select(job.c.id).where(job.c.kind == JobKind.ASSEMBLE_GROUP, job.c.state == "live")).all()
    for job_id in waiting:
        assert job_service.run(place, job_id, "w")
    return _placed(place, page_id)


def _placed(place: Workplace, page_id: PageId) -> tuple[str, str | None]:
    with place.database.read() as tx:
        row = tx.connection.execute(
            sa.select(document.c.state, tenure.c.owners)
            .select_from(document)
            .outerjoin(dossier, dossier.c.id == document.c.dossier_id)
            .outerjoin(tenure, tenure.c.id == dossier.c.tenure_id)
            .where(document.c.first_page_id == page_id)
        ).one()
    return row.state, None if row.owners is None else "、".join(row.owners)


def _record(day: date, names: tuple[str, ...]) -> PageRecord:
    return PageRecord(
        kind=PageKind.CONTENT,
        transform=PageTransform(scan_width=2480, scan_height=3508, rotation=0, skew=0.0),
        scale=1.0,
        quality=QualityFacts(dpi=300.0, skew_known=True, blur=0.2, contrast=180.0, ink=0.05),
        separator="",
        engine="null",
        text="报修单\n房号：3栋2单元501室\n报修内容：厨房水管漏水",
        text_confidence=0.99,
        doubtful=0.0,
        type_height=3.7,
        ocr_sha256=None,
        thumbnail_sha256=None,
        classification=Classification(
            category=Category.REPAIR,
            doc_type="repair_request",
            confidence=0.999,
            type_confidence=0.999,
            scores=(("repair_request", 0.999),),
            title="报修单",
            starts_document=1.0,
            evidence=(),
            model="test",
        ),
        fields=ExtractedFields(
            units=(UnitField(unit=UNIT, estate=ESTATE, role="belongs", text="3栋2单元501室", box=None, confidence=0.999),),
            names=tuple(NameField(name=name, role="owner", box=None, confidence=0.99) for name in names),
            dates=(DateField(value=day, role="document", box=None, confidence=0.99),),
        ),
        timings=(),
    )
