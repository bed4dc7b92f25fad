"""What comes in from addresses and forms: bounded, cleaned, turned into typed values."""

import re
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict, Field

from domain.errors import UsageError
from domain.household import HouseholdKind, KindDecision
from domain.ids import BatchId
from domain.people import Estates
from domain.review import ReviewDecision, ReviewReason, UnitProposal
from domain.sampling import SampleVerdict, Verdict
from domain.taxonomy import Category
from domain.unit_number import UnitNumber
from review.errors import NotFoundError
from services import browsing
from services.sampling import DrawWanted
from storage.read_models_queue import QueueFilter
from storage.search import PageFilter

Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
PageNo = Annotated[int, Query(ge=1, le=100_000)]
Words = Annotated[str, Query(max_length=200)]
Code = Annotated[str, Query(max_length=64)]
Done = Annotated[int, Query(ge=0, le=2**31 - 1)]

T = TypeVar("T", bound=StrEnum)

MACHINE, TYPED = "machine", "typed"
_DAY = re.compile(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?")
_EIGHT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_WORDS = {"yes": True, "no": False, "facts": None}
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def clean(text: str) -> str:
    """The text without control characters (a database may refuse them) and outer blanks."""
    return _CONTROL.sub("", text).strip()


def member(kind: type[T], code: str) -> T | None:
    """The member of that code; None for "" (any); NotFoundError for an unknown one."""
    if not code:
        return None
    try:
        return kind(code)
    except ValueError as error:
        raise NotFoundError from error


class DecisionForm(BaseModel):
    """A person's entries as typed, kept so that a refused form can be shown again.

    `version` is that of the document as it was shown; `like` asks for the same decision on all like it.
    """

    model_config = ConfigDict(frozen=True)

    action: Annotated[str, Field(pattern="^(file|reject|rescan)$")]
    version: Annotated[int | None, Field(ge=0, le=2**31 - 1)] = None
    like: bool = False
    doc_type: Annotated[str, Field(max_length=64)] = ""
    choice: Annotated[str, Field(max_length=16)] = ""
    unit_text: Annotated[str, Field(max_length=100)] = ""
    estate: Annotated[str, Field(max_length=255)] = ""
    owner: Annotated[str, Field(max_length=100)] = ""
    day: Annotated[str, Field(max_length=20)] = ""
    note: Annotated[str, Field(max_length=1000)] = ""

    def decision(self, proposals: tuple[UnitProposal, ...], *, by: str) -> ReviewDecision:
        """Read the entries of the account `by`; UsageError says which one cannot be read."""
        unit, estate = self._unit(proposals)
        return ReviewDecision(
            action=self.action,
            by=by,
            at=datetime.now(UTC),
            doc_type=clean(self.doc_type) or None,
            estate=estate or None,
            unit=unit,
            owner=clean(self.owner) or None,
            date=parse_day(clean(self.day)),
            note=clean(self.note),
        )

    def _unit(self, proposals: tuple[UnitProposal, ...]) -> tuple[UnitNumber | None, str]:
        """The unit and estate meant: typed text first, then the proposal chosen; (None, …) leaves the machine's."""
        estate = clean(self.estate)
        if self.action != "file":
            return None, ""
        if text := clean(self.unit_text):
            unit, named = browsing.parse_unit(text)
            return unit, estate or named
        if self.choice.isdecimal() and int(self.choice) < len(proposals):
            chosen = proposals[int(self.choice)]
            return chosen.unit, chosen.estate
        if self.choice == TYPED:
            raise UsageError("Type the unit number.", "请填写房号。")
        return None, estate


class Asked(BaseModel):
    """What is asked for in an address; "" and 0 for all."""

    model_config = ConfigDict(frozen=True)

    def suffix(self, **others: object) -> str:
        """The query of an address that keeps what is asked for; "" where nothing is. A value of others that is falsy is left out."""
        values = {name: value for name, value in {**self.model_dump(), **others}.items() if value}
        return f"?{urlencode(values)}" if values else ""


class SearchQuery(Asked):
    """A search: its words, what it is narrowed by, and the page of results (0 and 1: the first)."""

    q: Annotated[str, Field(max_length=200)] = ""
    estate: Annotated[str, Field(max_length=255)] = ""
    category: Annotated[str, Field(max_length=64)] = ""
    doc_type: Annotated[str, Field(max_length=64)] = ""
    year: Annotated[int, Field(ge=0, le=9999)] = 0
    page: Annotated[int, Field(ge=0, le=100_000)] = 0

    @property
    def words(self) -> str:
        """What is looked for."""
        return clean(self.q)

    @property
    def narrowed(self) -> bool:
        """Whether anything but the words is asked for."""
        return bool(self.estate or self.category or self.doc_type or self.year)

    def wanted(self, *, estates: Estates) -> PageFilter:
        """The filter meant; NotFoundError for a category that does not exist."""
        category = member(Category, self.category)
        first, last = (date(self.year, 1, 1), date(self.year, 12, 31)) if self.year else (None, None)
        return PageFilter(
            estate=clean(self.estate), category=category, doc_type=clean(self.doc_type), since=first, until=last, estates=estates
        )


class QueueQuery(Asked):
    """What the queue is narrowed by, as it stands in an address; "" and 0 for all."""

    reason: Annotated[str, Field(max_length=64)] = ""
    category: Annotated[str, Field(max_length=64)] = ""
    estate: Annotated[str, Field(max_length=255)] = ""
    batch: Annotated[int, Field(ge=0, le=2**31 - 1)] = 0
    source: Annotated[str, Field(max_length=255)] = ""

    def wanted(self, *, estates: Estates, reader: str = "", token: str | None = None) -> QueueFilter:
        """The filter meant; NotFoundError for a reason or category that does not exist."""
        return QueueFilter(
            reason=parse_reason(self.reason),
            category=member(Category, self.category),
            estate=clean(self.estate),
            batch=BatchId(self.batch) if self.batch else None,
            source=clean(self.source),
            reader=reader,
            token=token,
            estates=estates,
        )


class PagesForm(BaseModel):
    """A change of a document's pages: `op` is an operation and its numbers, such as split:2, turn:1:90, join:17."""

    model_config = ConfigDict(frozen=True)

    op: Annotated[str, Field(max_length=400, pattern="^[a-z-]{1,12}(:[0-9]{1,10}){0,200}$")]
    version: Annotated[int | None, Field(ge=0, le=2**31 - 1)] = None

    @property
    def name(self) -> str:
        """The operation."""
        return self.op.split(":")[0]

    @property
    def numbers(self) -> tuple[int, ...]:
        """Its numbers."""
        return tuple(int(each) for each in self.op.split(":")[1:])


def parse_reason(code: str) -> ReviewReason | None:
    """Read a reason's code; None for ""; NotFoundError for an unknown one."""
    if not code:
        return None
    try:
        return ReviewReason.of(code)
    except KeyError as error:
        raise NotFoundError from error


class VerdictForm(BaseModel):
    """A person's verdict on a sampled document as typed; corrections that the verdict does not ask for are left aside."""

    model_config = ConfigDict(frozen=True)

    verdict: Annotated[str, Field(max_length=16)] = ""
    doc_type: Annotated[str, Field(max_length=64)] = ""
    unit_text: Annotated[str, Field(max_length=100)] = ""
    estate: Annotated[str, Field(max_length=255)] = ""
    owner: Annotated[str, Field(max_length=100)] = ""
    note: Annotated[str, Field(max_length=1000)] = ""

    def verdict_given(self, *, by: str) -> SampleVerdict:
        """Read the entries of the account `by`; UsageError says which one is missing or cannot be read."""
        try:
            said = Verdict.of(self.verdict)
        except KeyError as error:
            raise UsageError("Choose a verdict.", "请选择检查结论。") from error
        text, owner = clean(self.unit_text), clean(self.owner)
        unit, named = browsing.parse_unit(text) if said.wrong_unit and text else (None, "")
        estate = clean(self.estate) or named if unit or owner else ""
        return SampleVerdict(
            verdict=said,
            by=by,
            doc_type=(clean(self.doc_type) or None) if said.wrong_type else None,
            unit=unit,
            estate=(estate or None) if said.wrong_unit else None,
            owner=(owner or None) if said.wrong_unit else None,
            note=clean(self.note),
        )


class DrawForm(BaseModel):
    """What is to be drawn, as typed."""

    model_config = ConfigDict(frozen=True)

    count: Annotated[int, Field(ge=1, le=100_000)] = 20
    category: Annotated[str, Field(max_length=64)] = ""
    day: Annotated[str, Field(max_length=20)] = ""

    def wanted(self, *, by: str) -> DrawWanted:
        """Read the entries of the account `by`; UsageError for a date that cannot be read, NotFoundError for an unknown category."""
        return DrawWanted(
            by=by,
            count=self.count,
            since=parse_day(clean(self.day)),
            category=member(Category, self.category),
        )


class KindForm(BaseModel):
    """A person's word on a dossier's kind of household as typed."""

    model_config = ConfigDict(frozen=True)

    kind: Annotated[str, Field(max_length=16)] = ""
    holds: Annotated[str, Field(max_length=8)] = ""
    why: Annotated[str, Field(max_length=500)] = ""

    def decision(self, *, by: str) -> KindDecision:
        """Read the entries of the account `by`; UsageError where kind or word are not chosen."""
        kind = member(HouseholdKind, self.kind)
        if kind is None or self.holds not in _WORDS:
            raise UsageError("Choose the kind of household and whether it is one.", "请选择住户情况及是否属于。")
        return KindDecision(kind=kind, holds=_WORDS[self.holds], by=by, why=clean(self.why))


def whole_number(text: str) -> int | None:
    """Read a whole number, thousands separated or not; None for ""; UsageError for anything else."""
    digits = clean(text).replace(",", "").replace("，", "")
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit()):
        raise UsageError("Type whole numbers.", "请填写整数。")
    return int(digits)


def parse_day(text: str) -> date | None:
    """Read a date such as 2024-03-05, 2024/3/5, 2024.3.5, 2024年3月5日 or 20240305; None for ""; UsageError for anything else."""
    if not text:
        return None
    found = _DAY.fullmatch(text) or _EIGHT.fullmatch(text)
    wrong = UsageError("The date typed cannot be read. Write it like 2024-03-05.", "日期无法识别，请写成如 2024-03-05。")
    if found is None:
        raise wrong
    try:
        return date(*(int(part) for part in found.groups()))
    except ValueError as error:
        raise wrong from error
