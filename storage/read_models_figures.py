"""The figures of periodic reports, counted in the database. Reading only.

Times are seconds since 1970, `since` inclusive, `until` exclusive. A document counts as added when it was first filed, however often it was
moved since; `estate` "" means all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from domain.document import DocumentState
from domain.finding import FindingKind, FindingStatus
from domain.ids import DossierId
from domain.page import PageState
from domain.scan import ScanState
from domain.taxonomy import Category
from storage.engine import Transaction
from storage.tables import decision, document, dossier, event, finding, page, register_unit, scan, tenure

_CHUNK = 500
_STREAMED = {"yield_per": _CHUNK}
_OF_SAMPLE = ("correct", "return")
"""Decisions on papers that had not waited for anybody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeCount:
    """Documents and pages of one type in one year of their date, None where they have none."""

    category: Category
    doc_type: str
    year: int | None
    documents: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierCount:
    """Dossiers opened and closed in the period; `held` at its end, of which `open` are of present owners."""

    opened: int
    closed: int
    held: int
    open: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """How long papers waited for a person: seconds of each decided in the period; what waits now, and since when (0: nothing)."""

    decided: tuple[float, ...]
    waiting: int
    oldest: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldType:
    """A filed document's type in its dossier, and when it was first filed."""

    dossier_id: DossierId
    doc_type: str
    filed_at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Household:
    """A dossier whose owner holds the unit at the end of the period."""

    dossier_id: DossierId
    estate: str
    unit: str
    owners: tuple[str, ...]
    opened_at: float


_FIRST = (
    sa.select(event.c.subject_id.label("document_id"), sa.func.min(event.c.at).label("at"))
    .where(event.c.subject == "document", event.c.action == "document.filed")
    .group_by(event.c.subject_id)
    .subquery("first_filed")
)
_LEAVES = (
    sa.select(page.c.document_id, sa.func.count().label("number"))
    .where(page.c.document_id.is_not(None))
    .group_by(page.c.document_id)
    .subquery("leaves")
)


def _filed(*columns: Any, estate: str) -> sa.Select[Any]:
    """Filed documents with when each was first filed and their pages, of dossiers of the estate."""
    query = (
        sa.select(*columns)
        .select_from(document)
        .join(_FIRST, _FIRST.c.document_id == document.c.id)
        .join(dossier, dossier.c.id == document.c.dossier_id)
        .join(register_unit, register_unit.c.id == dossier.c.unit_id)
        .where(document.c.state == DocumentState.FILED)
    )
    return query.where(register_unit.c.estate == estate) if estate else query


def types(tx: Transaction, since: float, until: float, *, estate: str = "") -> tuple[TypeCount, ...]:
    """Count filed documents first filed in the period, by type and year of the paper's date."""
    year = sa.extract("year", document.c.date)
    keys = (document.c.category, document.c.doc_type, year)
    query = _filed(*keys, sa.func.count().label("documents"), sa.func.sum(_LEAVES.c.number).label("pages"), estate=estate)
    query = query.outerjoin(_LEAVES, _LEAVES.c.document_id == document.c.id)
    query = query.where(_FIRST.c.at >= since, _FIRST.c.at < until).group_by(*keys).order_by(*keys)
    return tuple(
        TypeCount(category=Category(r[0]), doc_type=r[1], year=None if r[2] is None else int(r[2]), documents=r[3], pages=int(r[4] or 0))
        for r in tx.connection.execute(query)
    )


def added(tx: Transaction, since: float, until: float, *, estate: str = "") -> Iterator[tuple[float, Category]]:
    """Yield when each document was first filed in the period, and its category."""
    query = _filed(_FIRST.c.at, document.c.category, estate=estate).where(_FIRST.c.at >= since, _FIRST.c.at < until)
    for row in tx.connection.execute(query, execution_options=_STREAMED):
        yield row.at, Category(row.category)


def dossiers(tx: Transaction, since: float, until: float, first: date, last: date, *, estate: str = "") -> DossierCount:
    """Count dossiers; `first` and `last` are the period's days, by which owners' times end."""
    query = sa.select(
        _sum(sa.and_(dossier.c.opened_at >= since, dossier.c.opened_at < until)),
        _sum(sa.and_(dossier.c.closed_on >= first, dossier.c.closed_on <= last)),
        _sum(dossier.c.opened_at < until),
        _sum(sa.and_(dossier.c.opened_at < until, _open_on(last))),
    ).join(register_unit, register_unit.c.id == dossier.c.unit_id)
    if estate:
        query = query.where(register_unit.c.estate == estate)
    opened, closed, held, open_ = tx.connection.execute(query).one()
    return DossierCount(opened=opened or 0, closed=closed or 0, held=held or 0, open=open_ or 0)


def _sum(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))


def _open_on(day: date) -> sa.ColumnElement[bool]:
    return sa.or_(dossier.c.closed_on.is_(None), dossier.c.closed_on > day)


def households(tx: Transaction, until: float, last: date, *, estate: str = "") -> Iterator[Household]:
    """Yield the dossiers that are open at the period's end, in the order of their numbers."""
    query = (
        sa.select(dossier.c.id, dossier.c.opened_at, register_unit.c.estate, register_unit.c.unit, tenure.c.owners)
        .join(register_unit, register_unit.c.id == dossier.c.unit_id)
        .join(tenure, tenure.c.id == dossier.c.tenure_id)
        .where(dossier.c.opened_at < until, _open_on(last))
        .order_by(dossier.c.id)
    )
    if estate:
        query = query.where(register_unit.c.estate == estate)
    for r in tx.connection.execute(query, execution_options=_STREAMED):
        yield Household(dossier_id=DossierId(r.id), estate=r.estate, unit=r.unit, owners=tuple(r.owners), opened_at=r.opened_at)


def held_types(tx: Transaction, until: float, *, estate: str = "") -> Iterator[HeldType]:
    """Yield the type of every filed document first filed before `until`, dossier by dossier in the order of their numbers."""
    query = _filed(document.c.dossier_id, document.c.doc_type, _FIRST.c.at, estate=estate).where(_FIRST.c.at < until)
    for r in tx.connection.execute(query.order_by(document.c.dossier_id), execution_options=_STREAMED):
        yield HeldType(dossier_id=DossierId(r.dossier_id), doc_type=r.doc_type, filed_at=r.at)


def finding_flow(tx: Transaction, since: float, until: float, *, estate: str = "") -> tuple[tuple[FindingKind, int, int, int], ...]:
    """Count findings by kind: opened in the period, settled in it (mended or waived), and still to be settled now."""
    settled = finding.c.status.in_((FindingStatus.MENDED, FindingStatus.WAIVED))
    query = sa.select(
        finding.c.kind,
        _sum(sa.and_(finding.c.first_at >= since, finding.c.first_at < until)),
        _sum(sa.and_(settled, finding.c.status_at >= since, finding.c.status_at < until)),
        _sum(sa.not_(settled)),
    )
    if estate:
        query = query.where(finding.c.estate == estate)
    rows = tx.connection.execute(query.group_by(finding.c.kind).order_by(finding.c.kind))
    return tuple((FindingKind(kind), opened, closed, left) for kind, opened, closed, left in rows if opened or closed or left)


def open_findings(tx: Transaction, documents: tuple[int, ...]) -> dict[int, tuple[FindingKind, ...]]:
    """Return the kinds of the findings that are not settled, by the document they concern."""
    found: dict[int, tuple[FindingKind, ...]] = {}
    unsettled = finding.c.status.in_((FindingStatus.OPEN, FindingStatus.ACCEPTED))
    for start in range(0, len(documents), _CHUNK):
        some = [str(each) for each in documents[start : start + _CHUNK]]
        query = sa.select(finding.c.document, finding.c.kind).where(finding.c.document.in_(some), unsettled)
        for row in tx.connection.execute(query.order_by(finding.c.kind)):
            found[int(row.document)] = (*found.get(int(row.document), ()), FindingKind(row.kind))
    return found


def waits(tx: Transaction, since: float, until: float, *, estate: str = "") -> Waits:
    """Measure from a document's forming to a person's first decision in the period; what waits is counted as it stands now."""
    first = (
        sa.select(decision.c.document_id, sa.func.min(decision.c.at).label("at"))
        .where(decision.c.action.not_in(_OF_SAMPLE))
        .group_by(decision.c.document_id)
        .subquery("first_decision")
    )
    times = sa.select(first.c.at - document.c.created_at).join(document, document.c.id == first.c.document_id)
    times = times.where(first.c.at >= since, first.c.at < until)
    left = sa.select(sa.func.count(), sa.func.min(document.c.created_at)).where(document.c.state == DocumentState.REVIEW)
    if estate:
        times, left = times.where(document.c.estate == estate), left.where(document.c.estate == estate)
    waiting, oldest = tx.connection.execute(left).one()
    return Waits(decided=tuple(sorted(tx.connection.scalars(times))), waiting=waiting, oldest=oldest or 0.0)


def quarantined(tx: Transaction, since: float, until: float) -> tuple[tuple[str, int, int], ...]:
    """Count what came in during the period and lies in quarantine: (reason's code, whole files, single pages); of all estates."""
    came = sa.and_(scan.c.received_at >= since, scan.c.received_at < until)
    number = sa.func.count()
    files = sa.select(scan.c.reason, number).where(scan.c.state == ScanState.QUARANTINED, came).group_by(scan.c.reason)
    pages = sa.select(page.c.reason, number).join(scan, scan.c.id == page.c.scan_id)
    pages = pages.where(page.c.state == PageState.QUARANTINED, came).group_by(page.c.reason)
    whole = {row[0] or "": row[1] for row in tx.connection.execute(files)}
    single = {row[0] or "": row[1] for row in tx.connection.execute(pages)}
    return tuple((reason, whole.get(reason, 0), single.get(reason, 0)) for reason in sorted({*whole, *single}))


def unpublished(tx: Transaction, *, estate: str = "") -> dict[tuple[str, str], int]:
    """Count filed documents that have no searchable PDF yet, by estate and building."""
    return _by_building(tx, _filed(register_unit.c.estate, register_unit.c.unit, estate=estate).where(document.c.pdf_sha256.is_(None)))


def unsettled(tx: Transaction, *, estate: str = "") -> dict[tuple[str, str], int]:
    """Count findings that are not settled, by estate and building ("" where they name no unit)."""
    query = sa.select(finding.c.estate, finding.c.unit).where(finding.c.status.in_((FindingStatus.OPEN, FindingStatus.ACCEPTED)))
    return _by_building(tx, query.where(finding.c.estate == estate) if estate else query)


def _by_building(tx: Transaction, query: sa.Select[Any]) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for row in tx.connection.execute(query, execution_options=_STREAMED):
        key = (row.estate, row.unit.partition("|")[0])
        found[key] = found.get(key, 0) + 1
    return found


def began(tx: Transaction) -> float:
    """When the first scan came in, seconds since 1970; 0 before any has."""
    return tx.connection.scalar(sa.select(sa.func.min(scan.c.received_at))) or 0.0
