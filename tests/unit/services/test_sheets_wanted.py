from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.errors import UsageError
from domain.register import RegisterRow, RegisterTenure
from domain.separator import SeparatorSheet
from domain.unit_number import UnitNumber
from publishing.separator_sheets import SIMPLIFIED, PrintedSheet, SheetWords
from services import separators
from services.separators import Printed, SheetsWanted, print_sheets
from services.workplace import Workplace
from tests.homes import empty_home
from tests.registers import save_register

UNITS = (("翠湖花园", "10|1||101|room"), ("翠湖花园", "2|1||1001|room"), ("翠湖花园", "2|1||201|room"), ("碧水湾", "2|1||201|room"))


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workplace]:
    made = empty_home(tmp_path_factory.mktemp("home"))
    yield made
    made.close()


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[PrintedSheet]:
    """What was given to be drawn."""
    found: list[PrintedSheet] = []

    def draw(sheets: list[PrintedSheet], _out: Path, _words: SheetWords) -> None:
        found.extend(sheets)

    monkeypatch.setattr(separators, "write_separators", draw)
    return found


def know(place: Workplace, *units: tuple[str, str]) -> None:
    tenure = RegisterTenure(owners=("王小明",))
    rows = [RegisterRow(row=n, estate=estate, unit=UnitNumber.parse(text), tenure=tenure) for n, (estate, text) in enumerate(units)]
    with place.database.begin() as tx:
        save_register(tx, rows)


def ask(place: Workplace | None, *units: str, estate: str = "", whole: bool = False, count: int = 1) -> Printed:
    wanted = SheetsWanted(
        batch="2024-03", box="7", estate=estate, units=tuple(map(UnitNumber.parse, units)), whole_register=whole, count=count
    )
    return print_sheets(place, wanted, Path("unused.pdf"), SIMPLIFIED)


def test_without_a_home_a_unit_is_taken_as_it_is(drawn: list[PrintedSheet]) -> None:
    assert ask(None, "3|2||501|room", estate="翠湖花园", count=2) == Printed(sheets=2, unknown=())
    sheet = SeparatorSheet(batch="2024-03", box="7", estate="翠湖花园", unit="3|2||501|room")
    assert drawn == [PrintedSheet(sheet=sheet, unit_text="3栋2单元501室", estate_text="翠湖花园")] * 2


def test_without_a_unit_a_sheet_states_batch_and_box(drawn: list[PrintedSheet]) -> None:
    ask(None)
    assert drawn == [PrintedSheet(sheet=SeparatorSheet(batch="2024-03", box="7"))]


def test_units_are_looked_up(place: Workplace, drawn: list[PrintedSheet]) -> None:
    with pytest.raises(UsageError, match="empty"):
        ask(place, whole=True)
    know(place, *UNITS[:3])
    printed = ask(place, "2|||201|room", "9|||909|room")
    assert [(p.sheet.unit, p.sheet.estate, p.estate_text) for p in drawn] == [("2|1||201|room", "", "翠湖花园"), ("9|||909|room", "", "")]
    assert printed.unknown == (UnitNumber.parse("9|||909|room"),)
    with pytest.raises(UsageError, match="no estate"):
        ask(place, "2|||201|room", estate="金色家园")
    drawn.clear()
    know(place, *UNITS[3:])
    with pytest.raises(UsageError, match="several units"):
        ask(place, "2|1||201|room")
    ask(place, "2|1||201|room", estate="碧水灣")
    assert [(p.sheet.estate, p.estate_text) for p in drawn] == [("碧水湾", "碧水湾")]


def test_the_whole_register_stands_in_the_order_of_the_shelf(place: Workplace, drawn: list[PrintedSheet]) -> None:
    know(place, *UNITS)
    assert ask(place, whole=True).sheets == 4
    assert [(p.sheet.estate, p.sheet.unit) for p in drawn] == [
        ("碧水湾", "2|1||201|room"),
        ("翠湖花园", "2|1||201|room"),
        ("翠湖花园", "2|1||1001|room"),
        ("翠湖花园", "10|1||101|room"),
    ]
    drawn.clear()
    assert ask(place, whole=True, estate="翠湖花園", count=2).sheets == 6
    assert [p.sheet.unit for p in drawn[:3]] == ["2|1||201|room", "2|1||201|room", "2|1||1001|room"]
