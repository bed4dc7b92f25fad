"""Search: what a query's words mean, the papers that hold them, what it names outright, and what may help where nothing is found."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.hanzi import fold
from domain.ids import DocumentId
from domain.masking import mask_in_text
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
from storage.words import holds, in_pattern

PAGE = 50
"""Papers on one page of results."""
MOST_HITS = 1000
MOST_PAGES_SHOWN = 3
MOST_UNITS = 3
_IN_NUMBERS = re.compile("[0-9a-z]", re.IGNORECASE)


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


def search(place: Workplace, query: str, wanted: PageFilter, *, page: int, masked: bool = False) -> Results:
    """Find papers that hold every part of the query in their text or fields, newest first.

    `masked`: whoever asks may not see the numbers of persons, and finds nothing by their digits. `page` counts from 1.
    """
    with place.database.read() as tx:
        meant = sought(place, tx, query)
        found = find_pages(tx, meant, wanted, limit=MOST_HITS + 1)
        cut = len(found) > MOST_HITS
        found = visible(tx, found[:MOST_HITS], meant) if masked else found[:MOST_HITS]
        papers = _papers(found)
        shown = papers[(page - 1) * PAGE : page * PAGE]
        hits = {hit.page_id: hit for hit in read_models.hits(tx, tuple(each.id for paper in shown for each in paper))}
        documents = tuple({each.document_id for paper in shown for each in paper if each.document_id is not None})
        numbers = dict(read_models_web.page_numbers(tx, documents))
        units = dict.fromkeys(each for part in meant for each in part.units if sees(wanted.estates, each[0]))
        named = ((estate, UnitNumber.parse(unit)) for estate, unit in list(units)[:MOST_UNITS])
        volumes = tuple(volume for estate, unit in named for volume in read_models_web.volumes_of_unit(tx, estate, unit))
        document = read_models_web.by_archive_no(tx, query, wanted.estates)
    return Results(
        papers=tuple(_paper([(hits[each.id], numbers.get(each.id, 0)) for each in paper], query, masked) for paper in shown),
        total=len(papers),
        pages=len(found),
        cut=cut,
        document=document,
        volumes=volumes,
    )


def advice(place: Workplace, query: str, wanted: PageFilter, *, masked: bool = False) -> Advice:
    """What may help where nothing was found; `masked` as for `search`."""
    with place.database.read() as tx:
        meant = sought(place, tx, query)
        anywhere = PageFilter(estates=wanted.estates)

        def number(of: Sequence[Sought]) -> int:
            found = find_pages(tx, of, anywhere, limit=MOST_HITS + 1)
            return len(visible(tx, found, of) if masked else found)

        alone = tuple((each.text, number([each])) for each in meant) if len(meant) > 1 else ()
        unfiltered = number(meant) if wanted != anywhere else 0
    return Advice(unfiltered=unfiltered, alone=alone, units=suggest(place, query, estates=wanted.estates))


def visible(tx: Transaction, found: Sequence[FoundPage], meant: Sequence[Sought]) -> tuple[FoundPage, ...]:
    """Of the pages found those that hold every part also where the numbers of persons are masked.

    Else hits would tell a number by trying: the index knows 138 1234 5678 by 1234, and a title by any of its digits.
    """
    digits = [part for part in meant if _IN_NUMBERS.search(fold(part.text))]
    if not digits:
        return tuple(found)
    hits = read_models.hits(tx, tuple(each.id for each in found))
    kept = {hit.page_id for hit in hits if all(_shows(hit, part) for part in digits)}
    return tuple(each for each in found if each.id in kept)


def _shows(hit: Hit, part: Sought) -> bool:
    if hit.doc_type in part.types or (hit.estate or "", hit.unit) in part.units:
        return True
    fields = " ".join((mask_in_text(hit.title), mask_in_text(hit.owner), hit.estate or "", hit.archive_no or ""))
    in_fields = re.search(in_pattern(part.text, str, "."), fold(fields).lower())
    return bool(in_fields) or holds(mask_in_text(hit.text), part.text)


def _papers(found: Sequence[FoundPage]) -> list[list[FoundPage]]:
    """Pages of one document together, in the order of their newest page."""
    kept: dict[tuple[str, int], list[FoundPage]] = {}
    for each in found:
        key = ("page", int(each.id)) if each.document_id is None else ("document", int(each.document_id))
        kept.setdefault(key, []).append(each)
    return list(kept.values())


def _paper(pages: Sequence[tuple[Hit, int]], query: str, masked: bool) -> PaperFound:
    looked = [
        (hit, number, snippets(mask_in_text(hit.text) if masked else hit.text, query))
        for hit, number in sorted(pages, key=lambda each: each[1])
    ]
    marked = [each for each in looked if any(piece.hit for passage in each[2] for piece in passage)] or looked[:1]
    shown = tuple(PageFound(hit=hit, number=number, passages=passages) for hit, number, passages in marked[:MOST_PAGES_SHOWN])
    return PaperFound(pages=shown, more=len(marked) - len(shown))
