"""Finding pages by words, fields and filters, on SQLite and on a real PostgreSQL, held against what looking at every page finds."""

import random
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path

import pytest
import sqlalchemy as sa

from domain.hanzi import fold
from domain.ids import PageId
from domain.taxonomy import Category
from services.searching import visible
from storage import schema, search
from storage.engine import Database, Transaction
from storage.search import PageFilter, Sought, find_pages
from storage.tables import batch, document, page, page_group, scan
from storage.text_index import index_pages

WORDS = ("合同", "漏水", "管理费", "電梯", "押金", "a7")
TITLES = ("租赁合同", "報修單", "")
OWNERS = ("王建国", "趙敏", "")
ESTATES = ("翠湖苑", "云栖苑", "")
PAGES = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """A page with all that a search may ask of it; `fields` is "" where it has no document."""

    text: str
    fields: str
    doc_type: str
    estate: str
    category: str
    year: int


@pytest.fixture
def database(database_url: str, tmp_path: Path) -> Iterator[Database]:
    with closing(Database(database_url or f"sqlite:///{tmp_path / 'x.db'}")) as made:
        schema.upgrade(made)
        yield made


def _fill(tx: Transaction) -> dict[int, Lying]:
    """Pages of one scan for each estate; three in four have a document of one or two pages; newer pages hold more of the first words."""
    run, rng = tx.connection.execute, random.Random(3)
    run(batch.insert().values(id=1, name="b", created_at=0.0))
    run(page_group.insert().values(id=1, batch_id=1, key="g"))
    for number, estate in enumerate(ESTATES, 1):
        values = {"source": f"{number}", "sha256": f"{number}" * 64, "size": 1, "state": "done", "priority": 1, "received_at": 0.0}
        run(scan.insert().values(id=number, batch_id=1, group_id=1, estate=estate, **values))
    lying = {}
    for number in range(1, PAGES + 1):
        delivered = rng.randrange(3)
        text = "，".join(rng.choices(WORDS, weights=(number, number, 30, 20, 5, 3), k=4)) if number % 7 else "空白"
        row = {"batch_id": 1, "scan_id": delivered + 1, "group_id": 1, "page_no": number, "state": "filed", "text": text}
        run(page.insert().values(id=number, **row))
        lying[number] = Lying(text=text, fields="", doc_type="", estate=ESTATES[delivered], category="", year=0)
        if number % 4:
            lying[number] = _document(tx, rng, number, lying[number])
    index_pages(tx, [(PageId(number), each.text) for number, each in lying.items()])
    return lying


def _document(tx: Transaction, rng: random.Random, number: int, lies: Lying) -> Lying:
    title, owner, estate = rng.choice(TITLES), rng.choice(OWNERS), rng.choice(ESTATES)
    category, doc_type = rng.choice((("contract", "lease_contract"), ("repair", "repair_request")))
    year, archive_no = rng.choice((2023, 2024)), f"CPM-{number:04d}" if number % 3 else None
    row = {"title": title, "owner": owner, "estate": estate, "category": category, "doc_type": doc_type, "archive_no": archive_no}
    fixed = {"batch_id": 1, "group_id": 1, "state": "filed", "confidence": 1.0, "reasons": [], "machine": {}, "created_at": 0.0}
    tx.connection.execute(document.insert().values(id=number, first_page_id=number, date=date(year, 5, 1), **row, **fixed))
    tx.connection.execute(page.update().where(page.c.id == number).values(document_id=number, document_position=0))
    fields = f"{title}\n{owner}\n{estate}\n{archive_no or ''}"
    return Lying(text=lies.text, fields=fields, doc_type=doc_type, estate=estate or lies.estate, category=category, year=year)


def _holds(lies: Lying, part: Sought) -> bool:
    word, text = fold(part.text).lower(), fold(lies.text).lower()
    return word in text or word in fold(lies.fields).lower() or lies.doc_type in part.types


def _fits(lies: Lying, wanted: PageFilter) -> bool:
    own_estate = lies.fields.split("\n")[2] if lies.fields else ""
    return (
        (not wanted.estate or own_estate == wanted.estate)
        and (wanted.category is None or lies.category == wanted.category)
        and (not wanted.doc_type or lies.doc_type == wanted.doc_type)
        and (wanted.since is None or wanted.until is None or wanted.since.year <= lies.year <= wanted.until.year)
        and (wanted.estates is None or lies.estate in wanted.estates)
    )


QUERIES = (
    *(
        ("合同",),
        ("漏水",),
        ("管理费",),
        ("电梯",),
        ("押金",),
        ("A7",),
        ("费",),
        ("火星",),
        ("赵敏",),
        ("报修单",),
        ("翠湖苑",),
        ("CPM-0010",),
    ),
    *(
        ("合同", "漏水"),
        ("王建国", "管理费"),
        ("翠湖苑", "押金"),
        ("租赁", "合同", "建国"),
        ("赵敏", "火星"),
        ("漏水", "电", "翠湖"),
        ("a7", "cpm"),
    ),
)
FILTERS = (
    PageFilter(),
    PageFilter(estate="翠湖苑"),
    PageFilter(category=Category.REPAIR, since=date(2024, 1, 1), until=date(2024, 12, 31)),
    PageFilter(doc_type="lease_contract", estates=frozenset({"翠湖苑"})),
    PageFilter(estates=frozenset({"云栖苑"})),
)


def test_a_search_finds_the_newest_of_what_looking_at_every_page_finds(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.begin() as tx:
        lying = _fill(tx)
    types = {"租赁": ("lease_contract",)}
    monkeypatch.setattr(search, "COMMON", 5)
    with database.read() as tx:
        for first, limit in ((4_000, 1_000), (20, 7)):
            monkeypatch.setattr(search, "FIRST_STRETCH", first)
            for query, wanted in product(QUERIES, FILTERS):
                parts = [Sought(text=word, types=types.get(word, ())) for word in query]
                right = [n for n in sorted(lying, reverse=True) if _fits(lying[n], wanted) and all(_holds(lying[n], p) for p in parts)]
                assert [each.id for each in find_pages(tx, parts, wanted, limit=limit)] == right[:limit], (query, wanted, first, limit)


def test_a_part_may_be_a_unit_of_very_many_estates(database: Database) -> None:
    unit, number = "1|||101|room", 5
    with database.begin() as tx:
        _fill(tx)
        tx.connection.execute(document.update().where(document.c.id == number).values(estate="翠湖苑", unit=unit))
        meant = Sought(text="1-101", units=(*((f"第{n}苑", unit) for n in range(1_500)), ("翠湖苑", unit)))
        assert {found.document_id for found in find_pages(tx, [meant], limit=10)} == {number}


NUMBERED = "申请人 赵敏 电话 138 1234 5678 证号 110105 19900101 123X 卡号 6 2 2 8 4 8 0 1 房号 1204 日期 2024-05-06 表号 A-0317"


@pytest.mark.parametrize(
    ("word", "hidden"),
    [("1234", True), ("1234-5678", True), ("19900101", True), ("110105", True), ("2-2-8", True), ("8888", True), ("39-88", True)]
    + [(word, False) for word in ("1204", "2024-05-06", "A-0317", "赵敏", "5678", "收费2024年", "CPM-0005")],
)
def test_masked_numbers_are_not_found_by_some_of_their_digits(database: Database, word: str, hidden: bool) -> None:
    with database.begin() as tx:
        _fill(tx)
        tx.connection.execute(page.update().where(page.c.id == 5).values(text=NUMBERED))
        index_pages(tx, [(PageId(5), NUMBERED)])
        titled = {"title": "收费2024年 13988886666", "archive_no": "CPM-0005"}
        tx.connection.execute(document.update().where(document.c.id == 5).values(**titled))
    meant = [Sought(text=word)]
    with database.read() as tx:
        found = find_pages(tx, meant, limit=PAGES)
        assert PageId(5) in {each.id for each in found}
        assert (PageId(5) in {each.id for each in visible(tx, found, meant)}) != hidden


def test_nothing_is_found_where_there_is_nothing(database: Database) -> None:
    with database.read() as tx:
        assert find_pages(tx, [Sought(text="合同")], limit=5) == ()
        assert find_pages(tx, [Sought(text="!?")], limit=5) == ()


def test_words_of_an_older_version_are_found_after_the_upgrade(fresh_postgres_database: str) -> None:
    with closing(Database(fresh_postgres_database)) as database:
        schema.upgrade_to(database, "0016")
        with database.begin() as tx:
            lying = _fill(tx)
        schema.upgrade(database)
        with database.read() as tx:
            right = [number for number in sorted(lying, reverse=True) if "漏水" in lying[number].text]
            assert [each.id for each in find_pages(tx, [Sought(text="漏水")], limit=PAGES)] == right
            kept = "SELECT attstorage FROM pg_attribute WHERE attrelid = 'page_fts'::regclass AND attname = 'tokens'"
            assert tx.connection.scalar(sa.text(kept)) == "m"
