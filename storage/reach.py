"""Look up one object by the id in an address, within the estates of whoever asks."""

from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa

from domain.people import Estates
from domain.unit_number import UnitNumber
from storage.engine import Transaction
from storage.estates import document_within, finding_within, page_within, scan_within, unit_within
from storage.tables import batch, document, dossier, finding, page, register_unit, scan


class Subject(StrEnum):
    """What an id in an address names. Those of OF_NO_ESTATE are not looked up: the handler finds them or not."""

    DOCUMENT = "document"
    PAGE = "page"
    DOSSIER = "dossier"
    SCAN = "scan"
    FINDING = "finding"
    BATCH = "batch"
    ACCOUNT = "account"
    TOKEN = "token"
    NOTICE = "notice"
    ACCEPTANCE = "acceptance"
    REPORT = "report"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What people know the object by (archive number, unit and so on), and its estate, "" where unknown."""

    paper: str
    estate: str


ANYWHERE = Reached(paper="", estate="")
OF_NO_ESTATE = frozenset({Subject.ACCOUNT, Subject.TOKEN, Subject.NOTICE})
OF_ALL_ESTATES = frozenset({Subject.ACCEPTANCE, Subject.REPORT})
"""What is made of papers of all estates: only for those who see all of them."""


def reach(tx: Transaction, subject: Subject, key: str, estates: Estates) -> Reached | None:
    """Return the object's names; None where there is none of that id, or it is of an estate not among these."""
    if subject in OF_NO_ESTATE or subject in OF_ALL_ESTATES:
        return ANYWHERE if subject in OF_NO_ESTATE or estates is None else None
    found = tx.connection.execute(_query(subject, key, estates)).first()
    if found is None or (subject is Subject.BATCH and found.foreign):
        return None
    return Reached(paper=_paper(subject, key, found), estate=found.estate or "")


def _query(subject: Subject, key: str, estates: Estates) -> sa.Select[*tuple[object, ...]]:
    if subject is Subject.SCAN:
        within = sa.select(scan.c.sha256.label("paper"), scan.c.estate).where(scan.c.sha256 == key, scan_within(estates))
        return within.where(scan.c.id == sa.select(sa.func.min(scan.c.id)).where(scan.c.sha256 == key).scalar_subquery())
    number = int(key)
    if subject is Subject.DOCUMENT:
        return sa.select(document.c.archive_no.label("paper"), document.c.estate).where(document.c.id == number, document_within(estates))
    if subject is Subject.PAGE:
        query = sa.select(document.c.archive_no.label("paper"), sa.func.coalesce(document.c.estate, scan.c.estate).label("estate"))
        joined = page.join(scan, scan.c.id == page.c.scan_id).outerjoin(document, document.c.id == page.c.document_id)
        return query.select_from(joined).where(page.c.id == number, page_within(estates))
    if subject is Subject.DOSSIER:
        query = sa.select(register_unit.c.unit.label("paper"), register_unit.c.estate)
        joined = dossier.join(register_unit, register_unit.c.id == dossier.c.unit_id)
        return query.select_from(joined).where(dossier.c.id == number, unit_within(estates))
    if subject is Subject.FINDING:
        return sa.select(finding.c.archive_no.label("paper"), finding.c.estate).where(finding.c.id == number, finding_within(estates))
    foreign = sa.select(sa.literal(1)).where(scan.c.batch_id == batch.c.id, ~scan_within(estates)).correlate(batch).exists()
    return sa.select(batch.c.name.label("paper"), sa.literal("").label("estate"), foreign.label("foreign")).where(batch.c.id == number)


def _paper(subject: Subject, key: str, found: sa.Row[*tuple[object, ...]]) -> str:
    text = str(found.paper or "")
    if subject is Subject.DOSSIER:
        return str(UnitNumber.parse(text))
    if subject is Subject.SCAN:
        return text[:16]
    return text or f"#{key}"
