"""Which reports there are, and what each may be asked with."""

from dataclasses import dataclass
from enum import Enum

from domain.period import Cycle, Period


class Span(Enum):
    """Which days a report speaks of: as everything stands, any days (or none: all), or the period of a check."""

    NOW = "now"
    DAYS = "days"
    CYCLE = "cycle"


class ReportKind(Enum):
    """Code, Chinese and English name, span, the cycle in which it is due (None: never), and which options it takes."""

    UNITS = ("units", "业户情况一览表", "units, owners and tenants", Span.NOW, None, ("estate", "building"))
    TENANTS = ("tenants", "租户情况登记表", "tenants", Span.NOW, None, ("estate", "building"))
    ADDITIONS = ("additions", "业户档案一览表", "daily log of what was filed", Span.DAYS, None, ("estate",))
    DOCUMENTS = ("documents", "业主档案明细表", "documents of each dossier", Span.NOW, None, ("estate", "building", "box"))
    BOXES = ("boxes", "纸质档案盒核对表", "catalogue against scans, box by box", Span.NOW, None, ("estate", "box"))
    WEEKLY = ("weekly", "每周档案检查表", "weekly check", Span.CYCLE, Cycle.WEEK, ("estate", "sample"))
    MONTHLY = ("monthly", "档案管理月报", "monthly report", Span.CYCLE, Cycle.MONTH, ("estate",))
    HALF_YEARLY = ("half-yearly", "半年档案检查表", "half-yearly check", Span.CYCLE, Cycle.HALF_YEAR, ("estate",))
    MISSING = ("missing", "应归档文件缺失清单", "missing documents by unit", Span.NOW, None, ("estate", "building"))
    STATISTICS = ("statistics", "档案统计表", "statistics by type and year", Span.DAYS, None, ("estate",))

    def __init__(self, code: str, zh: str, en: str, span: Span, cycle: Cycle | None, options: tuple[str, ...]) -> None:
        self.code = code
        self.zh = zh
        self.en = en
        self.span = span
        self.cycle = cycle
        self.options = options

    @classmethod
    def of(cls, code: str) -> "ReportKind":
        """The report of that code; KeyError for an unknown one."""
        return _BY_CODE[code]


_BY_CODE = {kind.code: kind for kind in ReportKind}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportWanted:
    """One report asked for: `period` None for all days; `seed` None for everything, else a sample of `share` (0..1) of the files."""

    kind: ReportKind
    period: Period | None = None
    estate: str = ""
    building: str = ""
    box: str = ""
    seed: int | None = None
    share: float = 0.1


Figures = tuple[tuple[str, float], ...]
"""What a check found, by name: kept with its signature."""
