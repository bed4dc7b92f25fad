"""业户情况一览表 and 租户情况登记表: who owns and who rents, from the register, telephone numbers masked."""

from collections.abc import Iterator

from domain.masking import mask_phone
from publishing.report import Cell, CellKind, Column, Table
from services.reports.job import SIGNS, Built, Job, people, unit_text
from storage import read_models_reports

_UNITS = (
    Column(head="序号", width=7, kind=CellKind.NUMBER),
    Column(head="项目", width=14),
    Column(head="栋号", width=8),
    Column(head="房号", width=21),
    Column(head="业主", width=18),
    Column(head="联系电话", width=16),
    Column(head="租户", width=14),
    Column(head="产权起", width=12, kind=CellKind.DATE),
    Column(head="产权止", width=12, kind=CellKind.DATE),
    Column(head="状态", width=9),
    Column(head="存档件数", width=10, kind=CellKind.NUMBER),
    Column(head="备注", width=18),
)
_TENANTS = (
    Column(head="序号", width=7, kind=CellKind.NUMBER),
    Column(head="项目", width=14),
    Column(head="房号", width=21),
    Column(head="业主", width=18),
    Column(head="租户", width=18),
    Column(head="租赁类文件", width=11, kind=CellKind.NUMBER),
    Column(head="最近一份日期", width=13, kind=CellKind.DATE),
    Column(head="备注", width=24),
)
_LEASES = frozenset({"lease_contract", "lease_list", "tenant_registration"})


def units(job: Job) -> Built:
    """Every tenure of every unit, oldest first."""
    return Built(report=job.report(Table(name="业户情况", columns=_UNITS, rows=_unit_rows(job), signs=SIGNS)))


def _unit_rows(job: Job) -> Iterator[tuple[Cell, ...]]:
    for number, row in enumerate(read_models_reports.tenures(job.tx, job.units()), start=1):
        present = job.present(row)
        kept = "" if present or row.dossier_id is None else "户档永久保管" if row.retain_until is None else f"户档保管至 {row.retain_until}"
        yield (
            number,
            row.unit.estate,
            row.unit.unit.building,
            unit_text(row.unit.unit),
            people(row.owners),
            people([mask_phone(phone) for phone in row.phones]),
            people(row.tenants),
            row.start,
            row.end,
            "现业主" if present else "原业主",
            row.documents,
            kept,
        )


def tenants(job: Job) -> Built:
    """Every unit that is let now, with the papers that speak of it."""
    return Built(report=job.report(Table(name="租户情况", columns=_TENANTS, rows=_tenant_rows(job), signs=SIGNS)))


def _tenant_rows(job: Job) -> Iterator[tuple[Cell, ...]]:
    number = 0
    for tenure, documents in job.dossiers(job.units()):
        if not tenure.tenants or not job.present(tenure):
            continue
        number += 1
        leases = [document for document in documents if document.doc_type in _LEASES]
        dates = [document.date for document in leases if document.date]
        yield (
            number,
            tenure.unit.estate,
            unit_text(tenure.unit.unit),
            people(tenure.owners),
            people(tenure.tenants),
            len(leases),
            max(dates, default=None),
            None if leases else "无租赁合同或登记表",
        )
