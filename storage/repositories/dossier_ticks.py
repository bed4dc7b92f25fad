"""How dossiers stand against their required sets: the facts it is worked out from, and the outcome kept for lists.

Whatever changes the facts marks the dossier stale; whoever lists dossiers has the stale ones worked out anew first.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

import sqlalchemy as sa

from domain.document import DocumentState
from domain.household import HouseholdKind, Statement
from domain.ids import DossierId, TenureId
from storage.engine import Transaction
from storage.tables import document, dossier, meta, register_unit, tenure
from storage.upsert import insert_or_update

_BASIS = "required_basis"
_MOST_IDS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class TickFacts:
    """A dossier with what its kinds and ticks follow from: the register's columns and tenants, and the type of every filed document."""

    dossier_id: DossierId
    estate: str
    closed_on: date | None
    tenants: bool
    stated: tuple[Statement, ...]
    doc_types: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a dossier stands: whether it is over, its kinds, the kept list it was held against (None: none), items needed and there."""

    dossier_id: DossierId
    over: bool
    kinds: frozenset[HouseholdKind]
    required_id: int | None
    needed: int
    have: int


def basis(tx: Transaction) -> str:
    """What the kept outcomes were worked out by; "" before the first time."""
    return tx.connection.scalar(sa.select(meta.c.value).where(meta.c.key == _BASIS)) or ""


def set_basis(tx: Transaction, value: str) -> None:
    """Note another basis: every outcome is to be worked out anew."""
    insert_or_update(tx, meta, {"key": _BASIS, "value": value}, ["key"])
    tx.connection.execute(dossier.update().values(stale=True))


def mark(tx: Transaction, dossiers: Iterable[DossierId]) -> None:
    """Note that the facts of these dossiers have changed."""
    for some in _parts(dossiers):
        tx.connection.execute(dossier.update().where(dossier.c.id.in_(some)).values(stale=True))


def mark_tenures(tx: Transaction, tenures: Iterable[TenureId]) -> None:
    """The same for the dossiers of these tenures."""
    for some in _parts(tenures):
        tx.connection.execute(dossier.update().where(dossier.c.tenure_id.in_(some)).values(stale=True))


def any_stale(tx: Transaction, today: date) -> bool:
    """Whether some outcome is to be worked out anew."""
    found = (tx.connection.scalar(sa.select(dossier.c.id).where(condition).limit(1)) for condition in _stale(today))
    return any(each is not None for each in found)


def stale(tx: Transaction, today: date, *, limit: int) -> tuple[TickFacts, ...]:
    """Return dossiers to be worked out anew; nobody else can change them until the transaction ends."""
    ids: list[int] = []
    for condition in _stale(today):
        query = sa.select(dossier.c.id).where(condition).limit(limit - len(ids)).with_for_update()
        ids += tx.connection.scalars(query) if len(ids) < limit else ()
    return facts(tx, [DossierId(i) for i in ids])


def page_of(tx: Transaction, *, after: DossierId, estate: str, limit: int) -> tuple[TickFacts, ...]:
    """Return the dossiers behind a number, of one estate or ("") of all, that hold a document, in the order of their numbers."""
    query = sa.select(dossier.c.id).where(dossier.c.id > after).order_by(dossier.c.id).limit(limit)
    if estate:
        query = query.join(register_unit, register_unit.c.id == dossier.c.unit_id).where(register_unit.c.estate == estate)
    return facts(tx, tuple(DossierId(i) for i in tx.connection.scalars(query)))


def facts(tx: Transaction, dossiers: Sequence[DossierId]) -> tuple[TickFacts, ...]:
    """Return the facts of these dossiers, in the order of their numbers."""
    found: list[TickFacts] = []
    for some in _parts(dossiers):
        types = _types(tx, some)
        query = (
            sa.select(dossier.c.id, dossier.c.closed_on, register_unit.c.estate, tenure.c.tenants, tenure.c.household)
            .join(register_unit, register_unit.c.id == dossier.c.unit_id)
            .join(tenure, tenure.c.id == dossier.c.tenure_id)
            .where(dossier.c.id.in_(some))
            .order_by(dossier.c.id)
        )
        found += [
            TickFacts(
                dossier_id=DossierId(r.id),
                estate=r.estate,
                closed_on=r.closed_on,
                tenants=bool(r.tenants),
                stated=tuple((HouseholdKind(kind), bool(holds)) for kind, holds in r.household.items()),
                doc_types=tuple(types[r.id]),
            )
            for r in tx.connection.execute(query)
        ]
    return tuple(found)


def save(tx: Transaction, outcomes: Sequence[Outcome]) -> None:
    """Keep how these dossiers stand."""
    rows = [
        {
            "held": each.dossier_id,
            "stale": False,
            "over": each.over,
            "kinds": "".join(f"|{kind}" for kind in HouseholdKind if kind in each.kinds) + "|",
            "required_id": each.required_id,
            "needed": each.needed,
            "have": each.have,
        }
        for each in outcomes
    ]
    if rows:
        tx.connection.execute(dossier.update().where(dossier.c.id == sa.bindparam("held")), rows)


def kinds_of(text: str) -> frozenset[HouseholdKind]:
    """The kinds as kept."""
    return frozenset(HouseholdKind(code) for code in text.split("|") if code)


def of_kind(kind: HouseholdKind) -> sa.ColumnElement[bool]:
    """The condition that a kind is kept of a dossier."""
    return dossier.c.kinds.like(f"%|{kind}|%")


def _stale(today: date) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    """Marked; or its owner's last day has gone by since. Each has an index of its own."""
    return dossier.c.stale, sa.and_(sa.not_(dossier.c.over), dossier.c.closed_on < today, sa.not_(dossier.c.stale))


def _types(tx: Transaction, dossiers: Sequence[int]) -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    held = sa.select(document.c.dossier_id, document.c.doc_type).where(
        document.c.dossier_id.in_(dossiers), document.c.state == DocumentState.FILED
    )
    for r in tx.connection.execute(held):
        found[r.dossier_id].append(r.doc_type)
    return found


def _parts(ids: Collection[int] | Iterable[int]) -> Iterable[Sequence[int]]:
    rest = iter(sorted(set(ids)))
    while some := tuple(islice(rest, _MOST_IDS)):
        yield some
