"""The desk at which a person works on a waiting document: locked for one window, and never changed under another's hands."""

from domain.desk import Hand, Hold
from domain.document import DocumentState
from domain.errors import UsageError
from domain.ids import DocumentId
from services.workplace import Workplace
from storage import read_models_queue
from storage.engine import Transaction
from storage.read_models_queue import QueueFilter
from storage.repositories import documents, review_locks
from storage.repositories.documents import StoredDocument

AT_ONCE = 10
"""So many people may begin at the same moment (only PostgreSQL lets them) and each still finds a document."""
LOCK_SECONDS = 180.0
"""A window that says nothing for so long (closed, asleep, off the net) lets go of its document; an open one asks again every minute."""


def take(place: Workplace, document_id: DocumentId, hand: Hand) -> Hold:
    """Keep the document for this window; returns who has it, which may be another."""
    with place.database.begin() as tx:
        waiting(tx, document_id)
        return review_locks.take(tx, document_id, hand, seconds=LOCK_SECONDS)


def take_first(place: Workplace, wanted: QueueFilter, hand: Hand) -> DocumentId | None:
    """Keep the first waiting document that is wanted for this window, so that many who begin at once begin with different ones.

    None where none waits.
    """
    with place.database.begin() as tx:
        for row in read_models_queue.queue_rows(tx, wanted, limit=AT_ONCE, offset=0):
            if review_locks.take(tx, row.id, hand, seconds=LOCK_SECONDS).token == hand.token:
                return row.id
    return None


def let_go(place: Workplace, document_id: DocumentId, hand: Hand) -> None:
    """Let the document go; harmless where another window has it."""
    with place.database.begin() as tx:
        review_locks.let_go(tx, document_id, hand.token)


def version(place: Workplace, document_id: DocumentId) -> int:
    """Return how often the document has changed; UsageError where there is none of that number."""
    with place.database.read() as tx:
        return existing(tx, document_id).version


def lay_hand(tx: Transaction, document_id: DocumentId, hand: Hand) -> StoredDocument:
    """Return the waiting document with nobody else able to change it before this transaction ends.

    UsageError where it does not wait for review, another window has it, or it has changed since this person looked at it.
    """
    documents.lock(tx, document_id)
    stored = waiting(tx, document_id)
    other = review_locks.other_holder(tx, document_id, hand.token)
    if other is not None:
        raise UsageError(
            f"{other.holder} is working on document {document_id}. Take another; it becomes free when that person leaves it.",
            f"文件 {document_id} 正由 {other.holder} 处理，请先处理其他文件；对方离开后即可处理。",
        )
    if hand.version is not None and hand.version != stored.version:
        raise UsageError(
            f"Document {document_id} has changed since you opened it. Look at it again before you decide.",
            f"文件 {document_id} 在您打开之后已有变动，请重新查看后再决定。",
        )
    return stored


def waiting(tx: Transaction, document_id: DocumentId) -> StoredDocument:
    """Return the document; UsageError where there is none of that number or it does not wait for review."""
    stored = existing(tx, document_id)
    if stored.state is not DocumentState.REVIEW:
        raise UsageError(
            f"Document {document_id} does not wait for review (it is {stored.state}).",
            f"文件 {document_id} 不在复核队列中（当前状态：{stored.state}）。",
        )
    return stored


def existing(tx: Transaction, document_id: DocumentId) -> StoredDocument:
    """Return the document; UsageError where there is none of that number."""
    stored = documents.get(tx, document_id)
    if stored is None:
        raise UsageError(f"There is no document {document_id}.", f"没有编号为 {document_id} 的文件。")
    return stored
