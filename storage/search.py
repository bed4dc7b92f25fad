"""Chinese full text: one analyser feeds FTS5 on SQLite and tsvector on PostgreSQL, so both answer alike."""

import re
from collections.abc import Sequence

import sqlalchemy as sa

from domain.hanzi import fold
from domain.ids import PageId
from domain.people import Estates
from storage.engine import Transaction
from storage.estates import page_within
from storage.tables import page

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


def find_pages(tx: Transaction, query: str, *, limit: int, estates: Estates = None) -> tuple[PageId, ...]:
    """Return ids of pages of these estates that hold every phrase, newest first; () for a query without a searchable character."""
    parts = phrases(query)
    if not parts:
        return ()
    number: sa.ColumnElement[int] = sa.literal_column("rowid" if tx.sqlite else "page_id", sa.Integer)
    holds = sa.text("page_fts MATCH :query" if tx.sqlite else "tokens @@ CAST(:query AS tsquery)")
    statement = sa.select(number).select_from(sa.table("page_fts")).where(holds).order_by(number.desc()).limit(limit)
    if estates is not None:
        statement = statement.where(number.in_(sa.select(page.c.id).where(page_within(estates))))
    match = _fts5(parts) if tx.sqlite else _tsquery(parts)
    return tuple(PageId(i) for i in tx.connection.scalars(statement, {"query": match}))


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
