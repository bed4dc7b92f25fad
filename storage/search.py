"""Chinese full text: one analyser feeds FTS5 on SQLite and tsvector on PostgreSQL, so both answer alike."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from domain.hanzi import fold, spellings
from domain.ids import DocumentId, PageId
from domain.people import Estates
from domain.taxonomy import Category
from storage.engine import Transaction
from storage.estates import document_within, page_within
from storage.tables import document, page

_CJK = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_RUN = re.compile(f"[{_CJK}]+|[0-9a-z]+")
_GAP = re.compile(f"(?<=[{_CJK}])[ \t]+(?=[{_CJK}])")


def tokens(text: str) -> list[str]:
    """Folded text as tokens: Chinese runs as overlapping bigrams and their last single character, digits and Latin runs whole.

    The last character alone lets a search for a single character work as a prefix search.
    """
    found: list[str] = []
    for match in _RUN.finditer(_join(text)):
        run = match.group()
        if run[0].isascii():
            found.append(run)
        else:
            found += [run[i : i + 2] for i in range(len(run) - 1)]
            found.append(run[-1])
    return found


def _join(text: str) -> str:
    """Fold, and close the gaps that OCR leaves between Chinese characters."""
    return _GAP.sub("", fold(text).lower())


def phrases(query: str) -> list[tuple[list[str], bool]]:
    """Each blank-free group of the query is one phrase: its tokens in order, and whether the last is a prefix (a lone character)."""
    result = []
    for group in query.split():
        found = tokens(group)
        if not found:
            continue
        last = _RUN.findall(_join(group))[-1]
        single = len(last) == 1 and not last.isascii()
        result.append((found if single or last.isascii() else found[:-1], single))
    return result


def index_page(tx: Transaction, page_id: PageId, text: str) -> None:
    """Put the page's tokens into the index in place of what stood there; part of the page's own transaction."""
    index_pages(tx, [(page_id, text)])


def index_pages(tx: Transaction, texts: Sequence[tuple[PageId, str]]) -> None:
    """The same for many pages at once."""
    rows = [{"id": page_id, "tokens": " ".join(tokens(text))} for page_id, text in texts]
    if tx.sqlite:
        tx.connection.execute(sa.text("DELETE FROM page_fts WHERE rowid = :id"), rows)
        tx.connection.execute(sa.text("INSERT INTO page_fts(rowid, tokens) VALUES (:id, :tokens)"), rows)
        return
    tx.connection.execute(
        sa.text(
            "INSERT INTO page_fts(page_id, tokens) VALUES (:id, to_tsvector('simple', :tokens))"
            " ON CONFLICT (page_id) DO UPDATE SET tokens = excluded.tokens"
        ),
        rows,
    )


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
    """What a found page's document must be; "", None and 0 are no condition. `estates`: what whoever asks may see."""

    estate: str = ""
    category: Category | None = None
    doc_type: str = ""
    year: int = 0
    estates: Estates = None


EVERY = PageFilter()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPage:
    """A page that was found, and its document."""

    id: PageId
    document_id: DocumentId | None


def find_pages(tx: Transaction, sought: Sequence[Sought], wanted: PageFilter = EVERY, *, limit: int) -> tuple[FoundPage, ...]:
    """Return pages that hold every part, newest first; () where no part holds a searchable character."""
    parts = [part for part in sought if phrases(part.text)]
    if not parts:
        return ()
    statement = sa.select(page.c.id, page.c.document_id).where(*(page.c.id.in_(_holding(tx, part)) for part in parts), *_fitting(wanted))
    rows = tx.connection.execute(statement.order_by(page.c.id.desc()).limit(limit))
    return tuple(FoundPage(id=PageId(r.id), document_id=None if r.document_id is None else DocumentId(r.document_id)) for r in rows)


def years(tx: Transaction, estates: Estates = None) -> tuple[int, ...]:
    """Return the years from the newest dated document to the oldest."""
    query = sa.select(sa.func.min(document.c.date), sa.func.max(document.c.date)).where(document_within(estates))
    first, last = tx.connection.execute(query).one()
    return () if first is None else tuple(range(last.year, first.year - 1, -1))


def _holding(tx: Transaction, part: Sought) -> sa.CompoundSelect[tuple[int]]:
    """Ids of the pages whose text holds the part, and of those of documents that have it in a field."""
    number: sa.ColumnElement[int] = sa.literal_column("rowid" if tx.sqlite else "page_id", sa.Integer)
    wording = phrases(part.text)
    match = sa.literal(_fts5(wording) if tx.sqlite else _tsquery(wording))
    holds = sa.literal_column("page_fts").op("MATCH")(match) if tx.sqlite else sa.literal_column("tokens").op("@@")(sa.cast(match, TSQUERY))
    of_units = (sa.and_(document.c.estate == estate, document.c.unit == unit) for estate, unit in part.units)
    papers = sa.select(document.c.id).where(sa.or_(_named(tx, part.text), document.c.doc_type.in_(part.types), *of_units))
    return sa.union(
        sa.select(number).select_from(sa.table("page_fts")).where(holds),
        sa.select(page.c.id).where(page.c.document_id.in_(papers)),
    )


def _named(tx: Transaction, text: str) -> sa.ColumnElement[bool]:
    """Documents whose archive number, title, owner or estate holds the text, Simplified or Traditional."""
    held = document.c.archive_no + " " + document.c.title + " " + document.c.owner + " " + document.c.estate
    unfiled = document.c.title + " " + document.c.owner + " " + document.c.estate
    column = sa.func.lower(sa.func.coalesce(held, unfiled))
    any_one, ends = ("?", "*") if tx.sqlite else (".", "")
    pattern = "".join(f"[{spellings(char).lower()}]" if _RUN.fullmatch(char) else any_one for char in _join(text))
    return column.op("GLOB")(f"{ends}{pattern}{ends}") if tx.sqlite else column.regexp_match(pattern)


def _fitting(wanted: PageFilter) -> Iterator[sa.ColumnElement[bool]]:
    asked = []
    if wanted.estate:
        asked.append(document.c.estate == wanted.estate)
    if wanted.category is not None:
        asked.append(document.c.category == wanted.category)
    if wanted.doc_type:
        asked.append(document.c.doc_type == wanted.doc_type)
    if wanted.year:
        asked.append(document.c.date.between(date(wanted.year, 1, 1), date(wanted.year, 12, 31)))
    if asked:
        yield page.c.document_id.in_(sa.select(document.c.id).where(*asked))
    if wanted.estates is not None:
        yield page_within(wanted.estates)


def _fts5(parts: Sequence[tuple[list[str], bool]]) -> str:
    return " AND ".join(f'"{" ".join(words)}"{" *" if prefix else ""}' for words, prefix in parts)


def _tsquery(parts: Sequence[tuple[list[str], bool]]) -> str:
    groups = []
    for words, prefix in parts:
        quoted = [f"'{word}'" for word in words]
        if prefix:
            quoted[-1] += ":*"
        groups.append(f"({' <-> '.join(quoted)})")
    return " & ".join(groups)
