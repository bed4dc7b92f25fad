from collections.abc import Callable

import pytest

from domain.register import RegisteredUnit
from domain.unit_number import UnitNumber
from dossiers.register_index import RegisterIndex

MakeUnit = Callable[..., RegisteredUnit]


@pytest.fixture(scope="module")
def index(registered: MakeUnit) -> RegisterIndex:
    return RegisterIndex.build(
        [
            registered("3|2||501|room", ("王小明", "", ""), phones=("138 0013-8000",)),
            registered("3|2||502|room", ("李四海、赵敏", "", "")),
            registered("3|1||601|room", ("王小明", "", "")),
            registered("3|2||601|room", ("钱五", "", "")),
            registered("12|||501|room", ("孙六", "", "")),
            registered("A|||8|parking", ("周七", "", "")),
            registered("3|2||501|room", ("吴八", "", ""), estate="碧水湾"),
            registered("7||12|B|room", ("郑九", "", ""), estate="碧水湾"),
        ]
    )


def _hits(index: RegisterIndex, unit: str, *estates: str) -> list[tuple[str, str, str]]:
    return [(m.unit.estate, str(m.unit.unit), m.how) for m in index.lookup(UnitNumber.parse(unit), estates)]


def test_a_unit_of_several_estates_is_found_in_each(index: RegisterIndex) -> None:
    assert len(_hits(index, "3|2||501|room")) == 2
    assert _hits(index, "3|2||501|room", "碧水湾") == [("碧水湾", "3|2||501|room", "exact")]


@pytest.mark.parametrize(
    ("read", "known"),
    [
        ("3||5|501|room", "3|2||501|room"),
        ("3|2|5|1|room", "3|2||501|room"),
        ("3||5|1|room", "3|2||501|room"),
        ("12||5|501|room", "12|||501|room"),
        ("a|||8|parking", "A|||8|parking"),
    ],
)
def test_floor_and_entrance_may_be_stated_otherwise(index: RegisterIndex, read: str, known: str) -> None:
    assert [unit for _, unit, _ in _hits(index, read, "翠湖花园")] == [known]


@pytest.mark.parametrize("read", ["3|9||501|room", "3|2||503|room", "4|2||501|room", "3|2||501|shop", "7||13|B|room"])
def test_what_differs_is_not_found(index: RegisterIndex, read: str) -> None:
    assert _hits(index, read) == []


def test_a_reading_that_fits_several_units_finds_them_all(index: RegisterIndex) -> None:
    assert len(_hits(index, "3|||601|room", "翠湖花园")) == 2


@pytest.mark.parametrize(
    ("read", "first"),
    [
        ("2|||501|room", "12|||501|room"),
        ("3|2||5O1|room", "3|2||501|room"),
        ("8|2||502|room", "3|2||502|room"),
        ("3|7||502|room", "3|2||502|room"),
        ("3|2||50|room", "3|2||501|room"),
    ],
)
def test_near_readings_propose_the_likeliest_first(index: RegisterIndex, read: str, first: str) -> None:
    found = index.near(UnitNumber.parse(read), ("翠湖花园",))
    assert str(found[0].unit.unit) == first
    assert all(match.how == "near" and 0 < match.score < 1 for match in found)


def test_near_does_not_name_the_unit_itself(index: RegisterIndex) -> None:
    found = {str(match.unit.unit) for match in index.near(UnitNumber.parse("3|2||501|room"), ("翠湖花园",))}
    assert found == {"3|2||502|room", "3|2||601|room"}


def test_owners_and_phones_find_their_units(index: RegisterIndex) -> None:
    assert len(index.by_owner("王 小 明")) == 2
    assert [str(unit.unit) for unit in index.by_owner("趙敏")] == ["3|2||502|room"]
    assert [str(unit.unit) for unit in index.by_phone("13800138000")] == ["3|2||501|room"]
    assert index.by_phone("138") == index.by_phone("") == ()
    assert index.by_owner("无此人") == ()


@pytest.mark.parametrize(
    ("name", "estates"),
    [
        ("翠湖花園", ("翠湖花园",)),
        ("翠湖花园小区", ("翠湖花园",)),
        ("翠湖花园二期", ("翠湖花园",)),
        ("翠湖", ("翠湖花园",)),
        ("金色家园", ()),
        ("", ()),
    ],
)
def test_estates_are_known_by_their_usual_names(index: RegisterIndex, name: str, estates: tuple[str, ...]) -> None:
    assert index.estates(name) == estates


def test_an_empty_register_finds_nothing() -> None:
    index = RegisterIndex.build([])
    assert len(index) == 0
    assert index.lookup(UnitNumber(building="3", room="501")) == ()


def test_a_lost_hyphen_leads_to_a_near_unit(index: RegisterIndex) -> None:
    near = index.near(UnitNumber.parse("3|||2501|room"), ("翠湖花园",))
    assert "3|2||501|room" in [str(match.unit.unit) for match in near]
    joined = index.near(UnitNumber.parse("32|||501|room"), ("翠湖花园",))
    assert "3|2||501|room" in [str(match.unit.unit) for match in joined]


@pytest.mark.parametrize(
    ("unit", "states"), [("9|||777|room", True), ("|||777|room", False), ("|||9|parking", False), ("9||||villa", False)]
)
def test_what_a_number_must_state_is_learnt_from_the_register(index: RegisterIndex, unit: str, states: bool) -> None:
    assert index.states(UnitNumber.parse(unit)) is states


@pytest.mark.parametrize(
    ("unit", "beyond"),
    [
        ("3|2||1201|room", False),
        ("3|2||1701|room", True),
        ("3|2||512|room", False),
        ("3|2||582|room", True),
        ("3|2||500|room", True),
        ("7||12|B|room", False),
        ("3|2||50|room", False),
        ("A|||1582|parking", False),
    ],
)
def test_what_no_flat_of_the_estate_bears_is_learnt_from_the_register(index: RegisterIndex, unit: str, beyond: bool) -> None:
    assert index.beyond(UnitNumber.parse(unit), ("翠湖花园",)) is beyond
    assert not RegisterIndex.build([]).beyond(UnitNumber.parse(unit))


@pytest.mark.parametrize(("word", "names"), [("翠湖花", True), ("翠湖花園", True), ("翠湖", True), ("湖花", False), ("王小明", False)])
def test_a_piece_of_an_estates_name_is_nobodys(index: RegisterIndex, word: str, names: bool) -> None:
    assert index.is_estate(word) is names


def test_estates_are_found_in_a_text(index: RegisterIndex) -> None:
    assert index.estates_in("碧水灣 物業服務中心\n報修單") == ("碧水湾",)
    assert index.estates_in("某小区") == ()


def test_phones_are_found_by_what_the_home_keeps_of_them(registered: MakeUnit) -> None:
    index = RegisterIndex.build(
        [registered("3|||501|room", ("王小明", "", ""), phones=("+86 138-0013-8000", "123"))], lambda digits: f"key of {digits}"
    )
    assert len(index.by_phone("key of 13800138000")) == 1
    assert index.by_phone("13800138000") == index.by_phone("key of 123") == ()
