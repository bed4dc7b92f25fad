"""owner_mismatch: catalogue, paper and register name different owners."""

import hashlib

from checks.linking import Links, text_key
from checks.records import CheckRecords, DocumentRecord, unit_text
from domain.finding import Finding, FindingKind, Severity
from domain.names import NameMatch, compare, mask_name
from domain.register import RegisteredUnit
from domain.unit_match import plain_unit
from domain.unit_number import UnitNumber


def owner_mismatch(records: CheckRecords, links: Links) -> tuple[Finding, ...]:
    """Catalogue against document for linked papers, and the name read against the register's owners at the paper's date."""
    found = []
    for row, document in links.pairs:
        named = document.owner_read or document.owner
        if row.owner and named and compare(row.owner, named) is NameMatch.NONE:
            found.append(_finding(document, f"目录登记业主 {mask_name(row.owner)}，文件业主 {mask_name(named)}。", (row.owner, named)))
    units: dict[tuple[str, UnitNumber], RegisteredUnit] = {
        (text_key(unit.estate), plain_unit(unit.unit)): unit for unit in records.register
    }
    for document in records.documents:
        unit = units.get((text_key(document.estate), plain_unit(document.unit))) if document.unit else None
        if unit is not None and document.owner_read:
            owners = _owners(unit, document, records.options.grace_days)
            if owners and compare(document.owner_read, "、".join(owners)) is NameMatch.NONE:
                known = "、".join(owners)
                detail = f"文件业主 {mask_name(document.owner_read)}，名册业主 {mask_name(known)}。"
                found.append(_finding(document, detail, (document.owner_read, known)))
    return tuple(_once(found))


def _owners(unit: RegisteredUnit, document: DocumentRecord, grace_days: int) -> tuple[str, ...]:
    """Owners and tenants at the paper's date, or of all times where it has none or lies outside all."""
    held = [tenure for tenure in unit.tenures if document.date and tenure.holds(document.date, grace_days)]
    return tuple(name for tenure in held or unit.tenures for name in (*tenure.owners, *tenure.tenants))


def _finding(document: DocumentRecord, detail: str, names: tuple[str, ...]) -> Finding:
    return Finding(
        kind=FindingKind.OWNER_MISMATCH,
        severity=Severity.ERROR,
        archive_no=document.archive_no,
        estate=document.estate,
        unit=unit_text(document.unit),
        document=document.document,
        detail=detail,
        facts="names=" + hashlib.sha256("|".join(names).encode()).hexdigest()[:16],
    )


def _once(findings: list[Finding]) -> list[Finding]:
    """The first finding a document; catalogue and register often disagree with the same misread name."""
    first: dict[str, Finding] = {}
    for finding in findings:
        first.setdefault(finding.document, finding)
    return list(first.values())
