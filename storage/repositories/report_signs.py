"""Who has seen which periodic report."""

from dataclasses import dataclass

import sqlalchemy as sa

from storage.engine import Transaction
from storage.tables import report_sign


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """That `by` has seen a report of a period, of one estate or all (""); `seed` "" where it was no sample; `figures` as they were then."""

    report: str
    period: str
    estate: str
    seed: str
    figures: tuple[tuple[str, float], ...]
    comment: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredSign:
    """A signature and its time in seconds since 1970."""

    sign: Sign
    at: float

    @property
    def by(self) -> str:
        """Who signed."""
        return self.sign.by

    @property
    def comment(self) -> str:
        """What was said."""
        return self.sign.comment


def add(tx: Transaction, sign: Sign) -> StoredSign:
    """Keep a signature."""
    figures = [[name, value] for name, value in sign.figures]
    tx.connection.execute(
        report_sign.insert().values(
            report=sign.report,
            period=sign.period,
            estate=sign.estate,
            seed=sign.seed,
            figures=figures,
            comment=sign.comment,
            by=sign.by,
            at=tx.now,
        )
    )
    return StoredSign(sign=sign, at=tx.now)


def of_report(tx: Transaction, report: str) -> tuple[StoredSign, ...]:
    """Return all signatures on a report, first to last."""
    rows = tx.connection.execute(sa.select(report_sign).where(report_sign.c.report == report).order_by(report_sign.c.id))
    return tuple(_sign(row) for row in rows)


def of_period(tx: Transaction, report: str, period: str) -> tuple[StoredSign, ...]:
    """Return all signatures on a report of one period, first to last."""
    query = sa.select(report_sign).where(report_sign.c.report == report, report_sign.c.period == period)
    return tuple(_sign(row) for row in tx.connection.execute(query.order_by(report_sign.c.id)))


def _sign(row: sa.Row[tuple[object, ...]]) -> StoredSign:
    r = row._mapping
    return StoredSign(
        sign=Sign(
            report=r["report"],
            period=r["period"],
            estate=r["estate"],
            seed=r["seed"],
            figures=tuple((name, value) for name, value in r["figures"]),
            comment=r["comment"],
            by=r["by"],
        ),
        at=r["at"],
    )
