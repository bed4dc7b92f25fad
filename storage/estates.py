"""Which rows belong to the estates that somebody may see, as conditions for queries; None of estates: every row.

A document's estate is the one decided; where none was, that of the drop folder its first page came through. A page's is its document's,
else its scan's. A scan with papers of several estates is seen by those alone who may see all of them. What belongs to no known estate is
seen by those who see all.
"""

import sqlalchemy as sa

from domain.people import Estates
from storage.tables import document, finding, page, register_unit, scan

Condition = sa.ColumnElement[bool]


def document_within(estates: Estates) -> Condition:
    """For rows of `document`."""
    if estates is None:
        return sa.true()
    first = page.alias("first_page")
    delivered = (
        sa.select(scan.c.estate)
        .select_from(first.join(scan, scan.c.id == first.c.scan_id))
        .where(first.c.id == document.c.first_page_id)
        .correlate(document)
        .scalar_subquery()  # not EXISTS, for which PostgreSQL would gather the first pages of all documents
    )
    return sa.or_(document.c.estate.in_(estates), sa.and_(document.c.estate == "", delivered.in_(estates)))


def page_within(estates: Estates) -> Condition:
    """For rows of `page`."""
    if estates is None:
        return sa.true()
    of_documents = sa.select(document.c.id).where(document_within(estates))
    of_scans = sa.select(scan.c.id).where(scan.c.estate.in_(estates))
    return sa.or_(page.c.document_id.in_(of_documents), sa.and_(page.c.document_id.is_(None), page.c.scan_id.in_(of_scans)))


def scan_within(estates: Estates) -> Condition:
    """For rows of `scan`; a duplicate has no pages and belongs where it was dropped."""
    if estates is None:
        return sa.true()
    any_page = sa.select(sa.literal(1)).where(page.c.scan_id == scan.c.id).correlate(scan).exists()
    elsewhere = sa.select(page.c.scan_id).where(~page_within(estates))
    return sa.and_(scan.c.id.not_in(elsewhere), sa.or_(any_page, scan.c.estate.in_(estates)))


def unit_within(estates: Estates) -> Condition:
    """For rows of `register_unit`, and so for dossiers joined with it."""
    return sa.true() if estates is None else register_unit.c.estate.in_(estates)


def finding_within(estates: Estates) -> Condition:
    """For rows of `finding`."""
    return sa.true() if estates is None else finding.c.estate.in_(estates)
