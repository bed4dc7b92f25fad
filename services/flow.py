"""How much was done in each of the last hours and days, for whoever watches."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from threading import Lock

from domain.people import Estates
from services.workplace import Workplace
from storage import read_models_flow
from storage.engine import Transaction
from storage.read_models_flow import HOUR, Done

HOURS, DAYS = 24, 14
_SETTLED = 600
"""Seconds after its end in which an hour may still grow: its last pieces of work are written by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What was done from `start` on, for an hour or a day by this machine's zone; the last one is not over yet."""

    start: datetime
    done: Done


@dataclass(frozen=True, slots=True, kw_only=True)
class Recent:
    """The last HOURS hours and DAYS days, first to last."""

    hours: tuple[Span, ...]
    days: tuple[Span, ...]


class Flow:
    """Counts hours that are over once and keeps them, so that watching costs the database the present hour only. Safe between threads."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._lock = Lock()
        self._kept: dict[Estates, dict[int, Done]] = {}

    def recent(self, estates: Estates) -> Recent:
        """Count for papers of these estates."""
        with self._lock, self._place.database.read() as tx:
            return self._recent(tx, self._kept.setdefault(estates, {}), estates)

    def _recent(self, tx: Transaction, kept: dict[int, Done], estates: Estates) -> Recent:
        present = int(tx.now // HOUR)
        today = _local(present).replace(hour=0)
        first = min(int((today - timedelta(days=DAYS - 1)).timestamp() // HOUR), present - HOURS + 1)
        begin = max([first - 1, *kept]) + 1
        fresh = read_models_flow.done(tx, begin, estates)
        hours = {hour: kept.get(hour) or fresh.get(hour, Done()) for hour in range(first, present + 1)}
        over = int((tx.now - _SETTLED) // HOUR)
        kept.clear()
        kept.update({hour: done for hour, done in hours.items() if hour < over})
        days: dict[datetime, Done] = {(today - timedelta(days=back)): Done() for back in reversed(range(DAYS))}
        for hour, done in hours.items():
            day = _local(hour).replace(hour=0)
            if day in days:
                days[day] += done
        return Recent(
            hours=tuple(Span(start=_local(hour), done=hours[hour]) for hour in range(present - HOURS + 1, present + 1)),
            days=tuple(Span(start=day, done=done) for day, done in days.items()),
        )


def _local(hour: int) -> datetime:
    return datetime.fromtimestamp(hour * HOUR, UTC).astimezone().replace(minute=0)
