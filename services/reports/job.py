"""What making one report takes, and the words that all of them share."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice

from domain.errors import UsageError
from domain.period import Period
from domain.unit_number import UnitNumber
from dossiers.shelf import shelf_order
from extraction.unit_format import format_unit
from publishing.report import Report, Table
from services.reports.kinds import Figures, ReportWanted
from services.workplace import Workplace
from storage import read_models_reports
from storage.engine import Transaction
from storage.read_models_reports import AT_ONCE, FiledRow, TenureRow, UnitKey

FOREVER = Period(key="", first=date(1970, 1, 2), last=date(9998, 12, 31), zh="全部")
SIGNS = ("经办人", "复核人", "日期")


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A report ready to be written while its transaction is open, and the figures that a signature vouches for."""

    report: Report
    figures: Figures = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One report to make in one snapshot of the database; `now` is what the report states as its making."""

    place: Workplace
    tx: Transaction
    wanted: ReportWanted
    now: datetime

    @property
    def period(self) -> Period:
        """The period asked for, else all time."""
        return self.wanted.period or FOREVER

    @property
    def since(self) -> float:
        """When the period begins, seconds since 1970."""
        return moment(self.period.first)

    @property
    def until(self) -> float:
        """When the period is over."""
        return moment(self.period.last + timedelta(days=1))

    @property
    def today(self) -> date:
        """The day of making, by this machine's zone."""
        return self.now.astimezone().date()

    def report(self, *tables: Table, more: Sequence[str] = ()) -> Report:
        """The report of these tables under the words that say of what and when."""
        wanted = self.wanted
        named = (("项目", wanted.estate or "全部"), ("栋号", wanted.building), ("盒号", wanted.box))
        head = [f"{word}：{value}" for word, value in named if value]
        if wanted.period:
            head.append(f"期间：{wanted.period.zh}")
        head.append(f"制表时间：{self.now.astimezone():%Y-%m-%d %H:%M}")
        return Report(title=wanted.kind.zh, lines=("　　".join(head), *more), tables=tables)

    def units(self) -> tuple[UnitKey, ...]:
        """The units asked for in the order of the shelf; UsageError where the register has none such."""
        found = read_models_reports.units(self.tx, estate=self.wanted.estate, building=self.wanted.building)
        if not found:
            raise UsageError(
                "The register of owners has no such unit. Import it (hudang register import FILE), or check --estate and --building.",
                "业主名册中没有符合条件的房号。请先导入名册（hudang register import 名册文件），或核对项目与栋号。",
            )
        return tuple(sorted(found, key=lambda key: (key.estate, shelf_order(key.unit))))

    def dossiers(self, keys: Iterable[UnitKey]) -> Iterator[tuple[TenureRow, tuple[FiledRow, ...]]]:
        """Every tenure of the units, in order, with the documents filed in its dossier."""
        rest = iter(keys)
        while some := tuple(islice(rest, AT_ONCE)):
            held: dict[int, list[FiledRow]] = {}
            for row in read_models_reports.filed(self.tx, some):
                held.setdefault(row.dossier_id, []).append(row)
            for tenure in read_models_reports.tenures(self.tx, some):
                yield tenure, tuple(held.get(tenure.dossier_id, ())) if tenure.dossier_id else ()

    def present(self, tenure: TenureRow) -> bool:
        """Whether the owner holds the unit on the day of making."""
        return tenure.end is None or tenure.end >= self.today


def moment(day: date) -> float:
    """When the day begins by this machine's zone, seconds since 1970."""
    return datetime.combine(day, time()).astimezone().timestamp()


def day_of(seconds: float) -> date:
    """The day of a moment by this machine's zone."""
    return datetime.fromtimestamp(seconds, UTC).astimezone().date()


def unit_text(unit: UnitNumber) -> str:
    """The unit as staff write it."""
    return format_unit(unit)


def people(names: Sequence[str]) -> str:
    """Names as staff list them."""
    return "、".join(names)
