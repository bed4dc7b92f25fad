"""Double review (双重审核): two people judge a paper, each without seeing the other; where they differ a third one decides."""

import hashlib
import hmac

from domain.document import FilingDecision
from domain.errors import UsageError
from domain.ids import DocumentId
from domain.review import ReviewDecision
from services.workplace import Workplace
from storage.engine import Transaction
from storage.repositories import documents, opinions
from storage.repositories.documents import StoredDocument
from storage.repositories.opinions import Agreement, Opinion, Outcome


def settled(tx: Transaction, place: Workplace, stored: StoredDocument, decision: ReviewDecision, decided: FilingDecision) -> bool:
    """Whether the decision may be carried out now; where another person must judge first, it is kept as an opinion.

    It may where one person is enough, where a second one says the same as the first, and from a third one, who decides between two.
    UsageError where the same person has judged it already.
    """
    given = opinions.given(tx, stored.id)
    if not given and not asks_two(place, stored.id, documents.machine_decision(tx, stored.id)):
        return True
    if any(each.by == decision.by for each in given):
        raise UsageError(
            f"You have already given your opinion on document {stored.id}; another person must judge it now.",
            f"您已对文件 {stored.id} 发表过意见，须由另一人复核。",
        )
    said = outcome(decision, decided)
    agrees = said == given[0].outcome if len(given) == 1 else None
    opinions.add(tx, stored.id, Opinion(by=decision.by, decision=decision, outcome=said, agrees=agrees), stored.decided.reasons)
    return agrees is True or len(given) >= 2


def asks_two(place: Workplace, document_id: DocumentId, machine: FilingDecision) -> bool:
    """Whether two people must judge the document: by its kind, or by a lot that nobody without the home's secret can foretell."""
    rules = place.rules.double_review
    if {machine.category, machine.doc_type} & rules.kinds:
        return True
    if rules.share <= 0:
        return False
    drawn = hmac.digest(place.secret(), f"double review {document_id}".encode(), hashlib.sha256)
    return int.from_bytes(drawn[:6], "big") < rules.share * 2**48


def outcome(decision: ReviewDecision, decided: FilingDecision) -> Outcome:
    """What the decision comes to, so that the same said in other words is the same."""
    if decision.action != "file":
        return {"action": decision.action}
    return {
        "action": decision.action,
        "type": decided.doc_type,
        "estate": decided.estate,
        "unit": str(decided.unit),
        "tenure": str(decided.tenure_index),
        "date": "" if decided.date is None else decided.date.isoformat(),
    }


def agreement(place: Workplace) -> tuple[Agreement, ...]:
    """Return how often second people agreed with the first, by reason for review."""
    with place.database.read() as tx:
        return opinions.agreement(tx)
