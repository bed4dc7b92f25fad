"""The log of imports: what each changed, the file it came from, and taking one back."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from domain.errors import UsageError
from domain.ids import TenureId
from domain.imports import ImportId, ImportKind, ImportRecord, ImportState, Journal
from services import checking
from services.workplace import Workplace
from storage.engine import Transaction
from storage.repositories import dossier_terms, events, imports, register

_MOST_NAMED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An entry of the log with every row that it touched."""

    record: ImportRecord
    journal: tuple[Journal, ...]


def latest(place: Workplace, *, limit: int) -> tuple[ImportRecord, ...]:
    """Return entries of the log, newest first."""
    with place.database.read() as tx:
        return imports.latest(tx, limit=limit)


def show(place: Workplace, import_id: ImportId) -> Shown:
    """Return one entry; UsageError where there is none of that number."""
    with place.database.read() as tx:
        return Shown(record=_get(tx, import_id), journal=imports.journal(tx, import_id))


def save_file(place: Workplace, import_id: ImportId, target: Path) -> None:
    """Write the imported file as it was; UsageError where none was kept or something stands at the target."""
    with place.database.read() as tx:
        record = _get(tx, import_id)
    if not record.sha256:
        raise UsageError(f"Import {import_id} was entered by hand, without a file.", f"第 {import_id} 号为手工登记，没有文件。")
    try:
        with target.open("xb") as out:
            out.write(place.blobs.read(record.sha256))
    except OSError as error:
        raise UsageError(f"{target} cannot be written ({error.strerror}).", f"无法写入 {target}（{error.strerror}）。") from error


def undo(place: Workplace, import_id: ImportId, *, by: str) -> ImportRecord:
    """Bring register or catalogue back to how it was before the import.

    UsageError, and nothing has changed, where a later import touched the same units or papers, or documents were filed in a dossier of an
    owner whom the import brought.
    """
    with place.database.begin() as tx:
        imports.lock(tx)
        record = _get(tx, import_id)
        if record.state is ImportState.UNDONE:
            raise UsageError(f"Import {import_id} was taken back already.", f"第 {import_id} 号导入已撤销过。")
        _refuse_dependents(imports.dependents(tx, import_id))
        journal = imports.journal(tx, import_id)
        _refuse_filed(tx, _tenures(journal, added=True))
        imports.take_back(tx, import_id, journal, by=by)
        if record.kind is not ImportKind.CATALOGUE:
            register.count_change(tx)
            dossier_terms.settle_terms(tx, _tenures(journal, added=False), years=place.rules.retention_years)
        events.record(tx, f"{record.kind}.undone", "import", import_id)
        record = _get(tx, import_id)
    checking.check_import(place, import_id)
    return record


def _tenures(journal: Iterable[Journal], *, added: bool) -> tuple[TenureId, ...]:
    return tuple(TenureId(e.subject_id) for e in journal if e.subject == "tenure" and (e.before is None) == added)


def _refuse_dependents(later: tuple[ImportRecord, ...]) -> None:
    if later:
        named = ", ".join(f"#{record.id}" for record in reversed(later))
        raise UsageError(
            f"Later imports changed the same units or papers. Take them back first, in this order: {named}.",
            f"之后的导入改动了相同的房号或文件，请先按此顺序撤销：{named}。",
        )


def _refuse_filed(tx: Transaction, added: tuple[TenureId, ...]) -> None:
    if not dossier_terms.has_dossier(tx, added):
        return
    filed = dossier_terms.filed_in(tx, added)
    named = ", ".join(filed[:_MOST_NAMED]) + (" …" if len(filed) > _MOST_NAMED else "")
    raise UsageError(
        f"Dossiers of owners whom this import brought are in use ({len(filed)} documents: {named}), so it stays. Correct the register by "
        "importing a corrected list instead.",
        f"本次导入所建业主的户档已启用（{len(filed)} 件文件：{named}），不能撤销；请改用更正后的名册重新导入。",
    )


def _get(tx: Transaction, import_id: ImportId) -> ImportRecord:
    record = imports.get(tx, import_id)
    if record is None:
        raise UsageError(f"There is no import {import_id}.", f"没有编号为 {import_id} 的导入。")
    return record
