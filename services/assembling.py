"""Form documents from a group's pages, decide where each belongs, and give every page its final state in one transaction."""

from dataclasses import replace

from domain.document import DocumentState, FilingDecision, PageRun, UnderstoodPage
from domain.failure import Failure
from domain.ids import GroupId
from domain.job import JobKind
from domain.page import PageKind, PageState
from domain.review import ReviewReason
from dossiers.filing import decide
from dossiers.grouping import GroupingOptions, group
from services import batch_end, filing, sampling
from services.workplace import Effects, Workplace
from storage.engine import Transaction
from storage.repositories import documents, events, jobs, pages, register, scans
from storage.repositories.documents import Origin
from storage.repositories.scans import GroupFacts


class RegisterChangedError(Exception):
    """The register was imported between deciding and writing: the job is tried again with the new one."""


def assemble(place: Workplace, group_id: GroupId) -> Effects:
    """Group the pages and decide on each document; nothing is written until the effects run."""
    with place.database.read() as tx:
        facts = scans.group_facts(tx, group_id)
        understood = pages.understood(tx, group_id)
        version, index = register.version(tx), place.register.get(tx)
        options = replace(place.rules.filing, estate=facts.estate, tightening=sampling.tightening(tx))
    model = place.filing_model()
    decided = [(run, decide(run, index, place.taxonomy, model, options)) for run in group(understood, GroupingOptions())]

    def write(tx: Transaction) -> None:
        for run, decision in decided:
            _add_document(tx, place, facts, run, decision)
        for kind, state in ((PageKind.BLANK, PageState.BLANK), (PageKind.SEPARATOR, PageState.SEPARATOR)):
            pages.settle(tx, [p.page_id for p in understood if p.readable and p.kind is kind], state)
        scans.finish_group(tx, group_id)
        batch_end.wanted(tx, facts.batch_id)
        if register.version(tx) != version:  # tenures may stand in another order now
            raise RegisterChangedError

    return write


def _add_document(tx: Transaction, place: Workplace, facts: GroupFacts, run: PageRun, decision: FilingDecision) -> None:
    readable: list[UnderstoodPage] = [p for p in run.pages if p.readable]
    if not readable:
        return
    shelf = None if decision.reasons else filing.find_place(tx, decision)
    if shelf is None and not decision.reasons:  # the register changed since it was looked at
        decision = replace(decision, reasons=(ReviewReason.UNIT_NOT_IN_REGISTER,))
    state = DocumentState.FILED if shelf else DocumentState.REVIEW
    sheet = run.statement.sheet
    origin = Origin(
        batch_id=facts.batch_id,
        group_id=facts.group_id,
        first_page=readable[0].page_id,
        box=sheet.box or facts.box,
        batch_label=sheet.batch,
    )
    document_id = documents.add(tx, origin, decided=decision, state=state)
    ids = [p.page_id for p in readable]
    pages.join_document(tx, document_id, ids)
    if shelf:
        filing.file_away(tx, place, document_id, decision, shelf)
        sampling.note_filed(tx, place, document_id)
        pages.settle(tx, ids, PageState.FILED)
    else:
        pages.settle(tx, ids, PageState.REVIEW, reason=decision.reasons[0].code)
        events.record(tx, "document.review", "document", document_id, detail=",".join(r.code for r in decision.reasons))
    jobs.enqueue(tx, JobKind.PUBLISH_DOCUMENT, [document_id], batch_id=facts.batch_id, priority=facts.priority + 1)


def give_up(group_id: GroupId, failure: Failure) -> Effects:
    """The pages cannot be formed into documents: they wait in quarantine, whole, until a person asks for a retry."""

    def write(tx: Transaction) -> None:
        for page in pages.understood(tx, group_id):
            pages.quarantine(tx, page.page_id, failure)
        scans.finish_group(tx, group_id)

    return write
