"""Write a report as a workbook or a printed PDF, or sign it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from domain.errors import UsageError
from domain.period import Period, last_complete
from publishing import workbook
from services.reports import boxes as box_report
from services.reports import filed as filed_report
from services.reports import half_yearly, missing, monthly, registers, signing, statistics, weekly
from services.reports.job import Built, Job, day_of
from services.reports.kinds import Figures, ReportKind, ReportWanted, Span
from services.workplace import Workplace
from storage import read_models_web
from storage.engine import Transaction
from storage.repositories import events, report_signs
from storage.repositories.report_signs import Sign, StoredSign

FORMS = (".xlsx", ".pdf")
_BUILDERS: MappingProxyType[ReportKind, Callable[[Job], Built]] = MappingProxyType(
    {
        ReportKind.UNITS: registers.units,
        ReportKind.TENANTS: registers.tenants,
        ReportKind.ADDITIONS: filed_report.additions,
        ReportKind.DOCUMENTS: filed_report.documents,
        ReportKind.BOXES: box_report.boxes,
        ReportKind.WEEKLY: weekly.weekly,
        ReportKind.MONTHLY: monthly.monthly,
        ReportKind.HALF_YEARLY: half_yearly.half_yearly,
        ReportKind.MISSING: missing.missing,
        ReportKind.STATISTICS: statistics.statistics,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written: the file, how many rows all its tables have, and its figures."""

    path: Path
    rows: int
    figures: Figures


def settled(place: Workplace, wanted: ReportWanted) -> ReportWanted:
    """The report with its period: of checks the last one that is over, of the daily log this month so far.

    UsageError where an estate is named that the register has not.
    """
    period = wanted.period
    if period is None and wanted.kind.cycle is not None:
        period = last_complete(wanted.kind.cycle, place.today())
    if period is None and wanted.kind is ReportKind.ADDITIONS:
        period = Period.days(place.today().replace(day=1), place.today())
    with place.database.read() as tx:
        estates = read_models_web.register_estates(tx)
    if wanted.estate and wanted.estate not in estates:
        raise UsageError(
            f"The register has no estate {wanted.estate!r}. It has: {', '.join(estates) or 'none'}.",
            f"名册中没有项目“{wanted.estate}”。现有：{'、'.join(estates) or '无'}。",
        )
    return replace(wanted, period=period)


def write(place: Workplace, wanted: ReportWanted, out: Path, *, now: datetime) -> Written:
    """Write the report in the form that the file's name asks for; the same data and `now` give the same bytes.

    UsageError for another name than .xlsx or .pdf, for a file that cannot be written, and where the report has nothing to speak of;
    MissingPartError where a PDF lacks its font.
    """
    form = out.suffix.lower()
    if form not in FORMS:
        raise UsageError(f"{out.name}: name a file that ends in .xlsx or .pdf.", f"{out.name}：文件名应以 .xlsx 或 .pdf 结尾。")
    asked = settled(place, wanted)
    with place.database.read() as tx:
        built = _build(place, tx, asked, now)
        try:
            rows = _write_form(out, built, form, now)
        except OSError as error:
            raise UsageError(f"{out} cannot be written ({error.strerror}).", f"无法写入 {out}（{error.strerror}）。") from error
    return Written(path=out, rows=rows, figures=built.figures)


def _write_form(out: Path, built: Built, form: str, now: datetime) -> int:
    out.parent.mkdir(parents=True, exist_ok=True)
    if form == ".pdf":
        from publishing.printed_report import print_report  # what prints takes half a second to load

        return print_report(out, built.report, created=now)
    part = out.with_name(out.name + ".part")
    try:
        rows = workbook.write_report(part, built.report, created=now)
        part.replace(out)
    finally:
        part.unlink(missing_ok=True)  # rows are read while they are written, and may fail halfway
    return rows


def _build(place: Workplace, tx: Transaction, wanted: ReportWanted, now: datetime) -> Built:
    built = _BUILDERS[wanted.kind](Job(place=place, tx=tx, wanted=wanted, now=now))
    if wanted.period is None or wanted.kind.cycle is None:
        return built
    sign = signing.of_period(tx, wanted.kind, wanted.period, wanted.estate)
    if sign is None:
        return built
    said = f"已签署：{sign.by}，{day_of(sign.at)}。{f'评语：{sign.comment}' if sign.comment else ''}"
    return replace(built, report=replace(built.report, lines=(*built.report.lines, said)))


def sign(place: Workplace, wanted: ReportWanted, *, by: str, comment: str, now: datetime) -> StoredSign:
    """Keep that `by` has seen the report, with its figures as they are now; UsageError where it is none that comes round."""
    if wanted.kind.span is not Span.CYCLE:
        raise UsageError(f"{wanted.kind.code} is no periodic report; only those are signed.", f"{wanted.kind.zh}不是定期检查，无需签署。")
    if not by:
        raise UsageError("Say who signs.", "请填写签署人。")
    asked = settled(place, wanted)
    assert asked.period is not None  # settled for every report that comes round
    if asked.period.last >= place.today():
        raise UsageError(f"{asked.period.key} is not over yet.", f"{asked.period.zh}尚未结束，不能签署。")
    with place.database.read() as tx:
        figures = _build(place, tx, asked, now).figures
    seed = "" if asked.seed is None else str(asked.seed)
    made = Sign(report=asked.kind.code, period=asked.period.key, estate=asked.estate, seed=seed, figures=figures, comment=comment, by=by)
    with place.database.begin() as tx:
        stored = report_signs.add(tx, made)
        events.record(tx, "report.signed", "report", 0, detail=f"{made.report} {made.period}")
    return stored
