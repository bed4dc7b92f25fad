"""Finding pages by the words of their text and by the fields of their documents, newest first, and no further than needed (ADR 0033)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from domain.hanzi import spellings
from domain.ids import DocumentId, PageId
from domain.people import Estates
from domain.taxonomy import Category
from storage.engine import Transaction
from storage.estates import document_within, page_within
from storage.tables import document, page, scan
from storage.text_index import FTS, matches, numbered, plan_for_words
from storage.words import in_pattern, phrases

FIRST_STRETCH = 2_000
"""So many of the newest pages are looked through first."""
COMMON = 200
"""A word on so many of them is common."""

_Found = dict[int, int | None]
"""Pages found, and the document of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """One part of a query, all of whose groups must be found in a page's text, or the part in a field of the page's document.

    `types` are document types of that name, `units` the registered units (estate, unit) that it names.
    """

    text: str
    types: tuple[str, ...] = ()
    units: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFilter:
    """What a found page's document must be; "" and None are no condition.

    `units`: one of these, as they are stored; `since` and `until`: first and last day of its date; `estates`: what whoever asks may see.
    """

    estate: str = ""
    category: Category | None = None
    doc_type: str = ""
    units: tuple[str, ...] | None = None
    since: date | None = None
    until: date | None = None
    estates: Estates = None


EVERY = PageFilter()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPage:
    """A page that was found, and its document."""

    id: PageId
    document_id: DocumentId | None


def find_pages(tx: Transaction, sought: Sequence[Sought], wanted: PageFilter = EVERY, *, limit: int) -> tuple[FoundPage, ...]:
    """Return pages that hold every part, newest first; () where no part holds a searchable character.

    What lies in the text is looked for first: where that fills the limit, fields matter only of pages newer than the last one found.
    """
    parts = [part for part in sought if phrases(part.text)]
    newest = tx.connection.scalar(sa.select(sa.func.max(page.c.id)))
    if not parts or newest is None:
        return ()
    plan_for_words(tx)
    found = _in_text(tx, parts, wanted, newest, limit)
    last = min(found) if len(found) == limit else 0
    found |= _in_fields(tx, parts, wanted, _Stretch(above=last, upto=newest), limit)
    return tuple(FoundPage(id=PageId(each), document_id=_document(found[each])) for each in sorted(found, reverse=True)[:limit])


def _document(number: int | None) -> DocumentId | None:
    return None if number is None else DocumentId(number)


def units(tx: Transaction) -> tuple[str, ...]:
    """Every unit that a document names, as stored."""
    return tuple(tx.connection.scalars(sa.select(document.c.unit).where(document.c.unit.is_not(None)).distinct()))


def years(tx: Transaction, estates: Estates = None) -> tuple[int, ...]:
    """Return the years from the newest dated document to the oldest."""
    query = sa.select(sa.func.min(document.c.date), sa.func.max(document.c.date)).where(document_within(estates))
    first, last = tx.connection.execute(query).one()
    return () if first is None else tuple(range(last.year, first.year - 1, -1))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stretch:
    """Pages with numbers above .. upto (included)."""

    above: int
    upto: int

    def holds(self, number: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
        return sa.and_(number > self.above, number <= self.upto)


def _in_text(tx: Transaction, parts: Sequence[Sought], wanted: PageFilter, newest: int, limit: int) -> _Found:
    """The newest pages whose text holds all parts. Common words fill the limit among the newest pages; else all that hold them are few."""
    number, match = numbered(tx), matches(tx, [phrase for part in parts for phrase in phrases(part.text)])
    last = max(0, newest - FIRST_STRETCH)

    def holding(stretch: _Stretch) -> sa.Select[int]:
        return sa.select(number.label("number")).select_from(FTS).where(match, stretch.holds(number))

    near, rest = holding(_Stretch(above=last, upto=newest)), holding(_Stretch(above=0, upto=last))
    found = _streamed(tx, near, wanted, limit)
    if len(found) == limit or not last:
        return found
    common = not tx.sqlite and wanted != EVERY and len(tx.connection.scalars(near.limit(COMMON)).all()) == COMMON
    if any(True for _ in _asked(wanted)) and (tx.sqlite or common):
        return found | _of_papers(tx, match, last, wanted, limit - len(found))
    if not (tx.sqlite or common):
        rest = rest.offset(0)  # PostgreSQL is to find them by the index, not to look at every page until the limit is reached
    return found | _streamed(tx, rest, wanted, limit - len(found))


def _of_papers(tx: Transaction, match: sa.ColumnElement[bool], last: int, wanted: PageFilter, limit: int) -> _Found:
    """The newest of the pages that fit, none newer than `last`, beginning with the papers that are asked for."""
    number = numbered(tx)
    papers = sa.select(document.c.id).where(*_asked(wanted))
    query = sa.select(page.c.id, page.c.document_id).where(page.c.document_id.in_(papers), page_within(wanted.estates))
    if tx.sqlite:  # the sum keeps it from beginning with the pages that hold the words
        holding = sa.select(number).select_from(FTS).where(match, number <= last)
        return _rows(tx, query.where((page.c.id + 0).in_(holding)).order_by(page.c.id.desc()).limit(limit))
    fitting = query.where(page.c.id <= last).order_by(page.c.id.desc()).offset(0).subquery("fitting")
    its_text = sa.select(match).select_from(FTS).where(number == fitting.c.id).correlate(fitting).scalar_subquery()
    return _rows(tx, sa.select(fitting).where(its_text).order_by(fitting.c.id.desc()).limit(limit))


def _streamed(tx: Transaction, holding: sa.Select[int], wanted: PageFilter, limit: int) -> _Found:
    """The newest of the pages that fit, each looked at as it comes."""
    texts = holding.subquery("texts")
    newest = sa.select(texts.c.number).order_by(texts.c.number.desc())
    if wanted == EVERY:
        texts = newest.limit(limit).subquery("newest")
    query = sa.select(page.c.id, page.c.document_id).join(texts, texts.c.number == page.c.id)
    if wanted != EVERY:
        query = query.outerjoin(document, document.c.id == page.c.document_id).where(*_fits(wanted))
    return _rows(tx, query.order_by(texts.c.number.desc()).limit(limit))


def _in_fields(tx: Transaction, parts: Sequence[Sought], wanted: PageFilter, stretch: _Stretch, limit: int) -> _Found:
    """The newest pages of a stretch whose document has a part in a field, and each other part there or in their text."""
    named = [_named(tx, part) for part in parts]
    query = sa.select(page.c.id, page.c.document_id).join(document, document.c.id == page.c.document_id).where(*_fits(wanted))
    order: sa.ColumnElement[int] = page.c.id
    if stretch.upto - stretch.above <= FIRST_STRETCH:
        query = query.where(stretch.holds(order), sa.or_(*named))
    else:  # neither database is to go through the pages: in another order than the pages' own, and asked so, they begin with the documents
        order = page.c.id + 0
        papers = sa.select(document.c.id).where(sa.or_(*named), *_asked(wanted))
        query = query.where(page.c.document_id.in_(papers) if tx.sqlite else sa.or_(*named))
    if len(parts) > 1:
        query = query.where(*(sa.or_(there, _in_its_text(tx, part, stretch)) for there, part in zip(named, parts, strict=True)))
    return _rows(tx, query.order_by(order.desc()).limit(limit))


def _rows(tx: Transaction, query: sa.Select[Any]) -> _Found:
    return {row.id: row.document_id for row in tx.connection.execute(query)}


def _in_its_text(tx: Transaction, part: Sought, stretch: _Stretch) -> sa.ColumnElement[bool]:
    """Whether the text of a page of the stretch holds the part."""
    number, wording = numbered(tx), phrases(part.text)
    if tx.sqlite:
        return page.c.id.in_(sa.select(number).select_from(FTS).where(matches(tx, wording), stretch.holds(number)))
    # the index knows words, not their order: the order is looked at only where all words are there
    words = [([word], prefix and word == group[-1]) for group, prefix in wording for word in group]
    its = number == page.c.id
    all_there = sa.select(number).select_from(FTS).where(matches(tx, words), stretch.holds(number))
    rare = tx.connection.scalars(all_there.limit(COMMON)).all()
    some = page.c.id.in_(rare) if len(rare) < COMMON else all_there.where(its).correlate(page).exists()
    exact = sa.select(matches(tx, wording)).select_from(FTS).where(its).correlate(page).scalar_subquery()
    return sa.and_(some, exact)


def _named(tx: Transaction, part: Sought) -> sa.ColumnElement[bool]:
    """Documents whose archive number, title, owner or estate holds the text in any spelling, or that are of its types or units."""
    any_one, ends = ("?", "*") if tx.sqlite else (".", "")
    pattern = ends + in_pattern(part.text, _spelt, any_one) + ends
    fields = document.c.title + " " + document.c.owner + " " + document.c.estate + " " + sa.func.coalesce(document.c.archive_no, "")
    held = fields.op("GLOB", is_comparison=True)(pattern) if tx.sqlite else fields.regexp_match(pattern)
    # as one list: SQLite refuses more than a thousand conditions in a row, and 1-101 stands in every estate
    of_units = sa.tuple_(document.c.estate, document.c.unit).in_(part.units)
    return sa.or_(held, of_units, document.c.doc_type.in_(part.types))


def _spelt(char: str) -> str:
    """A pattern for one character in all its spellings, capital or not."""
    all_ways = "".join(dict.fromkeys(spellings(char) + spellings(char.upper())))
    return all_ways if len(all_ways) == 1 else f"[{all_ways}]"


def _asked(wanted: PageFilter) -> Iterator[sa.ColumnElement[bool]]:
    """What is asked of a document but its reader's estates."""
    if wanted.estate:
        yield document.c.estate == wanted.estate
    if wanted.category is not None:
        yield document.c.category == wanted.category
    if wanted.doc_type:
        yield document.c.doc_type == wanted.doc_type
    if wanted.units is not None:
        yield document.c.unit.in_(wanted.units)
    if wanted.since is not None:
        yield document.c.date >= wanted.since
    if wanted.until is not None:
        yield document.c.date <= wanted.until


def _fits(wanted: PageFilter) -> Iterator[sa.ColumnElement[bool]]:
    """Conditions for a page beside its document, if it has one."""
    yield from _asked(wanted)
    if wanted.estates is not None:
        drop = sa.select(scan.c.estate).where(scan.c.id == page.c.scan_id).correlate(page).scalar_subquery()
        yield sa.or_(
            sa.and_(page.c.document_id.is_not(None), document_within(wanted.estates)),
            sa.and_(page.c.document_id.is_(None), drop.in_(wanted.estates)),
        )
