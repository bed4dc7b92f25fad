"""A person names a unit with a floor or without an entrance: searches and exports mean the registered one."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from domain.errors import UsageError
from domain.unit_number import UnitNumber
from services import exporting, looking
from services.looking import Filter
from tests.integration import web_home
from tests.integration.web_home import WebHome

DAY = date(2024, 3, 5)


@pytest.fixture
def home(tmp_path: Path) -> Iterator[WebHome]:
    folder = tmp_path / "home"
    folder.mkdir()
    made = web_home.build(folder)
    yield made
    made.place.close()


@pytest.mark.parametrize("unit", ["3|2||502|room", "3|2|5|502|room", "3|||502|room"])
def test_a_unit_is_found_however_it_is_stated(home: WebHome, tmp_path: Path, unit: str) -> None:
    [hit] = looking.search(home.place, "漏水", Filter(unit=UnitNumber.parse(unit)))
    assert hit.document == home.filed
    assert exporting.export_dossier(home.place, tmp_path / "out", unit=UnitNumber.parse(unit), estate="").documents == 1


def test_another_unit_is_not(home: WebHome, tmp_path: Path) -> None:
    other = UnitNumber.parse("3|1||502|room")
    assert looking.search(home.place, "漏水", Filter(unit=other)) == ()
    with pytest.raises(UsageError):
        exporting.export_dossier(home.place, tmp_path / "out", unit=other, estate="")


@pytest.mark.parametrize(
    "asked",
    [Filter(unit=UnitNumber.parse("3|2||502|room"), limit=1), Filter(since=DAY, limit=1), Filter(until=DAY, limit=1)],
    ids=["unit", "from", "to"],
)
def test_what_is_asked_for_is_found_behind_newer_pages_that_are_not(home: WebHome, asked: Filter) -> None:
    [newer] = looking.search(home.place, "翠湖苑", Filter(limit=1))
    [hit] = looking.search(home.place, "翠湖苑", asked)
    assert newer.document != hit.document == home.filed


def test_a_category_that_does_not_exist_is_said_so(home: WebHome) -> None:
    with pytest.raises(UsageError):
        looking.search(home.place, "漏水", Filter(category="repairs"))
    assert len(looking.search(home.place, "漏水", Filter(category="repair"))) == 1
