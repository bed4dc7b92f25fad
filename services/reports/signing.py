"""Periodic reports are signed by whoever has seen them; one that is due and unsigned is told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from domain.period import Period, complete_since, due, last_complete
from services.reports.job import day_of
from services.reports.kinds import ReportKind
from services.workplace import Workplace
from storage import read_models_figures, read_models_web
from storage.engine import Transaction
from storage.repositories import report_signs
from storage.repositories.report_signs import StoredSign


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How a periodic report stands: the last period that is over, until when its check is due, its signature, None where it has none.

    `waits`: the period lies within the home's time, is unsigned and not yet overdue. `overdue` are unsigned periods whose time is past,
    the last first. A home's time begins with its first scan.
    """

    kind: ReportKind
    period: Period
    due: date
    signed: StoredSign | None
    waits: bool
    overdue: tuple[Period, ...]


def of_period(tx: Transaction, kind: ReportKind, period: Period, estate: str) -> StoredSign | None:
    """The last signature on the report of that period: of the estate or of all; for all, of each estate by itself will do."""
    return _counts(report_signs.of_period(tx, kind.code, period.key), estate, read_models_web.register_estates(tx))


def _counts(signs: Sequence[StoredSign], estate: str, estates: Iterable[str]) -> StoredSign | None:
    signed = {each.sign.estate for each in signs}
    if not signed:
        return None
    if estate:
        return next((each for each in reversed(signs) if each.sign.estate in {"", estate}), None)
    return signs[-1] if "" in signed or signed >= set(estates) else None


def standings(place: Workplace) -> tuple[Standing, ...]:
    """How every periodic report stands today."""
    with place.database.read() as tx:
        began, estates = read_models_figures.began(tx), read_models_web.register_estates(tx)
        since = day_of(began) if began else place.today()
        return tuple(_standing(tx, kind, since, place.today(), estates) for kind in ReportKind if kind.cycle)


def _standing(tx: Transaction, kind: ReportKind, since: date, today: date, estates: Sequence[str]) -> Standing:
    assert kind.cycle is not None  # only periodic reports are asked for
    by_period: dict[str, list[StoredSign]] = {}
    for stored in report_signs.of_report(tx, kind.code):
        by_period.setdefault(stored.sign.period, []).append(stored)

    def signed(period: Period) -> StoredSign | None:
        return _counts(by_period.get(period.key, ()), "", estates)

    latest = last_complete(kind.cycle, today)
    late = [period for period in complete_since(kind.cycle, since, today) if signed(period) is None]
    overdue = tuple(period for period in late if due(kind.cycle, period) < today)
    return Standing(
        kind=kind,
        period=latest,
        due=due(kind.cycle, latest),
        signed=signed(latest),
        waits=len(late) > len(overdue),
        overdue=overdue,
    )
