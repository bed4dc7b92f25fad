from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.period import Cycle, Period, complete_since, due, last_complete, parse_month, parse_week

DAYS = st.dates(date(1990, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("today", "cycle", "key", "first", "last", "until"),
    [
        ("2026-11-29", Cycle.WEEK, "2026-W47", "2026-11-16", "2026-11-22", "2026-11-23"),
        ("2026-11-30", Cycle.WEEK, "2026-W48", "2026-11-23", "2026-11-29", "2026-11-30"),
        ("2027-01-05", Cycle.WEEK, "2026-W53", "2026-12-28", "2027-01-03", "2027-01-04"),
        ("2026-11-30", Cycle.MONTH, "2026-10", "2026-10-01", "2026-10-31", "2026-11-05"),
        ("2027-01-31", Cycle.MONTH, "2026-12", "2026-12-01", "2026-12-31", "2027-01-05"),
        ("2024-03-01", Cycle.MONTH, "2024-02", "2024-02-01", "2024-02-29", "2024-03-05"),
        ("2026-02-28", Cycle.HALF_YEAR, "2025-09", "2025-03-01", "2025-08-31", "2025-09-30"),
        ("2026-03-01", Cycle.HALF_YEAR, "2026-03", "2025-09-01", "2026-02-28", "2026-03-31"),
        ("2026-09-30", Cycle.HALF_YEAR, "2026-09", "2026-03-01", "2026-08-31", "2026-09-30"),
    ],
)
def test_the_period_that_is_over_and_when_its_check_is_due(today: str, cycle: Cycle, key: str, first: str, last: str, until: str) -> None:
    period = last_complete(cycle, date.fromisoformat(today))
    assert (period.key, str(period.first), str(period.last), str(due(cycle, period))) == (key, first, last, until)


@given(DAYS, st.sampled_from(Cycle))
def test_periods_follow_one_another_without_gap(today: date, cycle: Cycle) -> None:
    period = last_complete(cycle, today)
    assert period.last < today
    assert due(cycle, period) > period.last
    found = complete_since(cycle, period.first - timedelta(days=800), today)
    assert found[0] == period
    assert all(later.first - earlier.last == timedelta(days=1) for later, earlier in pairwise(found))


@given(DAYS)
def test_a_day_lies_in_its_week_and_month(day: date) -> None:
    for period in (Period.week(day), Period.month(day), Period.days(day, day)):
        assert period.first <= day <= period.last
    assert parse_week(Period.week(day).key) == Period.week(day) == parse_week(day.isoformat())
    assert parse_month(Period.month(day).key) == Period.month(day) == parse_month(f"{day.year}年{day.month}月")


@pytest.mark.parametrize("text", ["", "2026", "2026-13", "2026-10-01", "十月"])
def test_what_is_no_month(text: str) -> None:
    with pytest.raises(ValueError, match=r"\A"):
        parse_month(text)


@pytest.mark.parametrize("text", ["", "2026-W54", "2026-W00", "W12", "2026-02-30"])
def test_what_is_no_week(text: str) -> None:
    with pytest.raises(ValueError, match=r"\A"):
        parse_week(text)


def test_days_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValueError, match="before the first"):
        Period.days(date(2026, 1, 2), date(2026, 1, 1))
