"""Archive numbers (档号) from the company's own template, and the order of documents on the shelf.

Such as "{company}-{estate}-{serial:06d}" (CPM-AVIC-000001) or "{estate}-{building}-{unit}-{type}-{serial:04d}". Levels are joined as the
template says (DA/T 13-2022: "-" between levels, "·" within one). That a number is never given twice is the store's work: it hands out the
serial.
"""

import re
import string
from dataclasses import dataclass

from domain.document import FilingDecision
from domain.errors import UsageError
from domain.hanzi import simplify
from domain.unit_number import UnitNumber

_TEXT_FIELDS = frozenset({"company", "estate", "building", "entrance", "floor", "room", "unit", "type", "category", "year"})
_SERIAL = re.compile(r"0[1-9]d|d|")
_LITERAL = re.compile(r"[\w.·#()（）\- ]*")
_UNFIT = re.compile(r"[^\w.·()（）]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfFacts:
    """What an archive number may be made of. `company` and `estate` are short codes or names; `year` is the paper's, "" where unknown."""

    company: str
    estate: str
    unit: UnitNumber
    doc_type: str
    category: str
    year: str = ""

    @classmethod
    def of(cls, decision: FilingDecision, unit: UnitNumber, company: str, estate_code: str = "") -> "ShelfFacts":
        """The facts of a decision; `estate_code` stands for the estate's name where the company has one."""
        return cls(
            company=company,
            estate=estate_code or decision.estate,
            unit=unit,
            doc_type=decision.doc_type,
            category=decision.category.value,
            year=str(decision.date.year) if decision.date else "",
        )


@dataclass(frozen=True, slots=True)
class ShelfTemplate:
    """A checked template; make it with `parse`."""

    template: str

    @classmethod
    def parse(cls, template: str) -> "ShelfTemplate":
        """Check a template: known fields, no format but the serial's ({serial}, {serial:04d} …), and the serial exactly once.

        Raises UsageError saying what is wrong.
        """
        serials = 0
        for literal, field, spec, conversion in _pieces(template):
            if not _LITERAL.fullmatch(literal):
                raise _wrong(f"only letters, digits and - . · # ( ) may stand between fields, not {literal!r}")
            if field is None:
                continue
            if conversion or (field != "serial" and spec) or (field == "serial" and not _SERIAL.fullmatch(spec or "")):
                raise _wrong(f"the field {field} has a format that is not allowed")
            if field == "serial":
                serials += 1
            elif field not in _TEXT_FIELDS:
                raise _wrong(f"the field {field!r} is unknown; use serial, " + ", ".join(sorted(_TEXT_FIELDS)))
        if serials != 1:
            raise _wrong("it must hold {serial} exactly once, such as {serial:06d}")
        return cls(template)

    def archive_no(self, facts: ShelfFacts, serial: int) -> str:
        """The number for one document. Empty parts and the hyphen before them fall away; characters unfit for file names become "_".

        ValueError for a serial under 1.
        """
        if serial < 1:
            raise ValueError("serials count from 1")
        filled = self.template.format(serial=serial, **_values(facts))
        return re.sub(r"-{2,}", "-", filled).strip("- ")


@dataclass(frozen=True, slots=True, kw_only=True)
class SerialPlace:
    """Where the serial may stand in an archive number: what is before and after it, and how many digits it has at least."""

    before: str
    width: int
    after: str

    def number(self, serial: int) -> str:
        """The archive number with that serial."""
        return f"{self.before}{serial:0{self.width}d}{self.after}"


def serial_places(first: str) -> tuple[SerialPlace, ...]:
    """Where the serial may stand in the archive number with serial 1, whatever template made it: every run of digits that is a 1."""
    ones = (match for match in re.finditer(r"[0-9]+", first) if int(match[0]) == 1)
    return tuple(SerialPlace(before=first[: m.start()], width=len(m[0]), after=first[m.end() :]) for m in ones)


def _pieces(template: str) -> list[tuple[str, str | None, str | None, str | None]]:
    try:
        return list(string.Formatter().parse(template))
    except ValueError as error:
        raise _wrong("its braces do not match") from error


def _wrong(what: str) -> UsageError:
    return UsageError(f"The archive number template cannot be used: {what}.", f"档号模板有误：{what}。")


def _values(facts: ShelfFacts) -> dict[str, str]:
    unit = facts.unit
    values = {
        "company": facts.company,
        "estate": facts.estate,
        "building": unit.building,
        "entrance": unit.entrance,
        "floor": unit.floor,
        "room": unit.room,
        "unit": "-".join(part for part in (unit.entrance, unit.room or unit.floor) if part),
        "type": facts.doc_type,
        "category": facts.category,
        "year": facts.year,
    }
    return {name: "-".join(_UNFIT.sub("_", part) for part in simplify(text).split("-")) for name, text in values.items()}


def shelf_order(unit: UnitNumber) -> tuple[tuple[tuple[int, int, str], ...], str]:
    """Sort key of the shelf: building, entrance, floor, room, numbers by value before text (2栋 before 10栋), then kind."""
    return tuple(_natural(part) for part in (unit.building, unit.entrance, unit.floor, unit.room)), unit.kind.value


def _natural(part: str) -> tuple[int, int, str]:
    number = re.match(r"-?\d+", part)
    return (0, int(number[0]), part) if number else (1, 0, part)
