"""The periods that reports speak of: days, weeks, months and half-years, and until when a check of one is due."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_MONTH = re.compile(r"([0-9]{4})[-/.年]?([0-9]{1,2})月?")
_WEEK = re.compile(r"([0-9]{4})-?[Ww]([0-9]{1,2})")
DUE_DAY = 5
"""The monthly report is due on that day of the month after (seed 001: 每月5日前)."""
HALF_YEAR_MONTHS = (3, 9)
"""In these months everything is checked (seed 001: 每年的三月份及九月份)."""


class Cycle(StrEnum):
    """How often a check comes round."""

    WEEK = "week"
    MONTH = "month"
    HALF_YEAR = "half_year"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From `first` to `last`, both included; `key` names it for good, such as 2026-W48, 2026-10, 2026-10-01..2026-10-15."""

    key: str
    first: date
    last: date
    zh: str

    @classmethod
    def days(cls, first: date, last: date) -> "Period":
        """Any days; ValueError where the last is before the first."""
        if last < first:
            raise ValueError("the last day is before the first")
        one = first == last
        return cls(
            key=first.isoformat() if one else f"{first}..{last}",
            first=first,
            last=last,
            zh=first.isoformat() if one else f"{first} 至 {last}",
        )

    @classmethod
    def week(cls, day: date) -> "Period":
        """The week of a day, Monday to Sunday, numbered by ISO 8601."""
        monday = day - timedelta(days=day.weekday())
        sunday = monday + timedelta(days=6)
        year, number, _weekday = monday.isocalendar()
        return cls(key=f"{year}-W{number:02d}", first=monday, last=sunday, zh=f"{year}年第{number}周（{monday} 至 {sunday}）")

    @classmethod
    def month(cls, day: date) -> "Period":
        """The month of a day."""
        last = day.replace(day=monthrange(day.year, day.month)[1])
        return cls(key=f"{day:%Y-%m}", first=day.replace(day=1), last=last, zh=f"{day.year}年{day.month}月")

    @classmethod
    def half_year(cls, day: date) -> "Period":
        """What the check in March or September looks back on: the six months before the last such month that has begun on that day."""
        year, month = day.year, max((m for m in HALF_YEAR_MONTHS if m <= day.month), default=HALF_YEAR_MONTHS[-1])
        if month > day.month:
            year -= 1
        last = date(year, month, 1) - timedelta(days=1)
        first = date(last.year - (last.month < 6), (last.month - 6) % 12 + 1, 1)
        return cls(key=f"{year}-{month:02d}", first=first, last=last, zh=f"{year}年{month}月检查（{first} 至 {last}）")

    @classmethod
    def of(cls, cycle: Cycle, day: date) -> "Period":
        """The period of that cycle in which the day lies; of half-years the last one whose check has begun."""
        return {Cycle.WEEK: cls.week, Cycle.MONTH: cls.month, Cycle.HALF_YEAR: cls.half_year}[cycle](day)


def last_complete(cycle: Cycle, today: date) -> Period:
    """The last period that is over: what a check made today is about."""
    if cycle is Cycle.HALF_YEAR:
        return Period.half_year(today)
    return Period.of(cycle, Period.of(cycle, today).first - timedelta(days=1))


def due(cycle: Cycle, period: Period) -> date:
    """The last day on which the check is in time: the Monday after a week, the 5th after a month, the end of March or September."""
    after = period.last + timedelta(days=1)
    match cycle:
        case Cycle.WEEK:
            return after
        case Cycle.MONTH:
            return after.replace(day=DUE_DAY)
        case Cycle.HALF_YEAR:
            return after.replace(day=monthrange(after.year, after.month)[1])


def complete_since(cycle: Cycle, since: date, today: date) -> tuple[Period, ...]:
    """All periods that are over and in which something was kept from `since` on, the last first."""
    found: list[Period] = []
    period = last_complete(cycle, today)
    while period.last >= since:
        found.append(period)
        before = period.first - timedelta(days=1)
        period = Period.half_year(period.first) if cycle is Cycle.HALF_YEAR else Period.of(cycle, before)
    return tuple(found)


def parse_month(text: str) -> Period:
    """Read a month such as 2026-10, 2026年10月 or 202610; ValueError for anything else."""
    found = _MONTH.fullmatch(text.strip())
    if found is None:
        raise ValueError(text)
    return Period.month(date(int(found[1]), int(found[2]), 1))


def parse_week(text: str) -> Period:
    """Read a week such as 2026-W48, or the week of a day such as 2026-11-25; ValueError for anything else."""
    found = _WEEK.fullmatch(text.strip())
    return Period.week(date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else date.fromisoformat(text.strip()))
