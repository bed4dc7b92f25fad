"""Words of the sample: what a person finds of a document that the machine filed alone, and when that is a mistake."""

from dataclasses import dataclass
from enum import Enum

from domain.taxonomy import Category
from domain.unit_number import UnitNumber


class Verdict(Enum):
    """What a person finds: stable code, English, Chinese."""

    RIGHT = ("right", "right", "归档正确")
    WRONG_TYPE = ("wrong_type", "wrong type", "类型有误")
    WRONG_UNIT = ("wrong_unit", "wrong unit or owner", "房号或业主有误")
    WRONG_BOTH = ("wrong_both", "wrong type, and wrong unit or owner", "类型与房号均有误")
    WRONG_PAGES = ("wrong_pages", "pages missing or of another paper", "缺页或混入他件")
    UNCLEAR = ("unclear", "cannot tell", "无法判断")

    def __init__(self, code: str, en: str, zh: str) -> None:
        self.code = code
        self.en = en
        self.zh = zh

    @property
    def wrong_type(self) -> bool:
        """Whether the type is said to be wrong, so that the right one must be named."""
        return self in {Verdict.WRONG_TYPE, Verdict.WRONG_BOTH}

    @property
    def wrong_unit(self) -> bool:
        """Whether the unit is said to be wrong; the right one may be named."""
        return self in {Verdict.WRONG_UNIT, Verdict.WRONG_BOTH}

    @classmethod
    def of(cls, code: str) -> "Verdict":
        """The member with that stable code; KeyError for an unknown one."""
        return _BY_CODE[code]


_BY_CODE = {member.code: member for member in Verdict}


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleVerdict:
    """A person's verdict on one sampled document.

    `doc_type`, `unit`, `estate`, `owner` are the right ones where the person names them: the type always where it is wrong, the unit
    where it is known.
    """

    verdict: Verdict
    by: str
    doc_type: str | None = None
    unit: UnitNumber | None = None
    estate: str | None = None
    owner: str | None = None
    note: str = ""


def breaks_promise(verdict: Verdict, filed_as: Category, right: Category) -> bool | None:
    """Whether a verdict counts against the promise: unit, category or pages wrong; None where the person cannot tell.

    A type wrong within its category is a slip, not a broken promise: the confidence that thresholds rest on speaks of category and unit.
    """
    if verdict is Verdict.UNCLEAR:
        return None
    if verdict is Verdict.WRONG_TYPE:
        return right is not filed_as
    return verdict is not Verdict.RIGHT
