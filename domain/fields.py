"""Fields read from a page, each with where it stood and how sure we are."""

from dataclasses import dataclass
from datetime import date

from domain.text import Box
from domain.unit_number import UnitNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitField:
    """A unit named on the page.

    `role` is the label or place it was found by: "belongs" (label of the owner, applicant, 房号 …) or "mention" (running text).
    `text` is the text as read; `weakest` the least confidence 0..1 of the characters it was read from.
    `by` says what makes it the paper's own: "label", "wording" (尊敬的…业主, 本人系…业主), or "alone" (the only one of the page).
    """

    unit: UnitNumber
    estate: str
    role: str
    text: str
    box: Box | None
    confidence: float
    weakest: float = 1.0
    by: str = "label"


@dataclass(frozen=True, slots=True, kw_only=True)
class NameField:
    """A person's or firm's name. `role`: owner, tenant, applicant, agent; person where nothing tells which."""

    name: str
    role: str
    box: Box | None
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class DateField:
    """A date. `role`: "document" (the paper's own date) or "mention"."""

    value: date
    role: str
    box: Box | None
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberField:
    """A number of a kind: phone, id_number, contract_no, form_no, amount.

    `value` is as read after NFKC; of telephone and identity numbers only a masked form is stored (services.protecting). `key` is what
    equal telephone numbers share, "" for other kinds: their digits while reading, a keyed hash once stored.
    """

    kind: str
    value: str
    box: Box | None
    confidence: float
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SubjectField:
    """What a complaint or a repair is about. `kind`: "complaint" or "repair"; `text` as read, lines joined, at most 200 characters."""

    text: str
    kind: str
    box: Box | None
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PageNumbering:
    """第 n 页 共 m 页; `total` is None where only the number stands."""

    number: int
    total: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtractedFields:
    """All fields of one page, best first within each kind."""

    units: tuple[UnitField, ...] = ()
    names: tuple[NameField, ...] = ()
    dates: tuple[DateField, ...] = ()
    numbers: tuple[NumberField, ...] = ()
    numbering: PageNumbering | None = None
    subjects: tuple[SubjectField, ...] = ()
