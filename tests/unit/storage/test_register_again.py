"""Importing a register again: the same tenures stay the same rows, whatever the list adds or leaves out."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from domain.register import RegisterRow, RegisterTenure
from domain.unit_number import UnitNumber
from storage import schema
from storage.engine import Database
from storage.repositories import register

DAY = date(2015, 1, 1)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'register.db'}")
    schema.upgrade(opened)
    yield opened
    opened.close()


def row(*owners: str, start: date | None = None, phone: str = "") -> RegisterRow:
    tenure = RegisterTenure(owners=owners, phones=(phone,) if phone else (), start=start)
    return RegisterRow(row=2, estate="翠湖苑", unit=UnitNumber.parse("3|2||501|room"), tenure=tenure)


def bring(database: Database, *rows: RegisterRow) -> tuple[int, int]:
    """Import; how many rows were said to be added and changed."""
    with database.begin() as tx:
        added, changed = register.differences(tx, rows)
        register.save(tx, rows)
    return len(added), len(changed)


def held(database: Database) -> list[tuple[tuple[str, ...], date | None]]:
    with database.read() as tx:
        [unit] = register.load(tx)
    return [(t.owners, t.start) for t in unit.tenures]


def test_owners_in_another_order_are_the_same_tenure(database: Database) -> None:
    assert bring(database, row("王建国", "李秀英")) == (1, 0)
    assert bring(database, row("李秀英", "王建国")) == (0, 1)
    assert len(held(database)) == 1


def test_a_start_learnt_later_is_added_and_not_lost_again(database: Database) -> None:
    bring(database, row("王建国"))
    assert bring(database, row("王建国", start=DAY)) == (0, 1)
    assert bring(database, row("王建国")) == (0, 0)
    assert held(database) == [(("王建国",), DAY)]


def test_a_list_that_names_a_tenure_twice_makes_one(database: Database) -> None:
    bring(database, row("王建国"), row("王建国", start=DAY))
    assert held(database) == [(("王建国",), DAY)]


def test_the_same_owner_twice_with_two_starts_is_two_tenures(database: Database) -> None:
    again = date(2022, 5, 1)
    assert bring(database, row("王建国", start=DAY), row("赵敏", start=date(2019, 1, 1)), row("王建国", start=again)) == (3, 0)
    assert bring(database, row("王建国", start=again, phone="1")) == (0, 1)
    assert held(database) == [(("王建国",), DAY), (("赵敏",), date(2019, 1, 1)), (("王建国",), again)]


def test_another_owner_is_another_tenure(database: Database) -> None:
    bring(database, row("王建国", start=DAY))
    assert bring(database, row("赵敏")) == (1, 0)
    assert len(held(database)) == 2
