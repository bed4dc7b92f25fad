"""What a clerk did wrong with second scans: a date typed wrongly, a paper filed into another household."""

import random
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from domain.document import DocumentState
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
                _decide(tx, place, document, ReviewDecision(**_CLERK, date=document.date + timedelta(days=rng.choice((1, 9, 30, 365)))))
            elif document.paper.twice is Twice.MISFILED:
                _misfile(tx, place, document, rng.sample(registered, len(registered)))


def _misfile(tx: Transaction, place: Workplace, document: Held, registered: Iterable[RegisteredUnit]) -> None:
    """File it to the first household of another building that one owner of another surname has always held."""
    day = document.date or document.paper.date
    for each in registered:
        strange = not {owner[0] for owner in each.tenures[0].owners} & {owner[0] for owner in document.paper.owner.split("、")}
        apart = document.paper.unit is not None and each.unit.building != document.paper.unit.building
        held = len(each.tenures) == 1 and (day is None or each.tenures[0].holds(day))
        if each.estate == document.estate and strange and apart and held:
            _decide(tx, place, document, ReviewDecision(**_CLERK, unit=each.unit, owner="、".join(each.tenures[0].owners)))
            return
    raise SystemExit("No other household held its unit on that day.")


def _decide(tx: Transaction, place: Workplace, document: Held, decision: ReviewDecision) -> None:
    document_id = DocumentId(document.id)
    decided = reviewing.corrected(tx, place, documents.machine_decision(tx, document_id), decision)
    shelf = filing.find_place(tx, replace(decided, date=document.date))
    assert shelf is not None
    documents.decide(tx, document_id, DocumentState.FILED, decided, decision)
    filing.file_away(tx, place, document_id, decided, shelf)


_CLERK = {"action": "correct", "by": "clerk", "at": datetime(2024, 12, 31, tzinfo=UTC)}
