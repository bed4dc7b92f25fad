"""The register of owners (业户情况一览表): which units exist and who holds them when."""

from dataclasses import dataclass
from datetime import date, timedelta

from domain.household import Statement
from domain.ids import TenureId
from domain.unit_number import UnitNumber


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterTenure:
    """An owner's hold on a unit, from..to inclusive; None where open. `owners` are all joint owners' names as listed.

    `household` is what the list's own columns state of the kind of household, such as that it is let.
    """

    owners: tuple[str, ...]
    tenants: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    start: date | None = None
    end: date | None = None
    household: tuple[Statement, ...] = ()

    def holds(self, day: date, grace_days: int = 0) -> bool:
        """True where the day lies within, both ends widened by `grace_days`."""
        grace = timedelta(days=grace_days)
        return (self.start is None or self.start - day <= grace) and (self.end is None or day - self.end <= grace)


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldTenure:
    """A tenure as stored."""

    id: TenureId
    tenure: RegisterTenure


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredUnit:
    """A real unit of an estate with its tenures, oldest first."""

    estate: str
    unit: UnitNumber
    tenures: tuple[RegisterTenure, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRow:
    """One good row of a register file; `row` is the row's number in the sheet, from 1."""

    row: int
    estate: str
    unit: UnitNumber
    tenure: RegisterTenure


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRow:
    """A row that cannot be used.

    `row` counts from 1; `column` is what it fails in, "" for the whole row; the reason never repeats a cell's personal content.
    """

    row: int
    column: str
    en: str
    zh: str
