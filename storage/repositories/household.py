"""What persons said of dossiers' kinds of household."""

from collections import defaultdict
from collections.abc import Collection, Mapping

import sqlalchemy as sa

from domain.household import HouseholdKind, KindDecision, Statement
from domain.ids import DossierId
from storage.engine import Transaction
from storage.repositories import dossier_ticks, events
from storage.tables import household_decision


def decide(tx: Transaction, dossier_id: DossierId, decision: KindDecision) -> None:
    """Keep a person's word; earlier ones stay on record."""
    values = {"kind": decision.kind, "holds": decision.holds, "by": decision.by, "why": decision.why, "at": tx.now}
    tx.connection.execute(household_decision.insert().values(dossier_id=dossier_id, **values))
    dossier_ticks.mark(tx, [dossier_id])
    said = {True: "yes", False: "no", None: "by facts"}[decision.holds]
    events.record(tx, "dossier.kind", "dossier", dossier_id, detail=f"{decision.kind} {said}")


def decisions(tx: Transaction, dossier_id: DossierId) -> tuple[KindDecision, ...]:
    """Return everything that was said of one dossier, first to last."""
    query = sa.select(household_decision).where(household_decision.c.dossier_id == dossier_id).order_by(household_decision.c.id)
    return tuple(KindDecision(kind=HouseholdKind(r.kind), holds=r.holds, by=r.by, why=r.why, at=r.at) for r in tx.connection.execute(query))


def told(tx: Transaction, dossiers: Collection[DossierId]) -> Mapping[DossierId, tuple[Statement, ...]]:
    """The last word on each kind for each of these dossiers."""
    last: dict[DossierId, dict[HouseholdKind, bool | None]] = defaultdict(dict)
    query = sa.select(household_decision).where(household_decision.c.dossier_id.in_(dossiers)).order_by(household_decision.c.id)
    for r in tx.connection.execute(query):
        last[DossierId(r.dossier_id)][HouseholdKind(r.kind)] = r.holds
    return {held: tuple((kind, holds) for kind, holds in said.items() if holds is not None) for held, said in last.items()}
