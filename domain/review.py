"""Why a person must decide, what is proposed, and what was decided."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from domain.taxonomy import Category
from domain.unit_number import UnitNumber


class ReviewReason(Enum):
    """Reasons for review: stable code, English, Chinese; facts that forbid filing stand before doubts of reading."""

    UNIT_MISSING = ("unit_missing", "No unit number could be read.", "未能识别房号。")
    UNIT_PARTIAL = ("unit_partial", "Only part of the unit number could be read.", "房号不完整。")
    UNIT_NOT_IN_REGISTER = ("unit_not_in_register", "The unit is not in the register of owners.", "房号不在业主名册中。")
    UNIT_AMBIGUOUS = (
        "unit_ambiguous",
        "Several units are named and none clearly owns the paper.",
        "出现多个房号，无法确定归属。",
    )
    UNIT_ESTATE_AMBIGUOUS = ("unit_estate_ambiguous", "The unit exists in more than one estate.", "该房号在多个项目中都存在。")
    ESTATE_UNKNOWN = (
        "estate_unknown",
        "The paper names an estate that the register does not know, and neither owner nor telephone confirms the unit.",
        "文件上的项目名称不在业主名册中，且没有业主姓名或电话可以印证房号。",
    )
    OWNER_CONTRADICTS = (
        "owner_contradicts",
        "The owner named on the paper is not the owner in the register.",
        "文件上的业主与名册不一致。",
    )
    OWNER_UNREAD = (
        "owner_unread",
        "The paper names its owner, but the name could not be read: it may contradict the register.",
        "文件写有业主姓名但未能识别，无法与名册核对。",
    )
    SEPARATOR_CONTRADICTS = (
        "separator_contradicts",
        "The unit on the separator sheet before the paper is not the one on the paper, or not a unit.",
        "分隔页上的房号与文件上的房号不一致，或不是有效房号。",
    )
    FILED_WRONGLY = ("filed_wrongly", "A person found in the sample that it was filed wrongly.", "抽查发现归档有误，请重新确定归属。")
    DATE_OUTSIDE_TENURE = (
        "date_outside_tenure",
        "The paper's date is outside every tenure of the unit.",
        "文件日期不在该房产的任何产权期内。",
    )
    TENURE_UNKNOWN = (
        "tenure_unknown",
        "The unit has had several owners and the paper does not tell whose time it is from.",
        "该房产有多任业主，无法确定文件属于哪一任。",
    )
    IMAGE_QUALITY = (
        "image_quality",
        "A page is scanned so badly that its text cannot be trusted; scan it again.",
        "有页面影像质量过差，文字不可信，请重新扫描。",
    )
    UNIT_UNCERTAIN = ("unit_uncertain", "The unit number was read with doubt.", "房号识别把握不足。")
    CLASS_UNCERTAIN = ("class_uncertain", "The kind of paper is in doubt.", "文件类别把握不足。")
    BOUNDARY_UNCERTAIN = ("boundary_uncertain", "Where the document begins or ends is in doubt.", "文件起止页把握不足。")
    LOW_CONFIDENCE = ("low_confidence", "The machine is not sure enough to file it.", "总体把握不足，不能自动归档。")
    NO_TEXT = ("no_text", "The page shows something but no text could be read.", "页面有内容但无法识别文字。")
    REGISTER_EMPTY = ("register_empty", "No register of owners has been imported yet.", "尚未导入业主名册。")
    PAGE_MISSING = ("page_missing", "A page of the document could not be read or is missing.", "文件中有页面缺失或无法读取。")
    PAGES_OUT_OF_ORDER = (
        "pages_out_of_order",
        "The pages did not lie in the order of their numbers; compare the order proposed with the paper.",
        "页面未按页码顺序扫描，请核对系统整理后的页序。",
    )
    REARRANGED = (
        "rearranged",
        "A person changed which pages belong to it; confirm where it belongs.",
        "页面已由人工调整，请确认归属。",
    )
    ALWAYS_REVIEW = (
        "always_review",
        "Papers of this kind always go to a person (always_review in the settings).",
        "该类文件按设置一律人工复核（always_review）。",
    )

    def __init__(self, code: str, en: str, zh: str) -> None:
        self.code = code
        self.en = en
        self.zh = zh

    @classmethod
    def of(cls, code: str) -> "ReviewReason":
        """The member with that stable code; KeyError for an unknown one."""
        return _BY_CODE[code]


_BY_CODE = {member.code: member for member in ReviewReason}

_AGAINST_THE_REGISTER = frozenset(
    {
        ReviewReason.UNIT_NOT_IN_REGISTER,
        ReviewReason.OWNER_CONTRADICTS,
        ReviewReason.OWNER_UNREAD,
        ReviewReason.ESTATE_UNKNOWN,
        ReviewReason.SEPARATOR_CONTRADICTS,
        ReviewReason.DATE_OUTSIDE_TENURE,
        ReviewReason.FILED_WRONGLY,
    }
)
_PAPER_IN_HAND = frozenset({ReviewReason.PAGE_MISSING, ReviewReason.PAGES_OUT_OF_ORDER, ReviewReason.IMAGE_QUALITY, ReviewReason.NO_TEXT})
_DAY = 86_400.0


def head_start(reasons: Collection[ReviewReason], category: Category) -> float:
    """Seconds by which a document stands in the queue before one that came at the same time without risk (our rule).

    Three days where it speaks against the register or was filed wrongly before: it may be in a wrong owner's name elsewhere. Two where the
    paper itself must be looked at, which is cheap only while its box is still at the scanner. A day more for contracts, which bind.
    """
    risk = 3 * _DAY if not _AGAINST_THE_REGISTER.isdisjoint(reasons) else 2 * _DAY if not _PAPER_IN_HAND.isdisjoint(reasons) else 0.0
    return risk + (_DAY if category is Category.CONTRACT else 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitProposal:
    """A registered unit that the paper may belong to.

    `evidence` holds short codes (exact, edit:1, owner, phone, estate …); `score` is 0..1.
    """

    estate: str
    unit: UnitNumber
    owner: str
    score: float
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewDecision:
    """What a person decided. `action`: file | reject | rescan (reject, and scan the paper again) | undo (back to review as it was).

    Of a sampled document correct | return (to review). Fields are None where the person left the machine's value.
    """

    action: str
    by: str
    at: datetime.datetime
    doc_type: str | None = None
    estate: str | None = None
    unit: UnitNumber | None = None
    owner: str | None = None
    date: datetime.date | None = None
    note: str = ""
