"""What each of several people said of a document that more than one must judge, kept for good."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from domain.ids import DocumentId
from domain.review import ReviewDecision, ReviewReason
from storage.engine import Transaction
from storage.mapping import from_json, to_json
from storage.tables import decision, opinion

Outcome = Mapping[str, str]
"""What a decision comes to, in plain words that compare: action, type, estate, unit, owner, date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """One person's; `agrees` with the one before, None of the first and of a third."""

    by: str
    decision: ReviewDecision
    outcome: Outcome
    agrees: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """How often a second person agreed with the first on documents held back for one reason."""

    reason: ReviewReason
    pairs: int
    agreed: int


def current_round(tx: Transaction, document_id: DocumentId) -> int:
    """How often the document has been decided: opinions of an earlier time in review do not count any more."""
    query = sa.select(sa.func.count()).select_from(decision).where(decision.c.document_id == document_id)
    return int(tx.connection.scalar(query) or 0)


def given(tx: Transaction, document_id: DocumentId) -> tuple[Opinion, ...]:
    """Return the opinions since the document was last decided, first to last."""
    query = sa.select(opinion).where(opinion.c.document_id == document_id, opinion.c.round == current_round(tx, document_id))
    rows = tx.connection.execute(query.order_by(opinion.c.id))
    return tuple(Opinion(by=r.by, decision=from_json(ReviewDecision, r.content), outcome=r.outcome, agrees=r.agrees) for r in rows)


def add(tx: Transaction, document_id: DocumentId, value: Opinion, reasons: tuple[ReviewReason, ...]) -> None:
    """Keep one person's opinion; ConflictError where the same person gave one already."""
    values: dict[str, Any] = {
        "document_id": document_id,
        "round": current_round(tx, document_id),
        "by": value.by,
        "at": tx.now,
        "content": to_json(ReviewDecision, value.decision),
        "outcome": dict(value.outcome),
        "reasons": [reason.code for reason in reasons],
        "agrees": value.agrees,
    }
    tx.connection.execute(opinion.insert().values(**values))


def agreement(tx: Transaction) -> tuple[Agreement, ...]:
    """Return how often second people agreed, by reason, most pairs first. Never by person: it measures the rules, not the staff."""
    counts: dict[str, list[int]] = {}
    for row in tx.connection.execute(sa.select(opinion.c.reasons, opinion.c.agrees).where(opinion.c.agrees.is_not(None))):
        for code in row.reasons:
            pair = counts.setdefault(code, [0, 0])
            pair[0] += 1
            pair[1] += bool(row.agrees)
    ordered = sorted(counts.items(), key=lambda item: (-item[1][0], item[0]))
    return tuple(Agreement(reason=ReviewReason.of(code), pairs=pairs, agreed=agreed) for code, (pairs, agreed) in ordered)
