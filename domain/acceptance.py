"""Words of the acceptance of a digitisation batch (验收, DA/T 31): what a computer checks, what people tick, and what becomes of it."""

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import NewType

from domain.ids import DocumentId

AcceptanceId = NewType("AcceptanceId", int)

LEAST_SHARE = 0.05
"""DA/T 31-2017: of the items at least so many are looked at by people, 0..1."""
LEAST_RATE = 0.95
"""DA/T 31-2017: of what is not matching with the catalogue at least so many must be right, 0..1."""


class AcceptanceState(StrEnum):
    """open (the sample is drawn) → accepted | sent_back; after redoing the batch is opened anew and the earlier acceptance kept."""

    OPEN = "open"
    ACCEPTED = "accepted"
    SENT_BACK = "sent_back"


class Demand(StrEnum):
    """whole: all of it, for nothing may be lost · catalogue: all of it, where there is a catalogue · share: at least LEAST_RATE."""

    WHOLE = "whole"
    CATALOGUE = "catalogue"
    SHARE = "share"


class Check(Enum):
    """What a computer checks on every item: code, demand, whether a person may excuse an item with a reason, name, what to do."""

    BYTES = (
        "bytes", Demand.WHOLE, False, "original bytes hashed again", "原件字节重新校验",
        "restore the original from a backup, or scan the paper again", "从备份恢复原件，或重新扫描",
    )  # fmt: skip
    READABLE = (
        "readable", Demand.WHOLE, False, "opened by a second reader", "第二种程序可读",
        "scan the paper again", "重新扫描",
    )  # fmt: skip
    STATES = (
        "states", Demand.WHOLE, True, "every page in one final state", "每页均有唯一的最终状态",
        "scan again what was refused, or say why it need not be", "重新扫描被拒的文件；不需要的请说明理由",
    )  # fmt: skip
    DECIDED = (
        "decided", Demand.WHOLE, False, "no document waits for review", "没有待复核的文件",
        "decide it in the review queue", "在复核队列中处理",
    )  # fmt: skip
    NUMBERING = (
        "numbering", Demand.WHOLE, False, "pages and documents numbered without gaps", "页号、页序、档号完整",
        "run hudang verify, restore the database from a backup", "运行 hudang verify，从备份恢复数据库",
    )  # fmt: skip
    PDF = (
        "pdf", Demand.WHOLE, False, "searchable PDF with its pages and text", "可检索 PDF 齐全",
        "scan the paper again, or restore the PDF from a backup", "重新扫描，或从备份恢复 PDF",
    )  # fmt: skip
    BLANK = (
        "blank", Demand.WHOLE, True, "nothing but blank sides set aside, no empty page kept", "空白页判定无误",
        "look at the page; scan it again where something is on it", "核对该页，有内容的重新扫描",
    )  # fmt: skip
    RESOLUTION = (
        "resolution", Demand.SHARE, True, "resolution", "分辨率",
        "scan again at the resolution asked for", "按要求的分辨率重新扫描",
    )  # fmt: skip
    SKEW = (
        "skew", Demand.SHARE, True, "skew", "倾斜度",
        "lay the paper straight and scan again", "放正后重新扫描",
    )  # fmt: skip
    CLEAR = (
        "clear", Demand.SHARE, True, "sharpness and contrast", "清晰度与反差",
        "clean the glass, scan again darker", "擦净玻璃、加深后重新扫描",
    )  # fmt: skip
    EDGES = (
        "edges", Demand.SHARE, True, "nothing cut off at the edges", "页边完整",
        "scan the whole paper again", "放全纸张后重新扫描",
    )  # fmt: skip
    LINKS = (
        "links", Demand.CATALOGUE, False, "each catalogue row has its scan, each scan its row", "目录与图像一一对应",
        "scan the paper that is missing, or mend the catalogue and import it again", "补扫缺件，或更正目录后重新导入",
    )  # fmt: skip
    COUNTS = (
        "counts", Demand.CATALOGUE, False, "page counts agree with the catalogue", "页数与目录一致",
        "scan the missing page, or mend the catalogue and import it again", "补扫缺页，或更正目录后重新导入",
    )  # fmt: skip
    CONTENT = (
        "content", Demand.CATALOGUE, True, "owner, date and category agree with the catalogue", "业主、日期、类别与目录一致",
        "mend the catalogue or the document; waive the finding where both are right", "更正目录或文件信息；两者均无误的豁免该不一致项",
    )  # fmt: skip
    ORDER = (
        "order", Demand.CATALOGUE, True, "images lie in the catalogue's order", "图像顺序与目录一致",
        "scan in the catalogue's order, or mend its order", "按目录顺序扫描，或更正目录顺序",
    )  # fmt: skip

    def __init__(self, code: str, demand: Demand, excusable: bool, en: str, zh: str, mend_en: str, mend_zh: str) -> None:
        self.code = code
        self.demand = demand
        self.excusable = excusable
        self.en = en
        self.zh = zh
        self.mend_en = mend_en
        self.mend_zh = mend_zh

    @classmethod
    def of(cls, code: str) -> "Check":
        """The member with that stable code; KeyError for an unknown one."""
        return _CHECKS[code]


_CHECKS = {member.code: member for member in Check}


class Criterion(Enum):
    """What a person ticks of a sampled item: code, English, Chinese, hint; the order is that of the form and of the keys 1 to 9."""

    WHOLE = ("whole", "image whole", "图像完整", "页边、折角、粘连处没有缺失")
    UPRIGHT = ("upright", "image upright", "图像端正", "没有倒置、明显歪斜")
    LEGIBLE = ("legible", "image legible", "字迹清晰", "与纸质原件一样可辨认")
    PAGES = ("pages", "pages complete and in order", "页序正确", "无缺页、重页、混入他件")
    TYPE = ("type", "type right", "类型正确", "")
    UNIT = ("unit", "unit and owner right", "房号与业主正确", "")
    TITLE = ("title", "title right", "题名正确", "")
    DATE = ("date", "date right", "日期正确", "原件无日期的，登记也应为空")
    CATALOGUE = ("catalogue", "agrees with its catalogue row", "与目录相符", "条目与图像是同一份文件，页数一致")

    def __init__(self, code: str, en: str, zh: str, hint_zh: str) -> None:
        self.code = code
        self.en = en
        self.zh = zh
        self.hint_zh = hint_zh

    @classmethod
    def of(cls, code: str) -> "Criterion":
        """The member with that stable code; KeyError for an unknown one."""
        return _CRITERIA[code]


_CRITERIA = {member.code: member for member in Criterion}


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """One item that fails a check.

    `subject` is its record ("page 7", "document 2", "scan 4", "row 12" of the catalogue's sheet), `paper` what an operator knows it by.
    """

    check: Check
    subject: str
    paper: str
    en: str
    zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Excuse:
    """A person says why an item that fails a check is good all the same; `at` in seconds since 1970."""

    check: Check
    subject: str
    why: str
    by: str
    at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One check: how many items were looked at and how many fail it. `applies` is False where the batch has nothing that it is about."""

    check: Check
    looked: int
    failed: int
    applies: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """What an acceptance is held to: shares 0..1, and whether a batch without a catalogue is sent back."""

    share: float = LEAST_SHARE
    rate: float = LEAST_RATE
    needs_catalogue: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemVerdict:
    """What a person found of a sampled item: the criteria that it fails (none: all right), and a remark, which a failure must have."""

    wrong: tuple[Criterion, ...]
    remark: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampledItem:
    """A document of the sample with the verdict that counts, None while it waits.

    `again`: it failed in the acceptance before and is looked at once more; it was not drawn by lot and does not count in the rate.
    """

    document_id: DocumentId
    again: bool
    verdict: ItemVerdict | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleFigures:
    """The sample in numbers: drawn by lot, ticked, of these failing; those looked at once more; and failures of each criterion."""

    drawn: int
    ticked: int
    failed: int
    again: int
    again_ticked: int
    again_failed: int
    by_criterion: tuple[tuple[Criterion, int], ...]

    @property
    def waiting(self) -> int:
        """How many still wait for a person."""
        return self.drawn - self.ticked + self.again - self.again_ticked

    @property
    def rate(self) -> float | None:
        """The share 0..1 of the ticked ones drawn by lot that are right; None while none is ticked."""
        return None if self.ticked == 0 else 1.0 - self.failed / self.ticked

    def wrong(self, criterion: Criterion) -> int:
        """How many fail that criterion."""
        return dict(self.by_criterion).get(criterion, 0)


class Outcome(StrEnum):
    """What closing would do now; `wait`: the sample must be ticked first."""

    ACCEPT = "accept"
    SEND_BACK = "send_back"
    WAIT = "wait"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a batch is sent back or not closed yet, in the reader's language."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What closing would do, and why where it would not accept."""

    outcome: Outcome
    reasons: tuple[Reason, ...]
