"""Lists of dossiers, paged and counted in the database, and what happened to one. Reading only."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from domain.document import DocumentState
from domain.household import HouseholdKind
from domain.ids import DocumentId, DossierId, TenureId
from domain.natural import natural_order
from domain.register import RegisterTenure
from domain.unit_number import UnitNumber
from storage.engine import Transaction
from storage.read_models_web import FindingRow, Volume, finding_row, volumes_of_unit
from storage.repositories.dossier_ticks import kinds_of, of_kind
from storage.repositories.register import tenure_of
from storage.tables import catalogue_row, decision, document, dossier, event, finding, import_change, import_log, register_unit, tenure


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which dossiers; "" or None is no condition, and `today` decides which are closed.

    `units` are those that a text may mean (their floor does not matter), `words` the text itself, looked for in owners and estates.
    `closed` True or False; `complete` False: those with gaps, True: those held against a list that lack nothing.
    """

    today: date
    estate: str = ""
    building: str = ""
    units: tuple[UnitNumber, ...] = ()
    words: str = ""
    kind: HouseholdKind | None = None
    closed: bool | None = None
    complete: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierRow:
    """A dossier in a list. `held` is False where its estate uses no list; else it has `have` of the `needed` items."""

    id: DossierId
    estate: str
    unit: UnitNumber
    owners: tuple[str, ...]
    documents: int
    closed: bool
    retain_until: date | None
    kinds: frozenset[HouseholdKind]
    held: bool
    needed: int
    have: int

    @property
    def gaps(self) -> int:
        """How many items are missing."""
        return self.needed - self.have


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierCounts:
    """How many dossiers there are; `gaps` and `complete` of those that are held against a list."""

    total: int
    closed: int
    gaps: int
    complete: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """An event of a dossier: its action, and its detail in numbers."""

    action: str
    at: float
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportTouch:
    """An import or transfer that touched a tenure, added it or `ended` it; `undone_at` None where it stands."""

    kind: str
    at: float
    by: str
    file_name: str
    added: bool
    ended: bool
    undone_at: float | None
    undone_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonsAct:
    """What a person decided about a document of a dossier."""

    document_id: DocumentId
    action: str
    by: str
    at: float
    note: str


def rows(tx: Transaction, wanted: Wanted, *, limit: int, offset: int) -> tuple[DossierRow, ...]:
    """Return one page of dossiers as they stand on the shelf: by estate and unit, a unit's by tenure."""
    columns = (dossier, register_unit.c.estate, register_unit.c.unit, tenure.c.owners)
    query = _narrowed(sa.select(*columns), wanted, whole=True).order_by(register_unit.c.estate, register_unit.c.shelf, dossier.c.id)
    found = tx.connection.execute(query.limit(limit).offset(offset)).all()
    held = _documents(tx, [r.id for r in found])
    return tuple(
        DossierRow(
            id=DossierId(r.id),
            estate=r.estate,
            unit=UnitNumber.parse(r.unit),
            owners=tuple(r.owners),
            documents=held.get(r.id, 0),
            closed=r.closed_on is not None and r.closed_on < wanted.today,
            retain_until=r.retain_until,
            kinds=kinds_of(r.kinds),
            held=r.required_id is not None,
            needed=r.needed,
            have=r.have,
        )
        for r in found
    )


def counts(tx: Transaction, wanted: Wanted) -> DossierCounts:
    """Count the dossiers wanted."""
    held = dossier.c.required_id.is_not(None)
    columns: tuple[sa.ColumnElement[Any], ...] = (
        sa.func.count(),
        _many(dossier.c.closed_on < wanted.today),
        _many(dossier.c.have < dossier.c.needed),
        _many(sa.and_(held, dossier.c.have >= dossier.c.needed)),
    )
    total, closed, gaps, complete = tx.connection.execute(_narrowed(sa.select(*columns), wanted, whole=False)).one()
    return DossierCounts(total=total, closed=closed, gaps=gaps, complete=complete)


def buildings(tx: Transaction, estate: str) -> tuple[str, ...]:
    """Return an estate's buildings in the order of their numbers."""
    found = tx.connection.scalars(sa.select(register_unit.c.building).where(register_unit.c.estate == estate).distinct())
    return tuple(sorted(filter(None, found), key=natural_order))


def _many(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)


def _documents(tx: Transaction, dossiers: Sequence[int]) -> dict[int, int]:
    query = (
        sa.select(document.c.dossier_id, sa.func.count())
        .where(document.c.dossier_id.in_(dossiers), document.c.state == DocumentState.FILED)
        .group_by(document.c.dossier_id)
    )
    return {r[0]: r[1] for r in tx.connection.execute(query)}


def _narrowed(query: sa.Select[Any], wanted: Wanted, *, whole: bool) -> sa.Select[Any]:
    """The query on the dossiers wanted; a count joins only what its conditions name."""
    query = query.select_from(dossier)
    if whole or wanted.estate or wanted.building or wanted.words:
        query = query.join(register_unit, register_unit.c.id == dossier.c.unit_id)
    if whole or wanted.words:
        query = query.join(tenure, tenure.c.id == dossier.c.tenure_id)
    return query.where(*_conditions(wanted))


def _conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.estate:
        found.append(register_unit.c.estate == wanted.estate)
    if wanted.building:
        found.append(register_unit.c.building == wanted.building)
    if wanted.words:
        found.append(sa.or_(*_named(wanted)))
    if wanted.kind is not None:
        found.append(of_kind(wanted.kind))
    if wanted.closed is not None:
        over = sa.and_(dossier.c.closed_on.is_not(None), dossier.c.closed_on < wanted.today)
        found.append(over if wanted.closed else sa.not_(over))
    if wanted.complete is not None:
        whole = sa.and_(dossier.c.required_id.is_not(None), dossier.c.have >= dossier.c.needed)
        found.append(whole if wanted.complete else dossier.c.have < dossier.c.needed)
    return found


def _named(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    """The words in an owner's name (names are kept as JSON text) or the estate's, or one of the units whatever its floor."""
    owners = sa.cast(tenure.c.owners, sa.Text)
    found: list[sa.ColumnElement[bool]] = [register_unit.c.estate.contains(wanted.words, autoescape=True)]
    found.append(owners.contains(json.dumps(wanted.words)[1:-1], autoescape=True))
    for unit in wanted.units:
        here = register_unit.c.unit.startswith(f"{unit.building}|{unit.entrance}|", autoescape=True)
        found.append(sa.and_(here, register_unit.c.unit.endswith(f"|{unit.room}|{unit.kind}", autoescape=True)))
    return found


def tenures(tx: Transaction, estate: str, unit: UnitNumber) -> tuple[tuple[RegisterTenure, Volume | None], ...]:
    """Return a unit's tenures, oldest first, each with its dossier, None where none was opened."""
    query = (
        sa.select(tenure)
        .join(register_unit, register_unit.c.id == tenure.c.unit_id)
        .where(register_unit.c.estate == estate, register_unit.c.unit == str(unit))
        .order_by(sa.nullsfirst(tenure.c.start), tenure.c.id)
    )
    volumes = {int(volume.tenure_id): volume for volume in volumes_of_unit(tx, estate, unit)}
    return tuple((tenure_of(r._mapping), volumes.get(r.id)) for r in tx.connection.execute(query))


def logged(tx: Transaction, dossier_id: DossierId) -> tuple[Logged, ...]:
    """Return what was logged of a dossier, first to last."""
    query = sa.select(event).where(event.c.subject == "dossier", event.c.subject_id == dossier_id).order_by(event.c.id)
    return tuple(Logged(action=r.action, at=r.at, detail=r.detail) for r in tx.connection.execute(query))


def acts(tx: Transaction, documents: Sequence[DocumentId]) -> tuple[PersonsAct, ...]:
    """Return what persons decided about these documents, first to last."""
    query = sa.select(decision).where(decision.c.document_id.in_(documents)).order_by(decision.c.id)
    return tuple(
        PersonsAct(document_id=DocumentId(r.document_id), action=r.action, by=r.by, at=r.at, note=r.content.get("note", ""))
        for r in tx.connection.execute(query)
    )


def imports_of(tx: Transaction, estate: str, unit: UnitNumber, tenure_id: TenureId) -> tuple[ImportTouch, ...]:
    """Return the imports and transfers that brought or changed a tenure, first to last."""
    query = (
        sa.select(import_log, import_change.c.before, import_change.c.after)
        .join(import_change, import_change.c.import_id == import_log.c.id)
        .where(import_change.c.key == f"{estate}|{unit}", import_change.c.subject == "tenure", import_change.c.subject_id == tenure_id)
        .order_by(import_log.c.id)
    )
    return tuple(
        ImportTouch(
            kind=r.kind,
            at=r.at,
            by=r.by,
            file_name=r.file_name,
            added=r.before is None,
            ended=r.before is not None and json.loads(r.before)["end"] is None and json.loads(r.after)["end"] is not None,
            undone_at=r.undone_at,
            undone_by=r.undone_by,
        )
        for r in tx.connection.execute(query)
    )


def findings_of_unit(tx: Transaction, estate: str, unit: UnitNumber) -> tuple[tuple[str, FindingRow], ...]:
    """Return a unit's findings whatever became of them, each behind its fingerprint, first found first."""
    query = sa.select(finding).where(finding.c.estate == estate, finding.c.unit == str(unit))
    return tuple((r.fingerprint, finding_row(r)) for r in tx.connection.execute(query.order_by(finding.c.first_at, finding.c.id)))


def catalogued_boxes(tx: Transaction, numbers: Sequence[str]) -> dict[str, str]:
    """The boxes that the paper catalogue names for these archive numbers."""
    query = sa.select(catalogue_row.c.archive_no, catalogue_row.c.box).where(
        catalogue_row.c.archive_no.in_(numbers), catalogue_row.c.retired.is_(False), catalogue_row.c.box != ""
    )
    return {r.archive_no: r.box for r in tx.connection.execute(query)}


def required_id(tx: Transaction, dossier_id: DossierId) -> int | None:
    """The kept list that a dossier was last held against; None for none."""
    return tx.connection.scalar(sa.select(dossier.c.required_id).where(dossier.c.id == dossier_id))
