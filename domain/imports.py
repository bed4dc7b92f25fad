"""Imports of register and catalogue, and changes of ownership: what each would do or did, line by line, and its entry in the log."""

from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum
from typing import NewType

from domain.catalogue import CatalogueRow
from domain.ids import Sha256, TenureId
from domain.register import RegisterTenure
from domain.unit_number import UnitNumber

ImportId = NewType("ImportId", int)


class ImportKind(StrEnum):
    """What was brought in: a register, a paper catalogue, or one unit's new owner by hand."""

    REGISTER = "register"
    CATALOGUE = "catalogue"
    TRANSFER = "transfer"


class ImportState(StrEnum):
    """done | undone: what it wrote was taken back."""

    DONE = "done"
    UNDONE = "undone"


class ChangeKind(Enum):
    """What becomes of one line of a list; `code`, and the staff's words.

    NEW to CLOSED are written; GONE and UNCLEAR are told and nothing is written.
    """

    NEW = ("new", "new", "新增")
    CHANGED = ("changed", "changed", "变更")
    OWNER = ("owner", "new owner", "换业主")
    ENDED = ("ended", "former owner, ended", "原业主产权期结束")
    CLOSED = ("closed", "gone from the list, closed", "名单已无，予以注销")
    GONE = ("gone", "gone from the list, kept", "名单已无，保留")
    UNCLEAR = ("unclear", "unclear, nothing done", "不明确，未处理")

    def __init__(self, code: str, en: str, zh: str) -> None:
        self.code = code
        self.en = en
        self.zh = zh

    @property
    def written(self) -> bool:
        """Whether such a line changes what is stored."""
        return self not in {ChangeKind.GONE, ChangeKind.UNCLEAR}


class ChangeNote(Enum):
    """What a person should know about a line before it is imported: English and Chinese."""

    AS_OF = (
        "The list gives no usable date of this change; the day of the import, or of --as-of, was taken. Confirm it.",
        "名单未写明过户日期，按导入当日（或 --as-of 所写日期）处理，请核对。",
    )
    SIMILAR_NAME = (
        "The names differ in one character. If the name was only corrected, import with --corrections.",
        "新旧业主姓名仅一字之差；若只是更正姓名，请加 --corrections 导入。",
    )
    AFTER_FORMER = (
        "The list gives no beginning; it was set to the day after the former owner's end.",
        "名单未写起始日期，按前任业主产权期结束的次日处理。",
    )
    BEFORE_NEXT = (
        "The list gives no end; it was set to the day before the next owner's beginning.",
        "名单未写终止日期，按下任业主起始日期的前一日处理。",
    )
    SEVERAL = (
        "The list names several present owners of this unit, each in a row. Joint owners belong in one row; of former owners give the end.",
        "名单中该房号有多行现业主：共有人请写在同一行，前业主请写明终止日期。",
    )
    FORMER = (
        "The list names an owner whose time has ended here. If the list is newer, enter the change with: hudang register transfer.",
        "名单所列为已登记过户的原业主；若以名单为准，请用 hudang register transfer 登记过户。",
    )
    LIKE_UNIT = (
        "A registered unit is written almost so (entrance or floor stated otherwise). Is it the same one?",
        "名册中已有写法相近的房号（单元或楼层写法不同），请核对是否同一户。",
    )

    def __init__(self, en: str, zh: str) -> None:
        self.en = en
        self.zh = zh


@dataclass(frozen=True, slots=True, kw_only=True)
class TenureStep:
    """One tenure that a list touches: `held` None for a new one; `before` and `after` equal where nothing is written."""

    estate: str
    unit: UnitNumber
    kind: ChangeKind
    row: int | None
    held: TenureId | None
    before: RegisterTenure | None
    after: RegisterTenure
    note: ChangeNote | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperStep:
    """One catalogued paper that a list touches: `held` None for a new one; `key` is what makes two rows the same paper.

    `moved`: only its row number differs, which is written and no change to people. A paper that is CLOSED stays stored, off the list.
    """

    kind: ChangeKind
    key: str
    held: int | None
    before: CatalogueRow | None
    after: CatalogueRow
    moved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """One field's old and new value as text, "" for blank; `field` is the column's code, such as owner or end."""

    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One line of a difference list.

    `row` is the file's row, None for what the file does not name; `name` is the owner, or the archive number (else the title).
    """

    kind: ChangeKind
    row: int | None
    estate: str
    unit: UnitNumber | None
    name: str
    fields: tuple[FieldChange, ...]
    note: ChangeNote | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportCounts:
    """Lines by what becomes of them; `bad` are the file's rows that could not be used."""

    new: int = 0
    changed: int = 0
    owner: int = 0
    ended: int = 0
    closed: int = 0
    gone: int = 0
    unclear: int = 0
    unchanged: int = 0
    bad: int = 0

    @property
    def written(self) -> int:
        """How many lines change what is stored."""
        return self.new + self.changed + self.owner + self.ended + self.closed


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRecord:
    """An entry of the log. `at` is seconds since 1970; `sha256` and `file_name` are "" for what was entered by hand."""

    id: ImportId
    kind: ImportKind
    state: ImportState
    at: float
    by: str
    file_name: str
    sha256: Sha256
    estate: str
    as_of: date | None
    counts: ImportCounts
    undone_at: float | None
    undone_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """One stored row that an import touched, as JSON text by column; `before` is None for a row that it added.

    `subject` is the table, `key` what ties it to other imports: the unit or the catalogued paper.
    """

    subject: str
    subject_id: int
    key: str
    before: str | None
    after: str
