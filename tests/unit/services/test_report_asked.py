from datetime import date

import pytest

from domain.errors import UsageError
from domain.period import Period
from services.reports.asked import Typed, read
from services.reports.kinds import ReportKind


def test_every_report_can_be_asked_for_by_its_name() -> None:
    assert [read(Typed(name=kind.code)).kind for kind in ReportKind] == list(ReportKind)


@pytest.mark.parametrize(
    ("typed", "period"),
    [
        (Typed(name="additions", first="2026-10-01", last="2026-10-15"), Period.days(date(2026, 10, 1), date(2026, 10, 15))),
        (Typed(name="additions", first="2026-10-01"), Period.days(date(2026, 10, 1), date(2026, 10, 1))),
        (Typed(name="additions", month="2026-10"), Period.month(date(2026, 10, 1))),
        (Typed(name="statistics", week="2026-W48"), Period.week(date(2026, 11, 25))),
        (Typed(name="weekly", week="2026-11-25"), Period.week(date(2026, 11, 25))),
        (Typed(name="monthly", month="2026年10月"), Period.month(date(2026, 10, 1))),
        (Typed(name="half-yearly", month="2026-09"), Period.half_year(date(2026, 9, 1))),
        (Typed(name="units"), None),
    ],
)
def test_days_are_read(typed: Typed, period: Period | None) -> None:
    assert read(typed).period == period


def test_a_sample_has_a_seed_and_a_share() -> None:
    full, tenth, half = (read(Typed(name="weekly", seed=seed, share=share)) for seed, share in ((None, None), (7, None), (7, 0.5)))
    assert (full.seed, tenth.seed, tenth.share, half.share) == (None, 7, 0.1, 0.5)


@pytest.mark.parametrize(
    ("typed", "en", "zh"),
    [
        (Typed(name="weeklies"), "There are: units, tenants", "weekly 每周档案检查表"),
        (Typed(name="units", month="2026-10"), "takes no days", "不能指定期间"),
        (Typed(name="units", box="1"), "takes no --box", "不能按盒号"),
        (Typed(name="monthly", building="3"), "takes no --building", "不能按栋号"),
        (Typed(name="monthly", seed=3), "takes no --seed", "不能按抽查"),
        (Typed(name="weekly", share=0.2), "goes with --seed", "须与种子同用"),
        (Typed(name="weekly", month="2026-10"), "--week 2026-W48", "请指定周"),
        (Typed(name="monthly", week="2026-W48"), "--month 2026-10", "请指定月份"),
        (Typed(name="additions", first="2026-10-01", month="2026-10"), "or --month", "只能选一种"),
        (Typed(name="additions", first="2026-10-02", last="2026-10-01"), "is after", "晚于"),
        (Typed(name="additions", first="10月1日"), "no day", "不是日期"),
        (Typed(name="monthly", month="2026-13"), "no month", "不是月份"),
        (Typed(name="weekly", week="2026-W54"), "no week", "不是周"),
        (Typed(name="half-yearly", month="2026-05"), "March and September", "三月与九月"),
    ],
)
def test_what_cannot_be_asked_is_said_with_what_can(typed: Typed, en: str, zh: str) -> None:
    with pytest.raises(UsageError) as error:
        read(typed)
    assert en in error.value.en
    assert zh in error.value.message_zh
