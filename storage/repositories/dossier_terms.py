"""Until when the dossiers of former owners must be kept, and which papers lie in them."""

from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice

import sqlalchemy as sa

from domain.document import DocumentState
from domain.ids import TenureId
from storage.engine import Transaction
from storage.repositories import dossier_ticks
from storage.tables import document, dossier, tenure

_MOST_IDS = 500
"""Values in one statement; SQLite takes 32,766 at most."""


def settle_terms(tx: Transaction, tenures: Collection[TenureId], *, years: int | None) -> None:
    """Close the dossiers of tenures that have ended, reopen those of tenures that have not; how they stand is worked out anew.

    A closed dossier is kept for `years` after its owner's last day, None: for good. The term is settled when the dossier is closed: a rule
    changed later leaves it as it is unless the tenure's end moves.
    """
    dossier_ticks.mark_tenures(tx, tenures)
    for some in _parts(tenures):
        query = (
            sa.select(dossier.c.id, tenure.c.end)
            .join(tenure, tenure.c.id == dossier.c.tenure_id)
            .where(tenure.c.id.in_(some), dossier.c.closed_on.is_distinct_from(tenure.c.end))
        )
        for row in tx.connection.execute(query).all():
            until = None if row.end is None or years is None else _years_later(row.end, years)
            tx.connection.execute(dossier.update().where(dossier.c.id == row.id).values(closed_on=row.end, retain_until=until))


def has_dossier(tx: Transaction, tenures: Collection[TenureId]) -> bool:
    """Whether any of these tenures has a dossier, be it empty."""
    found = (tx.connection.scalar(sa.select(dossier.c.id).where(dossier.c.tenure_id.in_(some)).limit(1)) for some in _parts(tenures))
    return any(each is not None for each in found)


def filed_in(tx: Transaction, tenures: Collection[TenureId]) -> tuple[str, ...]:
    """Return the archive numbers of all documents in the dossiers of these tenures, in order."""
    return tuple(sorted(number for _tenure, number, _date in _filed(tx, tenures)))


def dated_after(tx: Transaction, ends: Mapping[TenureId, date]) -> tuple[str, ...]:
    """Return the archive numbers of documents in the dossiers of these tenures that are dated after the day given, in order."""
    return tuple(sorted(number for held, number, day in _filed(tx, ends.keys()) if day is not None and day > ends[held]))


def _filed(tx: Transaction, tenures: Collection[TenureId]) -> Iterator[tuple[TenureId, str, date | None]]:
    for some in _parts(tenures):
        query = (
            sa.select(dossier.c.tenure_id, document.c.archive_no, document.c.date)
            .join(dossier, dossier.c.id == document.c.dossier_id)
            .where(dossier.c.tenure_id.in_(some), document.c.state == DocumentState.FILED)
        )
        yield from ((TenureId(r.tenure_id), r.archive_no or "", r.date) for r in tx.connection.execute(query))


def _parts(tenures: Collection[TenureId]) -> Iterator[Sequence[TenureId]]:
    rest = iter(sorted(tenures))
    while some := tuple(islice(rest, _MOST_IDS)):
        yield some


def _years_later(day: date, years: int) -> date:
    year = day.year + years
    return date(year, day.month, min(day.day, monthrange(year, day.month)[1]))
