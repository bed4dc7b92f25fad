"""A person decides what the machine would not: the decision is kept beside the machine's own, files or rejects, and can be taken back."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from domain.desk import Hand
from domain.document import DocumentState, FilingDecision
from domain.errors import UsageError
from domain.finding import Severity
from domain.ids import DocumentId
from domain.names import NameMatch
from domain.page import PageState
from domain.people import Estates, sees
from domain.register import RegisteredUnit
from domain.review import ReviewDecision, ReviewReason
from domain.scan_quality import QualityLimits, ScanFault, scan_faults
from dossiers.tenure import best_match, tenures_at
from services import desk, double_review, filing
from services.filing import Place
from services.workplace import Workplace
from storage.engine import Transaction
from storage.repositories import documents, events, pages, rescans, review_locks
from storage.repositories.documents import StoredDocument

ACTIONS = ("file", "reject", "rescan")
"""What a person can decide of a waiting document: into a dossier, into none, or into none and its paper is to be scanned again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What a decision led to."""

    document_id: DocumentId
    state: DocumentState
    archive_no: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedLike:
    """What a decision on a document and all like it led to; those `left` could not be decided so and go on waiting."""

    first: Decided
    others: tuple[Decided, ...]
    left: tuple[DocumentId, ...]


def queue(place: Workplace, *, limit: int) -> tuple[StoredDocument, ...]:
    """Return the documents that wait for a person, oldest first."""
    with place.database.read() as tx:
        return documents.in_state(tx, DocumentState.REVIEW, limit=limit)


def show(place: Workplace, document_id: DocumentId) -> StoredDocument:
    """Return one document; UsageError where there is none of that number."""
    with place.database.read() as tx:
        return desk.existing(tx, document_id)


def show_faults(place: Workplace, document_id: DocumentId) -> tuple[tuple[int, ScanFault], ...]:
    """Return what is wrong with the document's scans."""
    with place.database.read() as tx:
        return faults(tx, document_id, place.rules.filing.quality)


def faults(tx: Transaction, document_id: DocumentId, limits: QualityLimits) -> tuple[tuple[int, ScanFault], ...]:
    """Return (page of the document from 1, fault) in order; what is merely worth a note is left out."""
    found = ((n, fault) for n, facts in enumerate(pages.facts(tx, document_id), start=1) for fault in scan_faults(facts, limits))
    return tuple((n, fault) for n, fault in found if fault.severity is not Severity.NOTE)


def decide(place: Workplace, document_id: DocumentId, decision: ReviewDecision, hand: Hand | None = None) -> Decided:
    """Carry out a person's decision in one transaction; UsageError where it cannot be, and then nothing has changed.

    Where the document is one that more than one person must judge, the decision may only be kept as an opinion: `state` stays review.
    """
    with place.database.begin() as tx:
        stored = desk.lay_hand(tx, document_id, hand or Hand(by=decision.by))
        ready = _prepare(tx, place, stored, decision)
        if ready.shelf is not None and hand is not None:
            refuse_foreign(hand.estates, ready.decided.estate)
        if not double_review.settled(tx, place, stored, decision, ready.decided):
            documents.touch(tx, document_id)
            review_locks.release(tx, [document_id])
            return Decided(document_id=document_id, state=DocumentState.REVIEW, archive_no=stored.archive_no)
        review_locks.release(tx, [document_id])
        return _carry_out(tx, place, stored, decision, ready)


def undecide(place: Workplace, document_id: DocumentId, by: str) -> None:
    """Take a person's last decision back: the document waits again as the machine left it, and keeps its archive number.

    UsageError where the last word was not a person's decision to file, reject or scan again.
    """
    with place.database.begin() as tx:
        documents.lock(tx, document_id)
        stored = desk.existing(tx, document_id)
        last = documents.last_decision(tx, document_id)
        if stored.state is DocumentState.REVIEW or last is None or last.action not in ACTIONS:
            raise UsageError(
                f"There is no person's decision on document {document_id} to take back.", f"文件 {document_id} 没有可撤销的人工决定。"
            )
        machine = documents.machine_decision(tx, document_id)
        reasons = machine.reasons or (ReviewReason.FILED_WRONGLY,)  # the machine had filed it, and a person sent it to review
        undone = ReviewDecision(action="undo", by=by, at=datetime.now(UTC))
        documents.decide(tx, document_id, DocumentState.REVIEW, replace(machine, reasons=reasons), undone)
        documents.take_out(tx, document_id)
        rescans.withdraw(tx, document_id)
        pages.move(tx, document_id, PageState.FILED, PageState.REVIEW, reason=reasons[0].code)
        left = f" from dossier {stored.dossier_id}" if stored.dossier_id else ""
        events.record(tx, "document.undecided", "document", document_id, detail=f"{last.action}{left}")


def rescanned(place: Workplace, document_id: DocumentId, by: str) -> None:
    """Note that the paper has been scanned again; UsageError where nobody asked for it."""
    with place.database.begin() as tx:
        if not rescans.done(tx, document_id, by):
            raise UsageError(f"Document {document_id} is not on the list of papers to scan again.", f"文件 {document_id} 不在重扫清单中。")
        events.record(tx, "document.rescanned", "document", document_id)


def like(place: Workplace, document_id: DocumentId, *, estates: Estates = None) -> tuple[DocumentId, ...]:
    """Return the other waiting documents of batch and estates that the machine understood alike: type, unit read, and first proposal."""
    with place.database.read() as tx:
        return documents.waiting_like(tx, document_id, estates)


def decide_one(place: Workplace, document_id: DocumentId, decision: ReviewDecision, hand: Hand | None = None) -> DecidedLike:
    """Decide the document and no other."""
    return DecidedLike(first=decide(place, document_id, decision, hand), others=(), left=())


def decide_like(place: Workplace, document_id: DocumentId, decision: ReviewDecision, hand: Hand | None = None) -> DecidedLike:
    """Decide the document and, each with its own date, all that are like it."""
    alike = like(place, document_id, estates=hand.estates if hand else None)
    same = Hand(by=decision.by, token=hand.token, estates=hand.estates) if hand else Hand(by=decision.by)
    first = decide(place, document_id, decision, hand)
    done, left = [], []
    for each in alike:
        try:
            done.append(decide(place, each, replace(decision, date=None), same))
        except UsageError:  # another person is at it, or its own date forbids it
            left.append(each)
    return DecidedLike(first=first, others=tuple(done), left=tuple(left))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """A decision worked out: the values to keep and, of one that files, where it goes."""

    decided: FilingDecision
    shelf: Place | None


def _prepare(tx: Transaction, place: Workplace, stored: StoredDocument, decision: ReviewDecision) -> _Ready:
    if decision.action != "file":
        return _Ready(decided=stored.decided, shelf=None)
    decided = corrected(tx, place, stored.decided, decision)
    shelf = filing.find_place(tx, decided)
    if shelf is None:
        raise UsageError(
            "The register has no such unit or no tenure at that date. Name a registered unit, an owner, or import the register again.",
            "该房号不在业主名册中，或没有覆盖文件日期的产权期。请指定名册中的房号或业主，或重新导入名册。",
        )
    return _Ready(decided=decided, shelf=shelf)


def _carry_out(tx: Transaction, place: Workplace, stored: StoredDocument, decision: ReviewDecision, ready: _Ready) -> Decided:
    if ready.shelf is None:
        documents.decide(tx, stored.id, DocumentState.REJECTED, stored.decided, decision)
        if decision.action == "rescan":
            rescans.ask(tx, stored.id, by=decision.by, note=decision.note)
        events.record(tx, "document.rejected", "document", stored.id, detail=decision.action)
        return Decided(document_id=stored.id, state=DocumentState.REJECTED, archive_no=stored.archive_no)
    documents.decide(tx, stored.id, DocumentState.FILED, ready.decided, decision)
    filing.file_away(tx, place, stored.id, ready.decided, ready.shelf)
    pages.move(tx, stored.id, PageState.REVIEW, PageState.FILED)
    filed = desk.existing(tx, stored.id)
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
