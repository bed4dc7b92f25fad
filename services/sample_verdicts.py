"""A person's verdict on a sampled document: kept, carried out beside the machine's decision, and weighed against the promise."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from domain.document import DocumentState, FilingDecision
from domain.errors import UsageError
from domain.ids import DocumentId, DossierId, NoticeId
from domain.page import PageState
from domain.people import Estates
from domain.review import ReviewDecision, ReviewReason
from domain.sampling import SampleVerdict, Verdict, breaks_promise
from domain.taxonomy import Taxonomy
from services import filing, promise, reviewing, sampling
from services.sampling import Shown
from services.workplace import Workplace
from storage.engine import Transaction
from storage.repositories import documents, events, pages, samples


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a verdict led to: where the document stands now, and the notices of thresholds tightened by it."""

    document_id: DocumentId
    state: DocumentState
    moved: bool
    notices: tuple[NoticeId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Right:
    """What the paper is by the verdict: the values to keep, and the dossier it belongs into (None: a person must find it)."""

    decided: FilingDecision
    dossier_id: DossierId | None


def decide(place: Workplace, document_id: DocumentId, verdict: SampleVerdict, *, estates: Estates = None) -> Outcome:
    """Keep a verdict and put the document where it says, in one transaction; UsageError where it cannot be, and then nothing has changed.

    A later verdict may differ: the last one counts and the document follows it; all are kept.
    """
    with place.database.begin() as tx:
        samples.lock(tx)
        documents.lock(tx, document_id)
        shown = sampling.read(tx, document_id)
        right = _right(tx, place, shown, verdict)
        if right.dossier_id is not None:
            reviewing.refuse_foreign(estates, right.decided.estate)
        wrong = breaks_promise(verdict.verdict, shown.sampled.category, right.decided.category)
        samples.add_verdict(tx, document_id, verdict, wrong=wrong)
        events.record(tx, "sample.decided", "document", document_id, detail=verdict.verdict.code)
        moved = verdict.verdict is not Verdict.UNCLEAR and _carry_out(tx, shown, right, verdict)
        notices = promise.judge(tx, place.rules.sampling)
        after = sampling.read(tx, document_id).document
    return Outcome(document_id=document_id, state=after.state, moved=moved, notices=notices)


def _right(tx: Transaction, place: Workplace, shown: Shown, verdict: SampleVerdict) -> _Right:
    """Lay the person's values over the machine's, whatever earlier verdicts said."""
    said = verdict.verdict
    decided = _typed(place.taxonomy, shown.machine, verdict)
    named = verdict.unit or verdict.estate or verdict.owner
    if named and not said.wrong_unit:
        raise UsageError("Name a unit or owner only where they are wrong.", "只有房号或业主有误时才填写正确的房号或业主。")
    if said is Verdict.WRONG_PAGES or (said.wrong_unit and not named):
        return _Right(decided=replace(decided, reasons=(ReviewReason.FILED_WRONGLY,)), dossier_id=None)
    if not said.wrong_unit:
        return _Right(decided=decided, dossier_id=shown.sampled.dossier_id)
    corrected = reviewing.corrected(tx, place, decided, _decision("correct", verdict))
    shelf = filing.find_place(tx, corrected)
    if shelf is None:
        raise UsageError(
            "The register has no such unit or no tenure at that date. Name a registered unit and, of several owners, the owner; "
            "or name none, and the document goes back to review.",
            "该房号不在业主名册中，或不能确定是哪一任业主。请指定名册中的房号（多任业主时写明业主）；也可留空，文件将退回复核。",
        )
    dossier_id = documents.open_dossier(tx, shelf.unit_id, shelf.tenure_id)
    if dossier_id == shown.sampled.dossier_id:
        raise UsageError(
            "That is the dossier the machine chose. Name another unit or owner, or choose another verdict.",
            "所填的正是机器归入的户档。请填写其他房号或业主，或改选其他结论。",
        )
    return _Right(decided=corrected, dossier_id=dossier_id)


def _typed(taxonomy: Taxonomy, machine: FilingDecision, verdict: SampleVerdict) -> FilingDecision:
    if not verdict.verdict.wrong_type:
        if verdict.doc_type:
            raise UsageError("Name a type only where the type is wrong.", "只有类型有误时才填写正确的类型。")
        return machine
    if not verdict.doc_type or verdict.doc_type == machine.doc_type:
        raise UsageError("Name the right type, another than the machine's.", "请选择正确的文件类型（应与机器判定的不同）。")
    if verdict.doc_type not in {known.code for known in taxonomy.types}:
        raise UsageError(f"There is no document type {verdict.doc_type!r}.", f"没有名为 {verdict.doc_type!r} 的文件类型。")
    return replace(machine, doc_type=verdict.doc_type, category=taxonomy.type_of(verdict.doc_type).category)


def _carry_out(tx: Transaction, shown: Shown, right: _Right, verdict: SampleVerdict) -> bool:
    """Put the document where the verdict says; False where it stands there already."""
    now, document_id = shown.document, shown.document.id
    if right.dossier_id is None:
        if now.state is not DocumentState.FILED:  # in review, or decided there by a person
            return False
        documents.decide(tx, document_id, DocumentState.REVIEW, right.decided, _decision("return", verdict))
        documents.take_out(tx, document_id)
        pages.move(tx, document_id, PageState.FILED, PageState.REVIEW, reason=ReviewReason.FILED_WRONGLY.code)
        events.record(tx, "document.returned", "document", document_id, detail=f"from dossier {now.dossier_id}")
        return True
    if (now.state, now.dossier_id, now.decided.doc_type) == (DocumentState.FILED, right.dossier_id, right.decided.doc_type):
        return False
    documents.decide(tx, document_id, DocumentState.FILED, right.decided, _decision("correct", verdict))
    documents.put_into(tx, document_id, right.dossier_id)
    pages.move(tx, document_id, PageState.REVIEW, PageState.FILED)
    events.record(tx, "document.corrected", "document", document_id, detail=f"dossier {now.dossier_id} to {right.dossier_id}")
    return True


def _decision(action: str, verdict: SampleVerdict) -> ReviewDecision:
    return ReviewDecision(
        action=action,
        by=verdict.by,
        at=datetime.now(UTC),
        doc_type=verdict.doc_type,
        estate=verdict.estate,
        unit=verdict.unit,
        owner=verdict.owner,
        note=verdict.note,
    )
