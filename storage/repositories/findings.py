"""Findings and their life: open until mended or waived; a waived one stays waived while its facts stand."""

import hashlib
from collections.abc import Iterable

import sqlalchemy as sa

from domain.finding import Finding, FindingKind, FindingStatus, Severity
from storage.engine import Transaction
from storage.tables import finding
from storage.upsert import insert_new


def fingerprint(value: Finding) -> str:
    """Digest of what a finding is about and the facts it rests on: the same disagreement found again is the same finding."""
    parts = (value.kind, value.archive_no, value.estate, value.unit, value.document, value.facts)
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


def save(tx: Transaction, found: Iterable[Finding]) -> None:
    """Store what a full check found: new ones open, known ones seen again, open ones not found any more mended."""
    rows = {fingerprint(f): f for f in found}
    insert_new(tx, finding, [_row(tx, key, f) for key, f in rows.items()])
    stored = {r.fingerprint: r.status for r in tx.connection.execute(sa.select(finding.c.fingerprint, finding.c.status))}
    for key, status in stored.items():
        if key in rows:
            back = {"status": FindingStatus.OPEN} if status == FindingStatus.MENDED else {}
            tx.connection.execute(finding.update().where(finding.c.fingerprint == key).values(last_at=tx.now, **back))
        elif status in {FindingStatus.OPEN, FindingStatus.ACCEPTED}:
            tx.connection.execute(finding.update().where(finding.c.fingerprint == key).values(status=FindingStatus.MENDED))


def load(tx: Transaction) -> tuple[tuple[Finding, FindingStatus], ...]:
    """Return all findings with their status, worst first, then by kind and place."""
    rows = tx.connection.execute(
        sa.select(finding).order_by(
            finding.c.severity, finding.c.kind, finding.c.estate, finding.c.unit, finding.c.archive_no, finding.c.id
        )
    )
    return tuple(
        (
            Finding(
                kind=FindingKind(r.kind),
                severity=Severity(r.severity),
                archive_no=r.archive_no,
                estate=r.estate,
                unit=r.unit,
                document=r.document,
                detail=r.detail,
            ),
            FindingStatus(r.status),
        )
        for r in rows
    )


def _row(tx: Transaction, key: str, value: Finding) -> dict[str, object]:
    return {
        "fingerprint": key,
        "kind": value.kind,
        "severity": value.severity,
        "archive_no": value.archive_no,
        "estate": value.estate,
        "unit": value.unit,
        "document": value.document,
        "detail": value.detail,
        "status": FindingStatus.OPEN,
        "first_at": tx.now,
        "last_at": tx.now,
    }
