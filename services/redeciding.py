"""Decide anew on a waiting document whose pages a person changed or had read again; it stays with the person."""

from dataclasses import replace

from domain.document import DocumentState, PageRun, UnderstoodPage
from domain.ids import DocumentId, GroupId
from domain.job import JobKind
from domain.page import PageKind, PageState
from domain.review import ReviewReason
from domain.separator import NOTHING_STATED, Statement
from dossiers.filing import decide
from dossiers.grouping import GroupingOptions, group
from services import sampling
from services.workplace import Workplace
from storage.engine import Transaction
from storage.repositories import documents, jobs, pages, scans


def understand_anew(tx: Transaction, place: Workplace, document_id: DocumentId) -> None:
    """Decide on the document as its pages now stand, and have its searchable PDF written again.

    The ends are certain: a person set them. It is never filed by this: the person who changed it has not said yet where it belongs. A
    document that has left review meanwhile is only published again.
    """
    stored = documents.get(tx, document_id)
    if stored is None:
        raise LookupError(f"document {document_id}")
    run = pages.understood_in(tx, document_id)
    group_id = documents.group_of(tx, document_id)
    facts = scans.group_facts(tx, group_id)
    if stored.state is DocumentState.REVIEW:
        options = replace(place.rules.filing, estate=facts.estate, tightening=sampling.tightening(tx))
        held = PageRun(pages=run, boundary_confidence=1.0, statement=_stated(tx, group_id, run[0]))
        decided = decide(held, place.register.get(tx), place.taxonomy, place.filing_model(), options)
        kept = {ReviewReason.FILED_WRONGLY} & set(stored.decided.reasons)
        reasons = sorted({*decided.reasons, *kept, ReviewReason.REARRANGED}, key=list(ReviewReason).index)
        documents.understand_anew(tx, document_id, replace(decided, reasons=tuple(reasons)))
        pages.move(tx, document_id, PageState.REVIEW, PageState.REVIEW, reason=reasons[0].code)
    jobs.again(tx, JobKind.PUBLISH_DOCUMENT, document_id, batch_id=stored.batch_id, priority=facts.priority + 1)


def _stated(tx: Transaction, group_id: GroupId, first: UnderstoodPage) -> Statement:
    """What the separator sheet before the document says of it."""
    understood = pages.understood(tx, group_id)
    if not any(p.kind is PageKind.SEPARATOR for p in understood):
        return NOTHING_STATED
    for run in group(understood, GroupingOptions()):
        if any(each.page_id == first.page_id for each in run.pages):
            return run.statement
    return NOTHING_STATED
