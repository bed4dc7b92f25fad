"""What was done hour by hour, counted from what is on record. Reading only."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import sqlalchemy as sa

from domain.people import Estates
from storage.engine import Transaction
from storage.estates import document_within, page_within, scan_within
from storage.tables import document, event, page, scan

HOUR = 3600
"""Seconds."""
_SERIES = sa.case(
    (event.c.action == "read_page.done", "read"),
    (event.c.action == "document.filed", "filed"),
    (event.c.subject == "read_page", "refused"),
    (sa.and_(event.c.subject == "open_scan", event.c.action != "open_scan.done"), "refused"),
    (event.c.action == "scan.quarantined", "refused"),
)
"""Of a job's events every other than its being done is a refusal, named by its reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was done in some time: pages read, pages and whole files refused, and filings; what was done twice counts twice."""

    read: int = 0
    refused: int = 0
    filed: int = 0

    def __add__(self, other: "Done") -> "Done":
        return Done(read=self.read + other.read, refused=self.refused + other.refused, filed=self.filed + other.filed)

    @property
    def error_rate(self) -> float | None:
        """The share refused of what was read or refused, 0..1; None where that is nothing."""
        tried = self.read + self.refused
        return self.refused / tried if tried else None


def done(tx: Transaction, since: int, estates: Estates = None) -> Mapping[int, Done]:
    """Count what was done since the beginning of an hour, by hour; hours are whole ones since 1970 (seconds // HOUR), idle ones missing."""
    hours = event.c.at / HOUR
    hour = sa.cast(hours if tx.sqlite else sa.func.floor(hours), sa.Integer).label("hour")
    query = sa.select(hour, _SERIES.label("series"), sa.func.count()).where(
        event.c.subject.in_(("read_page", "open_scan", "scan", "document")),
        event.c.at >= since * HOUR,
        _SERIES.is_not(None),
        _within(estates),
    )
    found: dict[int, Done] = {}
    for at, series, number in tx.connection.execute(query.group_by(hour, _SERIES)):
        found[at] = replace(found.get(at, Done()), **{series: number})
    return found


def _within(estates: Estates) -> sa.ColumnElement[bool]:
    if estates is None:
        return sa.true()
    owners = (
        (("read_page",), sa.select(page.c.id).where(page_within(estates))),
        (("open_scan", "scan"), sa.select(scan.c.id).where(scan_within(estates))),
        (("document",), sa.select(document.c.id).where(document_within(estates))),
    )
    return sa.or_(*(sa.and_(event.c.subject.in_(subjects), event.c.subject_id.in_(ids)) for subjects, ids in owners))
