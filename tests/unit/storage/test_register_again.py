"""Importing a register again: the same tenures stay the same rows, whatever the list adds or leaves out."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from domain.register import RegisterRow, RegisterTenure
from domain.unit_number import UnitNumber
from dossiers.register_update import plan_register
from dossiers.unit_update import UpdateOptions
from storage import schema
from storage.engine import Database
from storage.repositories import register

DAY = date(2015, 1, 1)
OPTIONS = UpdateOptions(as_of=date(2026, 1, 1))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'register.db'}")
    schema.upgrade(opened)
    yield opened
    opened.close()


def row(*owners: str, start: date | None = None, phone: str = "") -> RegisterRow:
    tenure = RegisterTenure(owners=owners, phones=(phone,) if phone else (), start=start)
    return RegisterRow(row=2, estate="翠湖苑", unit=UnitNumber.parse("3|2||501|room"), tenure=tenure)


def bring(database: Database, *rows: RegisterRow) -> list[str]:
    """Import; the kinds of the steps taken."""
    with database.begin() as tx:
        plan = plan_register(register.held(tx), rows, OPTIONS)
        tuple(register.write(tx, plan.steps))
    return [step.kind.code for step in plan.steps]


def held(database: Database) -> list[tuple[tuple[str, ...], date | None, date | None]]:
    with database.read() as tx:
        [unit] = register.load(tx)
    return [(t.owners, t.start, t.end) for t in unit.tenures]


def test_owners_in_another_order_are_the_same_tenure(database: Database) -> None:
    assert bring(database, row("王建国", "李秀英")) == ["new"]
    assert bring(database, row("李秀英", "王建国")) == []
    assert len(held(database)) == 1


def test_a_start_learnt_later_is_added_and_not_lost_again(database: Database) -> None:
    bring(database, row("王建国"))
    assert bring(database, row("王建国", start=DAY)) == ["changed"]
    assert bring(database, row("王建国")) == []
    assert held(database) == [(("王建国",), DAY, None)]


def test_a_list_that_names_a_tenure_twice_makes_one(database: Database) -> None:
    bring(database, row("王建国"), row("王建国", start=DAY))
    assert held(database) == [(("王建国",), DAY, None)]


def test_the_same_owner_twice_with_two_starts_is_two_tenures(database: Database) -> None:
    again = date(2022, 5, 1)
    list_ = row("王建国", start=DAY), row("赵敏", start=date(2019, 1, 1)), row("王建国", start=again)
    assert bring(database, *list_) == ["new", "new", "new"]
    assert bring(database, row("王建国", start=again, phone="1")) == ["changed"]
    assert bring(database, *list_) == ["changed"]  # the telephone is blank in this list
    assert held(database) == [
        (("王建国",), DAY, date(2018, 12, 31)),
        (("赵敏",), date(2019, 1, 1), date(2022, 4, 30)),
        (("王建国",), again, None),
    ]


def test_another_owner_ends_the_tenure_of_the_one_before(database: Database) -> None:
    bring(database, row("王建国", start=DAY))
    assert bring(database, row("赵敏")) == ["ended", "owner"]
    assert held(database) == [(("王建国",), DAY, date(2025, 12, 31)), (("赵敏",), date(2026, 1, 1), None)]
    assert bring(database, row("赵敏")) == []


def test_nothing_new_writes_nothing(database: Database) -> None:
    bring(database, row("王建国"))
    with database.read() as tx:
        before = register.version(tx)
    bring(database, row("王建国"))
    with database.read() as tx:
        assert register.version(tx) == before
