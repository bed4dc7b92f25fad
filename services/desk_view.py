"""What a person sees at the desk beside the document itself: what was read and where it stands, neighbours, like ones, opinions."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from itertools import islice

from domain.document import UnderstoodPage
from domain.ids import DocumentId, PageId
from domain.page import PageTransform
from domain.text import Box
from services import browsing, double_review, reviewing
from services.browsing import Item
from services.highlighting import spans
from services.workplace import Workplace
from storage import read_models_desk
from storage.engine import Transaction
from storage.mapping import unpack_ocr_page
from storage.read_models_queue import ANY, QueueFilter
from storage.repositories import arrangements, documents, opinions, pages, review_locks
from storage.repositories.arrangements import Arrangement

DOUBTFUL = 0.8
"""Mean confidence of a line below which the reader is shown that it is in doubt."""
MOST_FIELDS = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands on a page, as shares 0..1 of the picture's width and height."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadField:
    """A field read from the document: on which page (from 1), what kind, as read, and where it stands (None: not known)."""

    page: int
    kind: str
    text: str
    confidence: float
    place: Place | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLine:
    """A line of a page as read, where it stands, and which of its characters (start, end) were looked for."""

    text: str
    place: Place
    doubtful: bool
    hits: tuple[tuple[int, int], ...]


class Asks(Enum):
    """How many people a document still asks for."""

    ONE = "one"
    TWO = "two"
    SECOND = "second"
    THIRD = "third"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskItem:
    """All that the desk shows of one waiting document.

    `before` and `after` are the waiting documents of the same batch next to it on paper; `like` counts those the machine understood alike;
    `change` is the last change of its pages that can be put back; `holder` is who else has it before him, "" for nobody.
    """

    item: Item
    fields: tuple[ReadField, ...]
    before: DocumentId | None
    after: DocumentId | None
    like: int
    asks: Asks
    change: Arrangement | None
    holder: str


def show(place: Workplace, document_id: DocumentId, wanted: QueueFilter = ANY, *, token: str = "") -> DeskItem | None:
    """Return the document with what helps to decide it; None where there is none of that number."""
    item = browsing.item(place, document_id, wanted)
    if item is None:
        return None
    alike = len(reviewing.like(place, document_id, estates=wanted.estates))
    with place.database.read() as tx:
        fields = _all_fields(tx, document_id)
        before, after = read_models_desk.neighbours(tx, document_id, wanted.estates)
        given = opinions.given(tx, document_id)
        change = arrangements.latest(tx, document_id)
        other = review_locks.other_holder(tx, document_id, token)
        two = double_review.asks_two(place, document_id, documents.machine_decision(tx, document_id))
    return DeskItem(
        item=item,
        fields=fields,
        before=before,
        after=after,
        like=alike,
        asks=(Asks.THIRD if len(given) > 1 else Asks.SECOND) if given else Asks.TWO if two else Asks.ONE,
        change=change,
        holder="" if other is None else other.holder,
    )


def read_fields(place: Workplace, document_id: DocumentId) -> tuple[ReadField, ...]:
    """Return what was read from the document's pages, at most MOST_FIELDS."""
    with place.database.read() as tx:
        return _all_fields(tx, document_id)


def lines(
    place: Workplace, page_id: PageId, *, query: str = "", see: Callable[[str], str] = lambda text: text
) -> tuple[ReadLine, ...] | None:
    """Return the page's lines in reading order with their places; None where there is no such page.

    `see` gives a text as whoever asks may see it; what the query looks for is marked in that.
    """
    with place.database.read() as tx:
        found = read_models_desk.reading(tx, page_id)
    if found is None:
        return None
    if found.ocr_sha256 is None:
        return ()
    ocr = unpack_ocr_page(place.blobs.read(found.ocr_sha256))
    size = (ocr.width, ocr.height)
    return tuple(
        ReadLine(text=text, place=_place(line.box, size), doubtful=line.confidence < DOUBTFUL, hits=spans(text, query) if query else ())
        for line in ocr.lines
        for text in (see(line.text),)
    )


def _all_fields(tx: Transaction, document_id: DocumentId) -> tuple[ReadField, ...]:
    together = zip(pages.understood_in(tx, document_id), read_models_desk.transforms(tx, document_id), strict=True)
    found = (each for number, (page, shape) in enumerate(together, 1) for each in _fields(number, page, shape))
    return tuple(islice(found, MOST_FIELDS))


def _fields(number: int, page: UnderstoodPage, shape: PageTransform | None) -> Iterator[ReadField]:
    found = page.fields
    held = (
        *(("unit" if each.role == "belongs" else "unit_named", each.text, each.box, each.confidence) for each in found.units),
        *((each.role, each.name, each.box, each.confidence) for each in found.names),
        *(("date" if each.role == "document" else "date_named", each.value.isoformat(), each.box, each.confidence) for each in found.dates),
        *((each.kind, each.value, each.box, each.confidence) for each in found.numbers),
        *(("subject", each.text, each.box, each.confidence) for each in found.subjects),
    )
    for kind, text, box, confidence in held:
        where = _place(box, shape.prepared_size) if box is not None and shape is not None else None
        yield ReadField(page=number, kind=kind, text=text, confidence=confidence, place=where)


def _place(box: Box, size: tuple[int, int]) -> Place:
    width, height = size
    return Place(left=box.left / width, top=box.top / height, width=box.width / width, height=box.height / height)
