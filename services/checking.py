"""Run the consistency checks over everything and keep their findings; write them as a workbook."""

from pathlib import Path

from checks.records import CheckOptions, CheckRecords, DocumentRecord, DossierRecord, PageFact
from checks.run import run_checks
from domain.finding import Finding, FindingStatus
from publishing.workbook import write_workbook
from services import ticking
from services.workplace import Workplace
from storage import read_models_web
from storage.engine import Transaction
from storage.read_models_web import Volume
from storage.repositories import catalogue, check_facts, events, findings, register

Found = tuple[tuple[Finding, FindingStatus], ...]

HEADS = ("程度", "种类", "档号", "项目", "房号", "文件", "说明", "状态")
WIDTHS = (8, 26, 26, 16, 22, 10, 60, 10)


def check(place: Workplace) -> Found:
    """Compare documents, catalogue and register; return all findings with their status, the gravest first."""
    ticking.refresh(place)
    options = CheckOptions(today=place.today(), quality=place.rules.filing.quality)
    with place.database.read() as tx:
        records = CheckRecords(
            documents=documents_to_check(tx),
            catalogue=catalogue.load(tx),
            register=register.load(tx),
            taxonomy=place.taxonomy,
            options=options,
            dossiers=_dossiers(tx, place),
        )
    found = run_checks(records)
    with place.database.begin() as tx:
        findings.save(tx, found)
        events.record(tx, "checks.run", "findings", len(found))
        return findings.load(tx)


def documents_to_check(tx: Transaction) -> tuple[DocumentRecord, ...]:
    """Filed documents and those in review, as the checks compare them."""
    facts = check_facts.documents(tx)
    return tuple(
        DocumentRecord(
            document=str(f.id),
            archive_no=f.archive_no,
            estate=f.estate,
            unit=f.unit,
            owner=f.owner,
            owner_read=f.owner_read,
            doc_type=f.doc_type,
            category=f.category,
            title=f.title,
            date=f.date,
            filed=f.filed,
            pages=tuple(PageFact(page_no=n, facts=p.facts, sha256=p.key) for n, p in enumerate(f.pages, start=1)),
        )
        for f in facts
    )


def _dossiers(tx: Transaction, place: Workplace) -> tuple[DossierRecord, ...]:
    lacking = {one.dossier_id: (one.label, one.missing) for one in ticking.all_ticked(tx, place) if one.gaps}
    return tuple(dossier_record(volume, *lacking[volume.id]) for volume in read_models_web.volumes(tx) if volume.id in lacking)


def dossier_record(volume: Volume, required: str, missing: tuple[str, ...]) -> DossierRecord:
    """A dossier, its list and what it lacks, as the checks see them."""
    tenure = volume.tenure
    return DossierRecord(
        dossier=str(volume.id),
        estate=volume.estate,
        unit=volume.unit,
        start=tenure.start,
        end=tenure.end,
        required=required,
        missing=missing,
    )


def write_report(found: Found, path: Path) -> None:
    """Write findings as an Excel workbook with a frozen header and filters."""
    rows = [(f.severity, f.kind, f.archive_no, f.estate, f.unit, f.document, f.detail, status) for f, status in found]
    write_workbook(path, sheet="不一致项", heads=HEADS, widths=WIDTHS, rows=rows)
