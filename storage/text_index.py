"""The index of the pages' words: FTS5 on SQLite, tsvector on PostgreSQL, and how each is asked."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY

from domain.ids import PageId
from storage.engine import Transaction
from storage.words import tokens

FTS = sa.table("page_fts")
"""A row holds the words of one page."""


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


_PLANNING = {
    **dict.fromkeys(("enable_seqscan", "enable_hashjoin", "enable_mergejoin", "jit"), "off"),
    "random_page_cost": "1.1",
    "max_parallel_workers_per_gather": "0",
    "plan_cache_mode": "force_custom_plan",
}


def plan_for_words(tx: Transaction) -> None:
    """PostgreSQL thinks that comparing the words of a page costs no more than comparing a number: let it ask the index.

    And let it look at row after row until there are enough, not gather all first. Holds to the end of the transaction.
    """
    if not tx.sqlite:
        tx.connection.execute(sa.select(*(sa.func.set_config(name, value, sa.true()) for name, value in _PLANNING.items())))


def numbered(tx: Transaction) -> sa.ColumnElement[int]:
    """The number of the page whose words a row holds."""
    return sa.literal_column("page_fts.rowid" if tx.sqlite else "page_fts.page_id", sa.Integer)


def matches(tx: Transaction, wording: Sequence[tuple[list[str], bool]]) -> sa.ColumnElement[bool]:
    """Whether a row of the index holds all phrases."""
    if tx.sqlite:
        return sa.literal_column("page_fts").op("MATCH", is_comparison=True)(_fts5(wording))
    return sa.literal_column("page_fts.tokens").op("@@", is_comparison=True)(sa.cast(_tsquery(wording), TSQUERY))


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
