"""What the consistency checks need: where everything stands, in short; and documents, catalogue and register in full, or parts of them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby, islice
from typing import Any, TypeVar

import sqlalchemy as sa

from domain.catalogue import HeldPaper
from domain.document import DocumentState
from domain.ids import BatchId, DocumentId
from domain.imports import ImportId
from domain.register import RegisteredUnit, RegisterTenure
from domain.scan_quality import PageFacts
from domain.taxonomy import Category
from domain.unit_number import UnitKind, UnitNumber
from storage.engine import Transaction
from storage.repositories import catalogue
from storage.repositories.pages import FACTS, facts_of
from storage.tables import (
    catalogue_row,
    check_run,
    decision,
    document,
    dossier,
    import_change,
    import_log,
    page,
    paper_sketch,
    register_unit,
    sample_verdict,
)
from storage.tables import tenure as tenure_table
from storage.upsert import insert_or_update_all

_AT_ONCE = 5_000
"""Ids asked for in one statement; both databases take several times as many."""
_STREAMED = {"yield_per": 1_000}
_OWN = frozenset({"owner", "applicant"})
_KEPT = document.c.state != DocumentState.REJECTED
_KEYS = (paper_sketch.c.key_all, paper_sketch.c.key_low, paper_sketch.c.key_high)

Id = TypeVar("Id", bound=int)
Keys = tuple[int | None, int | None, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whereabouts:
    """A document or catalogue row in short: what joins it to others."""

    id: int
    archive_no: str
    estate: str
    unit: UnitNumber | None
    box: str
    doc_type: str
    title: str
    date: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedDocument:
    """A filed document, or one in review; `names` are those read from its pages as owner's and as applicant's, in order.

    `units_read` are the units named on its pages. `pages` are their measured facts in order, `text` their text as read, `tenure` that of
    the dossier it lies in.
    """

    id: DocumentId
    archive_no: str
    estate: str
    unit: UnitNumber | None
    owner: str
    names: tuple[tuple[str, str], ...]
    units_read: tuple[UnitNumber, ...]
    doc_type: str
    category: Category
    title: str
    date: date | None
    filed: bool
    box: str
    dossier: str
    tenure: RegisterTenure | None
    pages: tuple[PageFacts, ...]
    text: str


def document_whereabouts(tx: Transaction) -> tuple[Whereabouts, ...]:
    """Return all documents but those a person rejected, by number."""
    c = document.c
    query = sa.select(c.id, c.archive_no, c.estate, c.unit, c.box, c.doc_type, c.title, c.date).where(_KEPT).order_by(c.id)
    return tuple(map(_whereabouts, tx.connection.execute(query)))


def row_whereabouts(tx: Transaction) -> tuple[Whereabouts, ...]:
    """Return all papers on the catalogue, in its order."""
    c = catalogue_row.c
    query = sa.select(c.id, c.archive_no, c.estate, c.unit, c.box, c.doc_type, c.title, c.date).where(~c.retired).order_by(c.id)
    return tuple(map(_whereabouts, tx.connection.execute(query)))


def documents(tx: Transaction, ids: Collection[int] | None = None) -> Iterator[CheckedDocument]:
    """Yield filed documents and those in review, by number; `ids` None: all."""
    tenures = _tenures_of_dossiers(tx)
    columns = (*(c for c in document.c if c.name not in {"reasons", "machine"}), page.c.text, page.c.fields, *FACTS)
    query = sa.select(*columns).outerjoin(page, page.c.document_id == document.c.id).where(_KEPT)
    query = query.order_by(document.c.id, page.c.document_position)
    for part in _parts(ids):
        some = query if part is None else query.where(document.c.id.in_(part))
        rows = tx.connection.execute(some, execution_options=_STREAMED)
        for _, pages in groupby(rows, key=lambda row: row.id):
            yield _document(list(pages), tenures)


def papers(tx: Transaction, ids: Collection[int] | None = None) -> tuple[HeldPaper, ...]:
    """Return papers on the catalogue, in its order; `ids` None: all."""
    return tuple(held for part in _parts(ids) for held in catalogue.held(tx, part))


def register_units(tx: Transaction) -> tuple[tuple[int, str, UnitNumber], ...]:
    """Return number, estate and unit of every unit of the register."""
    rows = tx.connection.execute(sa.select(register_unit).order_by(register_unit.c.id))
    return tuple((row.id, row.estate, _unit(row.unit)) for row in rows)


def registered(tx: Transaction, ids: Collection[int] | None = None) -> tuple[RegisteredUnit, ...]:
    """Return units of the register with their tenures, oldest first; `ids` None: all."""
    found = []
    for part in _parts(ids):
        of = tenure_table.c.unit_id
        query = sa.select(tenure_table).order_by(of, sa.nullsfirst(tenure_table.c.start), tenure_table.c.id)
        units = sa.select(register_unit).order_by(register_unit.c.id)
        if part is not None:
            query, units = query.where(of.in_(part)), units.where(register_unit.c.id.in_(part))
        held: dict[int, list[RegisterTenure]] = {}
        for row in tx.connection.execute(query, execution_options=_STREAMED):
            held.setdefault(row.unit_id, []).append(_tenure(row))
        for row in tx.connection.execute(units):
            found.append(RegisteredUnit(estate=row.estate, unit=_unit(row.unit), tenures=tuple(held.get(row.id, ()))))
    return tuple(found)


def of_batch(tx: Transaction, batch_id: BatchId) -> tuple[DocumentId, ...]:
    """Return the documents of a batch, by number, those that a person rejected too."""
    query = sa.select(document.c.id).where(document.c.batch_id == batch_id).order_by(document.c.id)
    return tuple(DocumentId(n) for n in tx.connection.scalars(query))


def decided_since(tx: Transaction, moment: float) -> tuple[DocumentId, ...]:
    """Return the documents that people decided on, or found wrong in the sample, since then."""
    decided = sa.select(decision.c.document_id).where(decision.c.at >= moment)
    checked = sa.select(sample_verdict.c.document_id).where(sample_verdict.c.at >= moment)
    return tuple(DocumentId(n) for n in tx.connection.scalars(sa.union(decided, checked)))


def last_run(tx: Transaction, *scopes: str) -> float:
    """Return when the checks ran last in any of these scopes; 0 where never."""
    return float(tx.connection.scalar(sa.select(sa.func.max(check_run.c.at)).where(check_run.c.scope.in_(scopes))) or 0.0)


def changes(tx: Transaction, import_id: ImportId) -> int:
    """Count the rows that an import touched."""
    query = sa.select(sa.func.count()).select_from(import_change).where(import_change.c.import_id == import_id)
    return int(tx.connection.scalar(query) or 0)


def unchecked_imports(tx: Transaction) -> int:
    """Count imports, and imports taken back, that neither a full check nor one of their own has followed."""
    own = sa.select(sa.func.max(check_run.c.at)).where(check_run.c.scope == "import", check_run.c.subject_id == import_log.c.id)
    moved = sa.func.coalesce(import_log.c.undone_at, import_log.c.at)
    late = sa.and_(moved > last_run(tx, "all"), moved > sa.func.coalesce(own.scalar_subquery(), 0.0))
    return int(tx.connection.scalar(sa.select(sa.func.count()).select_from(import_log).where(late)) or 0)


def without_sketch(tx: Transaction) -> tuple[DocumentId, ...]:
    """Return the documents whose text the checks have not seen."""
    query = (
        sa.select(document.c.id)
        .outerjoin(paper_sketch, paper_sketch.c.document_id == document.c.id)
        .where(_KEPT, paper_sketch.c.document_id.is_(None))
        .order_by(document.c.id)
    )
    return tuple(DocumentId(n) for n in tx.connection.scalars(query))


def save_sketches(tx: Transaction, keys: Mapping[int, Sequence[int]]) -> None:
    """Keep the keys of documents' sketches, three at most each; those that stand as they are are not written again."""
    wanted: dict[int, Keys] = {n: _three(values) for n, values in keys.items()}
    for part in _parts(wanted):
        query = sa.select(paper_sketch) if part is None else sa.select(paper_sketch).where(paper_sketch.c.document_id.in_(part))
        held = {row.document_id: (row.key_all, row.key_low, row.key_high) for row in tx.connection.execute(query)}
        rows = [
            {"document_id": n, "key_all": wanted[n][0], "key_low": wanted[n][1], "key_high": wanted[n][2]}
            for n in part or ()
            if held.get(n) != wanted[n]
        ]
        insert_or_update_all(tx, paper_sketch, rows, keys=("document_id",))


def meeting(tx: Transaction, ids: Collection[int]) -> Mapping[int, frozenset[int]]:
    """Return, for each key of these documents' sketches, the documents that meet under it."""
    found: dict[int, set[int]] = {}
    for column in _KEYS:
        other = paper_sketch.alias()
        theirs = other.c[column.name]
        for part in _parts(ids):
            query = sa.select(column, theirs.label("key"), other.c.document_id).join(other, theirs == column)
            query = query.join(document, document.c.id == other.c.document_id).where(_KEPT, paper_sketch.c.document_id.in_(part or ()))
            for row in tx.connection.execute(query.distinct()):
                found.setdefault(row.key, set()).add(row.document_id)
    return {key: frozenset(members) for key, members in found.items()}


def _three(values: Sequence[int]) -> Keys:
    padded = [*values, None, None, None]
    return (padded[0], padded[1], padded[2])


def _parts(ids: Collection[Id] | None) -> Iterator[list[Id] | None]:
    """Some thousand ids at a time, in order; one None for all."""
    if ids is None:
        yield None
        return
    rest = iter(sorted(ids))
    while some := list(islice(rest, _AT_ONCE)):
        yield some


@lru_cache(maxsize=262_144)
def _unit(canonical: str) -> UnitNumber:
    return UnitNumber.parse(canonical)


def _whereabouts(row: sa.Row[*tuple[Any, ...]]) -> Whereabouts:
    return Whereabouts(
        id=row.id,
        archive_no=row.archive_no or "",
        estate=row.estate,
        unit=None if row.unit is None else _unit(row.unit),
        box=row.box,
        doc_type=row.doc_type,
        title=row.title,
        date=row.date,
    )


def _tenures_of_dossiers(tx: Transaction) -> dict[int, RegisterTenure]:
    query = sa.select(dossier.c.id.label("dossier_id"), tenure_table).join(tenure_table, tenure_table.c.id == dossier.c.tenure_id)
    return {row.dossier_id: _tenure(row) for row in tx.connection.execute(query, execution_options=_STREAMED)}


def _tenure(row: sa.Row[*tuple[Any, ...]]) -> RegisterTenure:
    return RegisterTenure(owners=tuple(row.owners), tenants=tuple(row.tenants), start=row.start, end=row.end)


def _document(rows: list[sa.Row[*tuple[Any, ...]]], tenures: Mapping[int, RegisterTenure]) -> CheckedDocument:
    first = rows[0]
    pages = [row for row in rows if row.text is not None]
    units = (each["unit"] for row in pages for each in (row.fields or {}).get("units", ()))
    named = (each for row in pages for each in (row.fields or {}).get("names", ()) if each["role"] in _OWN and each["name"])
    return CheckedDocument(
        id=DocumentId(first.id),
        archive_no=first.archive_no or "",
        estate=first.estate,
        unit=None if first.unit is None else _unit(first.unit),
        owner=first.owner,
        names=tuple((each["role"], each["name"]) for each in named),
        units_read=tuple(dict.fromkeys(UnitNumber(**each | {"kind": UnitKind(each["kind"])}) for each in units)),
        doc_type=first.doc_type,
        category=Category(first.category),
        title=first.title,
        date=first.date,
        filed=first.state == DocumentState.FILED,
        box=first.box,
        dossier="" if first.dossier_id is None else str(first.dossier_id),
        tenure=tenures.get(first.dossier_id) if first.dossier_id else None,
        pages=tuple(map(facts_of, pages)),
        text="\n".join(row.text for row in pages),
    )
