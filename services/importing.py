"""Bring in the register of owners and the paper catalogue; a dry run shows what would change."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from domain.errors import UsageError
from domain.hanzi import fold
from domain.ids import TenureId
from domain.imports import Difference, ImportCounts, ImportId, ImportKind, TenureStep
from domain.register import BadRow
from domain.unit_number import UnitNumber
from dossiers.catalogue_update import CatalogueOptions, plan_catalogue
from dossiers.register_update import RegisterPlan, plan_register
from dossiers.unit_update import UpdateOptions
from extraction.unit_number import find_units
from ingest.fingerprint import fingerprint
from ingest.spreadsheets import SkippedSheet, read_catalogue, read_register
from services import checking
from services.differences import count, of_paper, of_tenure
from services.workplace import Workplace
from storage.engine import Transaction
from storage.repositories import catalogue, dossier_terms, events, imports, register
from storage.repositories.imports import ImportFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """How a list is taken, see `dossiers.unit_update.UpdateOptions`. `as_of` None: today; `close_gone` also takes papers off the list."""

    as_of: date | None = None
    corrections: bool = False
    close_gone: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """The result of an import or dry run (`id` None: a dry run, or nothing to write).

    `misplaced` are archive numbers of documents dated after the end of the tenure that this import ended, in that owner's dossier.
    """

    id: ImportId | None
    counts: ImportCounts
    differences: tuple[Difference, ...]
    bad: tuple[BadRow, ...]
    skipped: tuple[SkippedSheet, ...] = ()
    misplaced: tuple[str, ...] = ()

    @property
    def added(self) -> int:
        """Lines added, new owners' among them."""
        return self.counts.new + self.counts.owner


@lru_cache(maxsize=4096)
def parse_unit(text: str) -> UnitNumber | None:
    """Read a register cell as one unit number; None where it names none or several."""
    found = {mention.unit for mention in find_units(text)}
    return found.pop() if len(found) == 1 else None


def import_register(
    place: Workplace, path: Path, *, estate: str = "", dry_run: bool = False, by: str = "", options: ImportOptions = ImportOptions()
) -> Imported:
    """Read a register file and lay it over the register; `estate` is used for rows that name none."""
    before = _fingerprint(path)
    file = read_register(path, estate=estate, parse_unit=parse_unit)
    rules = UpdateOptions(
        as_of=options.as_of or place.today(),
        stated=frozenset(column.meaning for column in file.columns),
        corrections=options.corrections,
        close_gone=options.close_gone,
        whole=options.whole,
    )
    facts = ImportFacts(kind=ImportKind.REGISTER, by=by, file_name=path.name[:255], estate=estate, as_of=rules.as_of)
    if dry_run:
        with place.database.read() as tx:
            plan = plan_register(register.held(tx), file.rows, rules)
            return told_register(tx, plan, bad=file.bad, skipped=file.skipped)
    facts = replace(facts, sha256=_keep(place, path, before))
    with place.database.begin() as tx:
        imports.lock(tx)
        plan = plan_register(register.held(tx), file.rows, rules)
        done = write_register(tx, place, plan, facts, bad=file.bad, skipped=file.skipped)
    checking.check_import(place, done.id)
    return done


def write_register(
    tx: Transaction,
    place: Workplace,
    plan: RegisterPlan,
    facts: ImportFacts,
    *,
    bad: tuple[BadRow, ...] = (),
    skipped: tuple[SkippedSheet, ...] = (),
) -> Imported:
    """Write a planned change of the register and log it."""
    told = told_register(tx, plan, bad=bad, skipped=skipped)
    made = imports.add(tx, facts, told.counts, register.write(tx, plan.steps))
    dossier_terms.settle_terms(tx, [s.held for s in plan.steps if s.held and s.kind.written], years=place.rules.retention_years)
    counts = told.counts
    detail = f"{counts.new} new, {counts.changed} changed, {counts.owner} new owners, {counts.closed} closed, {counts.bad} bad"
    events.record(tx, f"{facts.kind}.imported", "import", made, detail=detail)
    return replace(told, id=made)


def told_register(tx: Transaction, plan: RegisterPlan, *, bad: tuple[BadRow, ...] = (), skipped: tuple[SkippedSheet, ...] = ()) -> Imported:
    """Tell what a planned change of the register would do."""
    refused = tuple(sorted((*bad, *plan.bad), key=lambda row: row.row))
    return Imported(
        id=None,
        counts=count((step.kind for step in plan.steps), unchanged=plan.unchanged, bad=len(refused)),
        differences=tuple(map(of_tenure, plan.steps)),
        bad=refused,
        skipped=skipped,
        misplaced=dossier_terms.dated_after(tx, _ended(plan.steps)),
    )


def _ended(steps: tuple[TenureStep, ...]) -> dict[TenureId, date]:
    """The last days of tenures that the steps end or move the end of."""
    return {s.held: s.after.end for s in steps if s.held and s.before and s.after.end is not None and s.after.end != s.before.end}


def import_catalogue(
    place: Workplace, path: Path, *, estate: str = "", dry_run: bool = False, by: str = "", options: ImportOptions = ImportOptions()
) -> Imported:
    """Read a catalogue file and lay it over the catalogue; `estate` is used for rows that name none."""
    before = _fingerprint(path)
    file = read_catalogue(path, estate=estate, parse_unit=parse_unit, type_of=_type_of(place))
    stated = frozenset(column.meaning for column in file.columns)
    rules = CatalogueOptions(stated=stated, retire_gone=options.close_gone, whole=options.whole)
    sha256 = "" if dry_run else _keep(place, path, before)
    with place.database.read() if dry_run else place.database.begin() as tx:
        if not dry_run:
            imports.lock(tx)
        plan = plan_catalogue(catalogue.held(tx), file.rows, rules)
        told = [step for step in plan.steps if not step.moved]
        counts = count((step.kind for step in told), unchanged=plan.unchanged, bad=len(file.bad))
        made = None
        if not dry_run:
            facts = ImportFacts(kind=ImportKind.CATALOGUE, by=by, file_name=path.name[:255], sha256=sha256, estate=estate)
            made = imports.add(tx, facts, counts, catalogue.write(tx, plan.steps))
            detail = f"{counts.new} new, {counts.changed} changed, {counts.closed} closed, {counts.bad} bad"
            events.record(tx, "catalogue.imported", "import", made, detail=detail)
    checking.check_import(place, made)
    return Imported(id=made, counts=counts, differences=tuple(map(of_paper, told)), bad=file.bad, skipped=file.skipped)


def _fingerprint(path: Path) -> str:
    try:
        return fingerprint(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be opened ({error.strerror}).", f"无法打开 {path}（{error.strerror}）。") from error


def _keep(place: Workplace, path: Path, before: str) -> str:
    """Store the file itself; UsageError where it is no longer the one that was read."""
    sha256, _size = place.blobs.put_file(path)
    if sha256 != before:
        raise UsageError(f"{path} was changed while it was read. Import it again.", f"{path} 在读取过程中被修改，请重新导入。")
    return sha256


def _type_of(place: Workplace) -> Callable[[str], str]:
    """Make a function from a type's name as a catalogue writes it to its code, "" where it is none we know."""
    codes = {fold(title).replace(" ", ""): kind.code for kind in place.taxonomy.types for title in kind.titles}
    return lambda text: codes.get(fold(text).replace(" ", ""), "")
