"""The paper archive's own list, as last imported."""

from collections.abc import Iterable

import sqlalchemy as sa

from domain.catalogue import CatalogueRow
from domain.unit_number import UnitNumber
from storage.engine import Transaction
from storage.tables import catalogue_row


def replace(tx: Transaction, rows: Iterable[CatalogueRow]) -> None:
    """Put the imported list in place of the one before: the list is the archive's own and is imported whole."""
    tx.connection.execute(catalogue_row.delete())
    fresh = [
        {
            "row": r.row,
            "archive_no": r.archive_no,
            "box": r.box,
            "title": r.title,
            "doc_type": r.doc_type,
            "estate": r.estate,
            "unit": None if r.unit is None else str(r.unit),
            "owner": r.owner,
            "date": r.date,
            "page_count": r.page_count,
        }
        for r in rows
    ]
    if fresh:
        tx.connection.execute(catalogue_row.insert(), fresh)


def load(tx: Transaction) -> tuple[CatalogueRow, ...]:
    """Return all rows in the order of the list."""
    return tuple(
        CatalogueRow(
            row=r.row,
            archive_no=r.archive_no,
            box=r.box,
            title=r.title,
            doc_type=r.doc_type,
            estate=r.estate,
            unit=None if r.unit is None else UnitNumber.parse(r.unit),
            owner=r.owner,
            date=r.date,
            page_count=r.page_count,
        )
        for r in tx.connection.execute(sa.select(catalogue_row).order_by(catalogue_row.c.id))
    )
