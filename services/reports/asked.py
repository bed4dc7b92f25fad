"""From what was typed, on the command line or the web, to one report asked for; errors say what may be asked."""

from dataclasses import dataclass
from datetime import date

from domain.errors import UsageError
from domain.period import HALF_YEAR_MONTHS, Cycle, Period, parse_month, parse_week
from services.reports.kinds import ReportKind, ReportWanted, Span

_OPTIONS = {"building": "栋号", "box": "盒号", "estate": "项目"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A report's name and options as typed, "" where nothing was."""

    name: str
    first: str = ""
    last: str = ""
    month: str = ""
    week: str = ""
    estate: str = ""
    building: str = ""
    box: str = ""
    seed: int | None = None
    share: float | None = None


def read(typed: Typed) -> ReportWanted:
    """Read it; UsageError for an unknown report, an option that the report does not take, and days that cannot be read."""
    try:
        kind = ReportKind.of(typed.name)
    except KeyError as error:
        names = [known.code for known in ReportKind]
        raise UsageError(
            f"There is no report {typed.name!r}. There are: {', '.join(names)} (hudang report --list).",
            f"没有名为“{typed.name}”的报表。现有：{'、'.join(f'{known.code} {known.zh}' for known in ReportKind)}。",
        ) from error
    for option, zh in _OPTIONS.items():
        if getattr(typed, option) and option not in kind.options:
            raise _not_taken(kind, f"--{option}", zh)
    if (typed.seed is not None or typed.share is not None) and "sample" not in kind.options:
        raise _not_taken(kind, "--seed or --share", "抽查种子与比例")
    if typed.share is not None and typed.seed is None:
        raise UsageError(
            "--share goes with --seed: the seed makes the sample repeatable.", "抽查比例须与种子同用：用同一种子才能重现抽查。"
        )
    return ReportWanted(
        kind=kind,
        period=_period(kind, typed),
        estate=typed.estate,
        building=typed.building,
        box=typed.box,
        seed=typed.seed,
        share=0.1 if typed.share is None else typed.share,
    )


def _not_taken(kind: ReportKind, option: str, zh: str) -> UsageError:
    return UsageError(f"The report {kind.code} takes no {option}.", f"{kind.zh}不能按{zh}。")


def _period(kind: ReportKind, typed: Typed) -> Period | None:
    given = [name for name in ("first", "last", "month", "week") if getattr(typed, name)]
    if not given:
        return None
    if kind.span is Span.NOW:
        raise UsageError(
            f"The report {kind.code} shows how everything stands now and takes no days.", f"{kind.zh}反映当前状态，不能指定期间。"
        )
    if len({"first" if name == "last" else name for name in given}) > 1:
        raise UsageError("Give --from and --to, or --month, or --week.", "起止日期、月份、周只能选一种。")
    if kind.cycle is Cycle.WEEK and given != ["week"]:
        raise UsageError("The weekly check takes --week 2026-W48 (or a day in that week).", "周检请指定周，如 2026-W48，或该周内的一天。")
    if kind.cycle in {Cycle.MONTH, Cycle.HALF_YEAR} and given != ["month"]:
        raise UsageError(f"The report {kind.code} takes --month 2026-10.", f"{kind.zh}请指定月份，如 2026-10。")
    if typed.month:
        return _half_year(typed.month) if kind.cycle is Cycle.HALF_YEAR else _month(typed.month)
    return _week(typed.week) if typed.week else _days(typed.first, typed.last)


def _month(text: str) -> Period:
    try:
        return parse_month(text)
    except ValueError as error:
        raise UsageError(f"{text!r} is no month. Write it like 2026-10.", f"“{text}”不是月份，请写成如 2026-10。") from error


def _half_year(text: str) -> Period:
    month = _month(text)
    if month.first.month not in HALF_YEAR_MONTHS:
        raise UsageError(
            "The half-yearly check is made in March and September: --month 2026-03 or 2026-09.",
            "半年检查在三月与九月进行，请指定如 2026-03 或 2026-09。",
        )
    return Period.half_year(month.first)


def _week(text: str) -> Period:
    try:
        return parse_week(text)
    except ValueError as error:
        raise UsageError(
            f"{text!r} is no week. Write it like 2026-W48, or name a day in it.", f"“{text}”不是周，请写成如 2026-W48，或写该周内的一天。"
        ) from error


def _days(first: str, last: str) -> Period:
    """From the first day to the last; one that is left out is the other."""
    begin, end = _day(first or last), _day(last or first)
    if end < begin:
        raise UsageError(f"{begin} is after {end}.", f"起始日期 {begin} 晚于截止日期 {end}。")
    return Period.days(begin, end)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(f"{text!r} is no day. Write it like 2026-10-31.", f"“{text}”不是日期，请写成如 2026-10-31。") from error
