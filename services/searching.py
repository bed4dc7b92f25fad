"""Search: what a query's words mean, the papers that hold them, what it names outright, and what may help where nothing is found."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from domain.hanzi import fold
from domain.ids import DocumentId
from domain.people import Estates, sees
from domain.unit_number import UnitNumber
from dossiers.register_index import RegisterIndex
from extraction.unit_number import find_units
from services.browsing import Suggestion, suggest
from services.highlighting import Piece, snippets
from services.workplace import Workplace
from storage import read_models, read_models_web
from storage.engine import Transaction
from storage.read_models import Hit
from storage.read_models_web import Volume
from storage.search import FoundPage, PageFilter, Sought, find_pages, years

PAGE = 50
"""Papers on one page of results."""
MOST_HITS = 1000
MOST_PAGES_SHOWN = 3
MOST_UNITS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFound:
    """A page and the passages it was found in; `number` is its place in its document, 0 where it belongs to none."""

    hit: Hit
    number: int
    passages: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperFound:
    """A document with the first of its pages that were found, or a page of no document; `more` pages were found besides."""

    pages: tuple[PageFound, ...]
    more: int

    @property
    def hit(self) -> Hit:
        """Its first page found, which knows the document too."""
        return self.pages[0].hit


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """One page of what was found: papers, how many papers and pages there are in all, and what the query names outright.

    At most MOST_HITS pages are looked at; `cut` tells that there are more.
    """

    papers: tuple[PaperFound, ...]
    total: int
    pages: int
    cut: bool
    document: DocumentId | None
    volumes: tuple[Volume, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What may help where nothing was found: pages without the filter, pages that hold each word alone, registered units alike.

    More than MOST_HITS pages are not counted: one more than that stands for all.
    """

    unfiltered: int
    alone: tuple[tuple[str, int], ...]
    units: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a search can be narrowed by."""

    estates: tuple[str, ...]
    years: tuple[int, ...]


def choices(place: Workplace, *, estates: Estates = None) -> Choices:
    """Return the estates and years that a search can be narrowed to."""
    with place.database.read() as tx:
        return Choices(estates=read_models_web.register_estates(tx, estates), years=years(tx, estates))


def sought(place: Workplace, tx: Transaction, query: str) -> tuple[Sought, ...]:
    """The parts of a query: a unit in any written form as one part with the registered units it may be, each other word by itself."""
    index = place.register.get(tx)
    return tuple(_meant(place, index, text) for text in parts(query))


def parts(query: str) -> tuple[str, ...]:
    """The query's words; the words of a unit that is written with blanks (Flat B, 12/F, Block 3) stay together."""
    found: list[str] = []
    at = 0
    for mention in find_units(query):
        starts = mention.start == 0 or query[mention.start - 1].isspace()
        ends = mention.end == len(query) or query[mention.end].isspace()
        if mention.start >= at and starts and ends:
            found += [*query[at : mention.start].split(), query[mention.start : mention.end].strip()]
            at = mention.end
    return (*found, *query[at:].split())


def _meant(place: Workplace, index: RegisterIndex, text: str) -> Sought:
    word = fold(text)
    types = tuple(each.code for each in place.taxonomy.types if len(word) > 1 and any(word in title for title in each.titles))
    named = [match.unit for mention in find_units(text) for match in index.lookup(mention.unit, index.estates(mention.estate))]
    return Sought(text=text, types=types, units=tuple((unit.estate, str(unit.unit)) for unit in named))


def search(place: Workplace, query: str, wanted: PageFilter, *, page: int, see: Callable[[str], str] = lambda text: text) -> Results:
    """Find papers that hold every part of the query in their text or fields, newest first.

    `see` gives a text as whoever asks may see it; `page` counts from 1.
    """
    with place.database.read() as tx:
        meant = sought(place, tx, query)
        found = find_pages(tx, meant, wanted, limit=MOST_HITS + 1)
        papers = _papers(found[:MOST_HITS])
        shown = papers[(page - 1) * PAGE : page * PAGE]
        hits = {hit.page_id: hit for hit in read_models.hits(tx, tuple(each.id for paper in shown for each in paper))}
        documents = tuple({each.document_id for paper in shown for each in paper if each.document_id is not None})
        numbers = dict(read_models_web.page_numbers(tx, documents))
        units = dict.fromkeys(each for part in meant for each in part.units if sees(wanted.estates, each[0]))
        named = ((estate, UnitNumber.parse(unit)) for estate, unit in list(units)[:MOST_UNITS])
        volumes = tuple(volume for estate, unit in named for volume in read_models_web.volumes_of_unit(tx, estate, unit))
        document = read_models_web.by_archive_no(tx, query, wanted.estates)
    return Results(
        papers=tuple(_paper([(hits[each.id], numbers.get(each.id, 0)) for each in paper], query, see) for paper in shown),
        total=len(papers),
        pages=min(len(found), MOST_HITS),
        cut=len(found) > MOST_HITS,
        document=document,
        volumes=volumes,
    )


def advice(place: Workplace, query: str, wanted: PageFilter) -> Advice:
    """What may help where nothing was found."""
    with place.database.read() as tx:
        meant = sought(place, tx, query)
        anywhere = PageFilter(estates=wanted.estates)

        def number(of: Sequence[Sought]) -> int:
            return len(find_pages(tx, of, anywhere, limit=MOST_HITS + 1))

        alone = tuple((each.text, number([each])) for each in meant) if len(meant) > 1 else ()
        unfiltered = number(meant) if wanted != anywhere else 0
    return Advice(unfiltered=unfiltered, alone=alone, units=suggest(place, query, estates=wanted.estates))


def _papers(found: Sequence[FoundPage]) -> list[list[FoundPage]]:
    """Pages of one document together, in the order of their newest page."""
    kept: dict[tuple[str, int], list[FoundPage]] = {}
    for each in found:
        key = ("page", int(each.id)) if each.document_id is None else ("document", int(each.document_id))
        kept.setdefault(key, []).append(each)
    return list(kept.values())


def _paper(pages: Sequence[tuple[Hit, int]], query: str, see: Callable[[str], str]) -> PaperFound:
    looked = [(hit, number, snippets(see(hit.text), query)) for hit, number in sorted(pages, key=lambda each: each[1])]
    marked = [each for each in looked if any(piece.hit for passage in each[2] for piece in passage)] or looked[:1]
    shown = tuple(PageFound(hit=hit, number=number, passages=passages) for hit, number, passages in marked[:MOST_PAGES_SHOWN])
    return PaperFound(pages=shown, more=len(marked) - len(shown))
