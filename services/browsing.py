"""What the web application shows: queue and documents. Reading only."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from domain.document import FilingDecision
from domain.errors import UsageError
from domain.ids import BatchId, DocumentId
from domain.people import Estates, sees
from domain.register import RegisteredUnit, RegisterTenure
from domain.review import ReviewReason, UnitProposal
from domain.scan_quality import ScanFault
from domain.unit_number import UnitNumber
from extraction.unit_number import find_units
from services import reaching, reviewing
from services.workplace import Workplace
from storage import read_models_queue, read_models_web
from storage.read_models_queue import ANY, QueueFilter, QueuePlace, QueueRow
from storage.read_models_web import Decided, PageCard
from storage.repositories import documents, rescans, workers
from storage.repositories.documents import StoredDocument
from storage.repositories.rescans import RescanWanted

PAGE = 50
"""Rows on one page of a list."""
MOST_SUGGESTIONS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """One page of the review queue, what it can be narrowed by, and how many documents the list and the whole queue hold.

    `batches` are (number, name, waiting), `scanners` the names of watched folders, `rescans` counts papers to be scanned again.
    """

    rows: tuple[QueueRow, ...]
    reasons: tuple[tuple[ReviewReason, int], ...]
    batches: tuple[tuple[BatchId, str, int], ...]
    estates: tuple[str, ...]
    scanners: tuple[str, ...]
    total: int
    waiting: int
    rescans: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A registered unit a person may mean; `exact` where the text names it as registered."""

    estate: str
    unit: UnitNumber
    tenures: tuple[RegisterTenure, ...]
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A document with its pages, what people decided, its place in the queue, and what is wrong with its scans.

    `registered` is its unit as registered; `faults` are (page of the document from 1, fault), mere notes left out.
    """

    document: StoredDocument
    pages: tuple[PageCard, ...]
    decisions: tuple[Decided, ...]
    place: QueuePlace
    estates: tuple[str, ...]
    registered: Suggestion | None
    faults: tuple[tuple[int, ScanFault], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RescanList:
    """One page of the papers to be scanned again, and how many there are."""

    rows: tuple[RescanWanted, ...]
    total: int


def estates(place: Workplace) -> tuple[str, ...]:
    """Return the names of the register's estates."""
    with place.database.read() as tx:
        return read_models_web.register_estates(tx)


def waiting(place: Workplace, *, estates: Estates = None) -> int:
    """How many documents wait for a person."""
    with place.database.read() as tx:
        return read_models_queue.waiting_documents(tx, QueueFilter(estates=estates))


def queue(place: Workplace, wanted: QueueFilter, *, page: int) -> Queue:
    """Return one page (from 1) of the review queue, by risk and age."""
    with place.database.read() as tx:
        return Queue(
            rows=read_models_queue.queue_rows(tx, wanted, limit=PAGE, offset=(page - 1) * PAGE),
            reasons=read_models_queue.waiting_reasons(tx, wanted),
            batches=read_models_queue.waiting_batches(tx, wanted.estates),
            estates=read_models_queue.waiting_estates(tx, wanted.estates),
            scanners=tuple(name for name, *_rest in workers.sources(tx, wanted.estates)),
            total=read_models_queue.waiting_documents(tx, wanted),
            waiting=read_models_queue.waiting_documents(tx, QueueFilter(estates=wanted.estates)),
            rescans=rescans.count(tx, wanted.estates),
        )


def rescans_wanted(place: Workplace, *, page: int, estates: Estates = None) -> RescanList:
    """Return one page (from 1) of the papers to be scanned again, by box."""
    with place.database.read() as tx:
        return RescanList(rows=rescans.wanted(tx, limit=PAGE, offset=(page - 1) * PAGE, estates=estates), total=rescans.count(tx, estates))


def item(place: Workplace, document_id: DocumentId, wanted: QueueFilter = ANY) -> Item | None:
    """Return one document with all that a person needs to decide or read it; None where there is none of that number.

    Only units, owners and neighbours in the queue of the estates wanted are shown beside it.
    """
    with place.database.read() as tx:
        document = documents.get(tx, document_id)
        if document is None:
            return None
        decided, estates = document.decided, wanted.estates
        registered: Sequence[Suggestion] = ()
        if decided.unit is not None:
            found = place.register.get(tx).lookup(decided.unit, (decided.estate,) if decided.estate else ())
            registered = [_suggestion(match.unit, exact=match.how == "exact") for match in found]
        return Item(
            document=replace(document, decided=replace(decided, proposals=_visible(decided, estates))),
            pages=read_models_web.document_pages(tx, document_id),
            decisions=read_models_web.decisions(tx, document_id),
            place=read_models_queue.queue_place(tx, document_id, wanted),
            estates=read_models_web.register_estates(tx, estates),
            registered=registered[0] if len(registered) == 1 and sees(estates, registered[0].estate) else None,
            faults=reviewing.faults(tx, document_id, place.rules.filing.quality),
        )


def queue_place(place: Workplace, document_id: DocumentId, wanted: QueueFilter) -> QueuePlace:
    """Return where the document stands in the queue."""
    with place.database.read() as tx:
        return read_models_queue.queue_place(tx, document_id, wanted)


def proposals(place: Workplace, document_id: DocumentId, *, estates: Estates) -> tuple[UnitProposal, ...]:
    """Return the document's proposals in the order in which they are shown; UsageError where there is no document of that number."""
    return _visible(reviewing.show(place, document_id).decided, estates)


def _visible(decided: FilingDecision, estates: Estates) -> tuple[UnitProposal, ...]:
    return tuple(each for each in decided.proposals if sees(estates, each.estate))


def done(place: Workplace, document_id: DocumentId, *, estates: Estates) -> Item | None:
    """Return a document of these estates that has just been decided; None where it is none of them."""
    if reaching.reach(place, reaching.Subject.DOCUMENT, str(document_id), estates) is None:
        return None
    return item(place, document_id, QueueFilter(estates=estates))


def parse_unit(text: str) -> tuple[UnitNumber, str]:
    """Read one unit, in any written form, and the estate named with it ("" for none); UsageError where it is none or several."""
    found = {(mention.unit, mention.estate) for mention in find_units(text, labelled=True)}
    if not found:
        raise UsageError(
            "No unit number could be read from the text typed. Write it like 3-2-501.", "没有读出房号。请写成如“3栋2单元501室”或“3-2-501”。"
        )
    if len(found) > 1:
        raise UsageError("The text typed names several units. Name one.", "填写的内容中有多个房号，请只写一个。")
    return found.pop()


def suggest(place: Workplace, text: str, *, estate: str = "", estates: Estates = None) -> tuple[Suggestion, ...]:
    """Return registered units that a typed text may mean, by unit in any written form or by owner's full name, likeliest first."""
    with place.database.read() as tx:
        index = place.register.get(tx)
    found: dict[tuple[str, UnitNumber], Suggestion] = {}
    for mention in find_units(text, labelled=True):
        within = (estate,) if estate else index.estates(mention.estate)
        for match in (*index.lookup(mention.unit, within), *index.near(mention.unit, within)):
            found.setdefault((match.unit.estate, match.unit.unit), _suggestion(match.unit, exact=match.how == "exact"))
    for unit in index.by_owner(text.strip(), (estate,) if estate else ()):
        found.setdefault((unit.estate, unit.unit), _suggestion(unit, exact=True))
    return tuple(each for each in found.values() if sees(estates, each.estate))[:MOST_SUGGESTIONS]


def _suggestion(unit: RegisteredUnit, *, exact: bool) -> Suggestion:
    return Suggestion(estate=unit.estate, unit=unit.unit, tenures=unit.tenures, exact=exact)
