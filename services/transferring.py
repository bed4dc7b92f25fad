"""Change of ownership (过户): the present owner's time ends the day before, the new owner's begins, and each has a dossier of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from domain.errors import UsageError
from domain.imports import ImportKind
from domain.register import HeldTenure, RegisterRow, RegisterTenure
from domain.unit_number import UnitNumber
from dossiers.register_index import RegisterIndex
from dossiers.register_update import plan_register
from dossiers.unit_update import Place, UpdateOptions
from services import checking
from services.importing import Imported, told_register, write_register
from services.workplace import Workplace
from storage import read_models_dossiers
from storage.read_models_web import Volume
from storage.repositories import imports, register
from storage.repositories.imports import ImportFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """A unit's new owners from a day on; `estate` "" where the unit is in one estate only."""

    unit: UnitNumber
    estate: str
    owners: tuple[str, ...]
    phones: tuple[str, ...]
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A tenure of a unit and its dossier, None where none was opened."""

    tenure: RegisterTenure
    volume: Volume | None


def standings(place: Workplace, unit: UnitNumber, estate: str) -> tuple[Place, tuple[Standing, ...]]:
    """Return the registered unit meant and its tenures, oldest first; UsageError where the register has none or several."""
    with place.database.read() as tx:
        key = registered(place.register.get(tx), unit, estate)
        found = read_models_dossiers.tenures(tx, *key)
    return key, tuple(Standing(tenure=tenure, volume=volume) for tenure, volume in found)


def transfer(place: Workplace, wanted: Transfer, *, dry_run: bool, by: str) -> Imported:
    """Enter a change of ownership; UsageError where the unit, its present owner or the day do not allow it: then nothing has changed."""
    if not wanted.owners:
        raise UsageError("Name the new owner with --to.", "请用 --to 写明新业主。")
    if wanted.on > place.today():
        raise UsageError("The day of the change lies in the future. Enter it when it has come.", "过户日期在将来，请到期后再登记。")
    with place.database.read() if dry_run else place.database.begin() as tx:
        if not dry_run:
            imports.lock(tx)
        key = registered(place.register.get(tx), wanted.unit, wanted.estate)
        held = register.held(tx)[key]
        _refuse_impossible(held, wanted)
        row = RegisterRow(
            row=0, estate=key[0], unit=key[1], tenure=RegisterTenure(owners=wanted.owners, phones=wanted.phones, start=wanted.on)
        )
        plan = plan_register({key: held}, [row], UpdateOptions(as_of=wanted.on))
        if dry_run:
            return told_register(tx, plan)
        facts = ImportFacts(kind=ImportKind.TRANSFER, by=by, estate=key[0], as_of=wanted.on)
        done = write_register(tx, place, plan, facts)
    checking.check_import(place, done.id)
    return done


def registered(index: RegisterIndex, unit: UnitNumber, estate: str) -> Place:
    """Return the registered unit meant; UsageError where the register has none or several."""
    matches = index.lookup(unit, (estate,) if estate else ())
    if not matches:
        raise UsageError(
            "The register has no such unit. Look it up in the list, or import the register first.",
            "业主名册中没有该房号，请核对房号，或先导入名册。",
        )
    if len(matches) > 1:
        named = "、".join(sorted({match.unit.estate or "-" for match in matches}))
        raise UsageError(
            f"Several registered units are meant ({named}). Name the estate with --estate, or the unit in full.",
            f"有多个房号相符（{named}），请用 --estate 指定项目，或写全房号。",
        )
    return matches[0].unit.estate, matches[0].unit.unit


def _refuse_impossible(held: Sequence[HeldTenure], wanted: Transfer) -> None:
    owned = [each.tenure for each in held if each.tenure.owners]
    present = [tenure for tenure in owned if tenure.end is None]
    if len(present) > 1:
        raise UsageError(
            "The unit has several present owners on record. Import a register that gives the former ones an end, then try again.",
            "该房号登记有多位现业主，请先导入写明原业主终止日期的名册，再登记过户。",
        )
    if any(set(tenure.owners) == set(wanted.owners) for tenure in present):
        raise UsageError("That is the present owner already.", "该业主已是现业主，无需过户。")
    latest = max((day for tenure in owned for day in (tenure.start, tenure.end) if day is not None), default=None)
    if latest is not None and wanted.on <= latest:
        raise UsageError(
            f"The day must be after {latest}, the last change on record for this unit.", f"过户日期须晚于该房号最近一次登记日期 {latest}。"
        )
