"""What a clerk did wrong with second scans: a date typed wrongly, a paper filed into another household."""

import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from domain.document import DocumentState, FilingDecision
from domain.ids import DocumentId
from domain.register import RegisteredUnit
from domain.review import ReviewDecision
from evaluation.findings.scanned import Held
from evaluation.findings.scans import Twice
from services import filing, reviewing
from services.workplace import Workplace
from storage.engine import Transaction
from storage.repositories import documents, register


def slip(place: Workplace, held: Iterable[Held], rng: random.Random) -> None:
    """Decide on the second scans that were filed as the clerk did."""
    with place.database.begin() as tx:
        registered = register.load(tx)
        for document in held:
            if not document.filed:
                continue
            if document.paper.twice is Twice.MISTYPED and document.date is not None:
                _mistype(tx, place, document, rng.sample(_SLIPS, len(_SLIPS)))
            elif document.paper.twice is Twice.MISFILED:
                _misfile(tx, place, document, rng.sample(registered, len(registered)))


def _mistype(tx: Transaction, place: Workplace, document: Held, days: Iterable[int]) -> None:
    """Give it another date in the time of the same owner."""
    owner = documents.machine_decision(tx, DocumentId(document.id)).owner
    for more in days:
        assert document.date is not None
        decision = ReviewDecision(**_CLERK, date=document.date + timedelta(days=more))
        if _corrected(tx, place, document, decision).owner == owner:
            _decide(tx, place, document, decision)
            return
    raise SystemExit("On no other day was the unit the same owner's.")


def _misfile(tx: Transaction, place: Workplace, document: Held, registered: Iterable[RegisteredUnit]) -> None:
    """File it to the first household of another building whose people of always bear other surnames."""
    day = document.date or document.paper.date
    surnames = {owner[0] for owner in document.paper.owner.split("、")}
    for each in registered:
        strange = not {person[0] for person in (*each.tenures[0].owners, *each.tenures[0].tenants)} & surnames
        apart = document.paper.unit is not None and each.unit.building != document.paper.unit.building
        held = len(each.tenures) == 1 and (day is None or each.tenures[0].holds(day))
        if each.estate == document.estate and strange and apart and held:
            _decide(tx, place, document, ReviewDecision(**_CLERK, unit=each.unit, owner="、".join(each.tenures[0].owners)))
            return
    raise SystemExit("No other household held its unit on that day.")


def _decide(tx: Transaction, place: Workplace, document: Held, decision: ReviewDecision) -> None:
    document_id = DocumentId(document.id)
    decided = _corrected(tx, place, document, decision)
    shelf = filing.find_place(tx, decided)
    assert shelf is not None
    documents.decide(tx, document_id, DocumentState.FILED, decided, decision)
    filing.file_away(tx, place, document_id, decided, shelf)


def _corrected(tx: Transaction, place: Workplace, document: Held, decision: ReviewDecision) -> FilingDecision:
    return reviewing.corrected(tx, place, documents.machine_decision(tx, DocumentId(document.id)), decision)


_SLIPS = (1, -1, 9, 30, -30, 365, -365)
_CLERK = {"action": "correct", "by": "clerk", "at": datetime(2024, 12, 31, tzinfo=UTC)}
