"""A person decides what the machine would not: the decision is kept beside the machine's own and files, rejects or corrects."""

from dataclasses import dataclass, replace
from datetime import date

from domain.document import DocumentState, FilingDecision
from domain.errors import UsageError
from domain.finding import Severity
from domain.ids import DocumentId
from domain.names import NameMatch
from domain.page import PageState
from domain.people import Estates, sees
from domain.register import RegisteredUnit
from domain.review import ReviewDecision
from domain.scan_quality import QualityLimits, ScanFault, scan_faults
from dossiers.tenure import best_match, tenures_at
from services import filing
from services.workplace import Workplace
from storage.engine import Transaction
from storage.repositories import documents, events, pages
from storage.repositories.documents import StoredDocument


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a decision led to."""

    document_id: DocumentId
    state: DocumentState
    archive_no: str | None


def queue(place: Workplace, *, limit: int) -> tuple[StoredDocument, ...]:
    """Return the documents that wait for a person, oldest first."""
    with place.database.read() as tx:
        return documents.in_state(tx, DocumentState.REVIEW, limit=limit)


def show(place: Workplace, document_id: DocumentId) -> StoredDocument:
    """Return one document; UsageError where there is none of that number."""
    with place.database.read() as tx:
        return _get(tx, document_id)


def show_faults(place: Workplace, document_id: DocumentId) -> tuple[tuple[int, ScanFault], ...]:
    """Return what is wrong with the document's scans."""
    with place.database.read() as tx:
        return faults(tx, document_id, place.rules.filing.quality)


def faults(tx: Transaction, document_id: DocumentId, limits: QualityLimits) -> tuple[tuple[int, ScanFault], ...]:
    """Return (page of the document from 1, fault) in order; what is merely worth a note is left out."""
    found = ((n, fault) for n, facts in enumerate(pages.facts(tx, document_id), start=1) for fault in scan_faults(facts, limits))
    return tuple((n, fault) for n, fault in found if fault.severity is not Severity.NOTE)


def decide(place: Workplace, document_id: DocumentId, decision: ReviewDecision, *, estates: Estates = None) -> Decided:
    """Carry out a person's decision in one transaction, within the estates that the person is for.

    UsageError where it cannot be, and then nothing has changed.
    """
    with place.database.begin() as tx:
        documents.lock(tx, document_id)
        stored = _get(tx, document_id)
        if stored.state is not DocumentState.REVIEW:
            raise UsageError(
                f"Document {document_id} does not wait for review (it is {stored.state}).",
                f"文件 {document_id} 不在复核队列中（当前状态：{stored.state}）。",
            )
        if decision.action == "reject":
            return _reject(tx, stored, decision)
        return _file(tx, place, stored, decision, estates)


def _get(tx: Transaction, document_id: DocumentId) -> StoredDocument:
    stored = documents.get(tx, document_id)
    if stored is None:
        raise UsageError(f"There is no document {document_id}.", f"没有编号为 {document_id} 的文件。")
    return stored


def _reject(tx: Transaction, stored: StoredDocument, decision: ReviewDecision) -> Decided:
    documents.decide(tx, stored.id, DocumentState.REJECTED, stored.decided, decision)
    events.record(tx, "document.rejected", "document", stored.id)
    return Decided(document_id=stored.id, state=DocumentState.REJECTED, archive_no=None)


def _file(tx: Transaction, place: Workplace, stored: StoredDocument, decision: ReviewDecision, estates: Estates) -> Decided:
    decided = corrected(tx, place, stored.decided, decision)
    refuse_foreign(estates, decided.estate)
    shelf = filing.find_place(tx, decided)
    if shelf is None:
        raise UsageError(
            "The register has no such unit or no tenure at that date. Name a registered unit, an owner, or import the register again.",
            "该房号不在业主名册中，或没有覆盖文件日期的产权期。请指定名册中的房号或业主，或重新导入名册。",
        )
    documents.decide(tx, stored.id, DocumentState.FILED, decided, decision)
    filing.file_away(tx, place, stored.id, decided, shelf)
    pages.move(tx, stored.id, PageState.REVIEW, PageState.FILED)
    filed = _get(tx, stored.id)
    return Decided(document_id=stored.id, state=DocumentState.FILED, archive_no=filed.archive_no)


def refuse_foreign(estates: Estates, estate: str) -> None:
    """UsageError where a person may not put anything into that estate."""
    if not sees(estates, estate):
        raise UsageError("That unit is in an estate that your account is not for.", "该房号所在项目不在您的账号范围内。")


def corrected(tx: Transaction, place: Workplace, machine: FilingDecision, decision: ReviewDecision) -> FilingDecision:
    """Lay the person's values over the machine's; the unit and owner are then looked up in the register."""
    known = {t.code for t in place.taxonomy.types}
    doc_type = decision.doc_type or machine.doc_type
    if doc_type not in known:
        raise UsageError(f"There is no document type {doc_type!r}.", f"没有名为 {doc_type!r} 的文件类型。")
    unit = decision.unit or machine.unit
    estate = decision.estate or machine.estate
    when = decision.date or machine.date
    owner, index = decision.owner or "", None
    if unit is not None:
        matches = place.register.get(tx).lookup(unit, (estate,) if estate else ())
        if len(matches) == 1:
            registered = matches[0].unit
            unit, estate = registered.unit, registered.estate
            index = _tenure(registered, owner, when)
            if index is not None:
                owner = owner or "、".join(registered.tenures[index].owners)
    return replace(
        machine,
        category=place.taxonomy.type_of(doc_type).category,
        doc_type=doc_type,
        unit=unit,
        estate=estate,
        date=when,
        owner=owner,
        tenure_index=index,
        confidence=1.0,
        reasons=(),
    )


def _tenure(registered: RegisteredUnit, owner: str, when: date | None) -> int | None:
    """The tenure the person means: of the owner named and at the date, if that leaves one; else None."""
    held = tenures_at(registered, when, 0) if when else tuple(range(len(registered.tenures)))
    if owner:
        held = tuple(i for i in held if best_match([owner], registered.tenures[i].owners) is NameMatch.EXACT)
    return held[0] if len(held) == 1 else None
