"""A person changes which pages make a waiting document: part, join, put in order, leave out a blank side, turn; and takes it back.

Everything happens in one transaction, and what stood before is kept, so that the last change can be put back exactly.
"""

from collections.abc import Sequence

from domain.desk import Hand
from domain.errors import UsageError
from domain.ids import DocumentId, PageId
from domain.job import JobKind
from domain.page import Rotation
from services import desk
from services.redeciding import understand_anew
from services.workplace import Workplace
from storage.engine import Transaction
from storage.repositories import arrangements, documents, events, jobs, pages
from storage.repositories.documents import Origin

QUARTERS: tuple[Rotation, ...] = (0, 90, 180, 270)


def split(place: Workplace, document_id: DocumentId, before: int, hand: Hand) -> DocumentId:
    """Part the document before its page `before` (from 2); the pages from there become a document of their own, which is returned."""
    with place.database.begin() as tx:
        stored = desk.lay_hand(tx, document_id, hand)
        held = _pages(tx, document_id)
        if not 2 <= before <= len(held):
            raise UsageError(
                f"Document {document_id} has no page {before} to begin a new one with.", f"文件 {document_id} 不能从第 {before} 页处拆分。"
            )
        stood = arrangements.standing(tx, [document_id])
        kept, parted = held[: before - 1], held[before - 1 :]
        origin = Origin(
            batch_id=stored.batch_id,
            group_id=documents.group_of(tx, document_id),
            first_page=parted[0],
            box=stored.box,
            batch_label=stored.batch_label,
        )
        made = documents.add(tx, origin, decided=stored.decided, state=stored.state)
        pages.join_document(tx, document_id, kept)
        pages.join_document(tx, made, parted)
        for each in (document_id, made):
            understand_anew(tx, place, each)
        arrangements.add(tx, document_id, stood, [document_id, made], kind="split", by=hand.by)
        events.record(tx, "document.split", "document", document_id, detail=f"document {made} from page {before}")
    return made


def join(place: Workplace, document_id: DocumentId, other_id: DocumentId, hand: Hand) -> DocumentId:
    """Add the other waiting document's pages to the end of this one, and return the one that is left.

    That is this one, unless the other alone bears an archive number or decisions: a number once given is never given up. UsageError where
    both do.
    """
    if document_id == other_id:
        raise UsageError("A document cannot be joined to itself.", "文件不能与自身合并。")
    with place.database.begin() as tx:
        for each in sorted((document_id, other_id)):
            documents.lock(tx, each)
        desk.lay_hand(tx, document_id, hand)
        desk.lay_hand(tx, other_id, Hand(by=hand.by, token=hand.token))
        left, gone = document_id, other_id
        if arrangements.bears_traces(tx, gone):
            left, gone = gone, left
        if arrangements.bears_traces(tx, gone):
            raise UsageError(
                "Both documents have been decided or numbered before and cannot be joined. File them one by one.",
                "两份文件都已有复核记录或档号，不能合并，请分别归档。",
            )
        stood = arrangements.standing(tx, [document_id, other_id])
        together = (*_pages(tx, document_id), *_pages(tx, other_id))
        pages.join_document(tx, left, together)
        arrangements.remove(tx, gone)
        arrangements.set_first_page(tx, left, together[0])
        understand_anew(tx, place, left)
        arrangements.add(tx, left, stood, [left], kind="join", by=hand.by)
        events.record(tx, "document.joined", "document", left, detail=f"document {gone}")
    return left


def reorder(place: Workplace, document_id: DocumentId, order: Sequence[int], hand: Hand) -> None:
    """Put the pages in this order; `order` names each page once by its number in the document as it is now, from 1."""
    with place.database.begin() as tx:
        desk.lay_hand(tx, document_id, hand)
        held = _pages(tx, document_id)
        if sorted(order) != list(range(1, len(held) + 1)):
            raise UsageError("The order must name every page once.", "页序中每一页必须且只能出现一次。")
        stood = arrangements.standing(tx, [document_id])
        wanted = [held[n - 1] for n in order]
        pages.join_document(tx, document_id, wanted)
        arrangements.set_first_page(tx, document_id, wanted[0])
        _settle(tx, place, document_id, stood, kind="reorder", by=hand.by)


def leave_out_blank(place: Workplace, document_id: DocumentId, number: int, hand: Hand) -> None:
    """Take page `number` (from 1) out of the document for a blank side. The last page cannot go: reject the document instead."""
    with place.database.begin() as tx:
        desk.lay_hand(tx, document_id, hand)
        held = _pages(tx, document_id)
        page_id = _one(held, document_id, number)
        if len(held) == 1:
            raise UsageError(
                f"Document {document_id} has only this page. Reject it instead.", f"文件 {document_id} 只有这一页，如为空白请直接退回。"
            )
        stood = arrangements.standing(tx, [document_id])
        left = [each for each in held if each != page_id]
        arrangements.set_blank(tx, page_id)
        pages.join_document(tx, document_id, left)
        arrangements.set_first_page(tx, document_id, left[0])
        _settle(tx, place, document_id, stood, kind="blank", by=hand.by)


def turn(place: Workplace, document_id: DocumentId, number: int, degrees: int, hand: Hand) -> None:
    """Turn page `number` (from 1) by 90, 180 or 270 degrees clockwise from how it is shown; a worker then reads it again that way up."""
    if degrees not in QUARTERS[1:]:
        raise UsageError("A page is turned by 90, 180 or 270 degrees.", "页面只能旋转 90、180 或 270 度。")
    with place.database.begin() as tx:
        stored = desk.lay_hand(tx, document_id, hand)
        page_id = _one(_pages(tx, document_id), document_id, number)
        shown = arrangements.rotation(tx, page_id)
        arrangements.turn(tx, page_id, QUARTERS[(shown + degrees) % 360 // 90])
        documents.touch(tx, document_id)
        jobs.again(tx, JobKind.READ_PAGE, page_id, batch_id=stored.batch_id, priority=1)
        events.record(tx, "page.turned", "page", page_id, detail=f"{degrees}")


def undo(place: Workplace, document_id: DocumentId, hand: Hand) -> tuple[DocumentId, ...]:
    """Put back the last change of pages that the document came out of; return the documents that stand again.

    UsageError where there is none, or where anything has happened since to a document that came out of it.
    """
    with place.database.begin() as tx:
        desk.lay_hand(tx, document_id, hand)
        change = arrangements.latest(tx, document_id)
        if change is None:
            raise UsageError(f"The pages of document {document_id} were not changed.", f"文件 {document_id} 的页面没有可撤销的调整。")
        for each, _version in change.versions:
            if each != document_id:
                desk.lay_hand(tx, each, Hand(by=hand.by, token=hand.token))
        if not arrangements.untouched(tx, change):
            raise UsageError(
                "Something has happened since to a document that came out of the change; it cannot be taken back any more.",
                "调整之后相关文件又有变动，不能再撤销该次调整。",
            )
        stand = arrangements.put_back(tx, change)
        for each in stand:
            facts = documents.get(tx, each)
            assert facts is not None  # put back a moment ago
            jobs.again(tx, JobKind.PUBLISH_DOCUMENT, each, batch_id=facts.batch_id, priority=2)
        events.record(tx, "document.put_back", "document", document_id, detail=change.kind)
    return stand


def _settle(tx: Transaction, place: Workplace, document_id: DocumentId, stood: arrangements.Standing, *, kind: str, by: str) -> None:
    understand_anew(tx, place, document_id)
    arrangements.add(tx, document_id, stood, [document_id], kind=kind, by=by)
    events.record(tx, f"document.{kind}", "document", document_id)


def _pages(tx: Transaction, document_id: DocumentId) -> tuple[PageId, ...]:
    return tuple(each.page_id for each in pages.understood_in(tx, document_id))


def _one(held: Sequence[PageId], document_id: DocumentId, number: int) -> PageId:
    if not 1 <= number <= len(held):
        raise UsageError(f"Document {document_id} has no page {number}.", f"文件 {document_id} 没有第 {number} 页。")
    return held[number - 1]
