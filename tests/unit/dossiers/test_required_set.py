from datetime import date

import pytest

from classifiers.taxonomy import load_taxonomy
from domain.household import HouseholdKind
from domain.taxonomy import RequiredItem, RequiredSet
from dossiers.required_set import completeness, in_force, judged_on, tick

WANTED = RequiredSet(
    name="目录",
    items=(
        RequiredItem(name="购房合同", types=("purchase_contract", "service_contract")),
        RequiredItem(name="房屋验收表", types=("acceptance_form",)),
        RequiredItem(name="装修申报表", types=("renovation_application",), when=(HouseholdKind.DECORATED,)),
        RequiredItem(name="租赁清单", types=("lease_list",), when=(HouseholdKind.LET,)),
        RequiredItem(name="报修项目表", types=("repair_request",), optional=True),
    ),
)


def test_ticks_gaps_and_what_is_optional() -> None:
    ticks = tick(WANTED, ["service_contract", "purchase_contract", "repair_request"])
    assert [line.count for line in ticks] == [2, 0, 0, 0, 1]
    assert [line.gap for line in ticks] == [False, True, False, False, False]
    assert completeness(ticks) == 0.5


def test_a_dossier_of_several_kinds_is_asked_for_the_lines_of_all() -> None:
    both = tick(WANTED, ["lease_list"], {HouseholdKind.LET, HouseholdKind.DECORATED})
    assert [line.item.name for line in both if line.gap] == ["购房合同", "房屋验收表", "装修申报表"]
    assert completeness(both) == 0.25


def test_a_paper_that_is_there_is_ticked_even_where_nobody_asks_for_it() -> None:
    [line] = [line for line in tick(WANTED, ["lease_list"], {HouseholdKind.OWNER_OCCUPIED}) if line.item.name == "租赁清单"]
    assert (line.ticked, line.needed, line.gap) == (True, False, False)


def test_a_set_without_needs_is_complete() -> None:
    assert completeness(tick(RequiredSet(name="空", items=()), [])) == 1.0


def made(name: str, version: int = 1, since: date | None = None, estates: tuple[str, ...] = ()) -> RequiredSet:
    return RequiredSet(name=name, items=(), version=version, since=since, estates=estates)


SETS = (
    made("甲", estates=("翠湖苑",)),
    made("甲", 2, date(2020, 1, 1), ("翠湖苑",)),
    made("乙", 1, date(2024, 1, 1), ("翠湖苑",)),
    made("丙", estates=("*",)),
    made("丁"),
)


@pytest.mark.parametrize(
    ("estate", "day", "chosen"),
    [
        ("翠湖苑", date(2019, 12, 31), ("甲", 1)),
        ("翠湖苑", date(2020, 1, 1), ("甲", 2)),
        ("翠湖苑", date(2024, 6, 1), ("乙", 1)),
        ("碧水湾", date(2024, 6, 1), ("丙", 1)),
    ],
)
def test_estate_and_day_choose_the_list(estate: str, day: date, chosen: tuple[str, int]) -> None:
    found = in_force(SETS, estate, day, default="丁")
    assert found is not None
    assert (found.name, found.version) == chosen


def test_a_list_that_only_lies_ready_is_not_used_unless_the_settings_name_it() -> None:
    assert in_force((made("丁"),), "翠湖苑", date(2024, 1, 1)) is None
    assert in_force((made("丁"), made("丁", 2, date(2030, 1, 1))), "翠湖苑", date(2024, 1, 1), default="丁") == made("丁")


def test_a_list_asks_nothing_of_dossiers_closed_before_it_began() -> None:
    later = (made("甲", 1, date(2020, 1, 1), ("*",)),)
    assert in_force(later, "翠湖苑", judged_on(date(2019, 5, 1), date(2026, 1, 1))) is None
    assert judged_on(None, date(2026, 1, 1)) == judged_on(date(2027, 1, 1), date(2026, 1, 1)) == date(2026, 1, 1)


def test_every_type_of_the_shipped_lists_ticks_its_line() -> None:
    for required in load_taxonomy().required_sets:
        assert required.estates == ()
        for item in required.items:
            for code in item.types:
                assert next(line for line in tick(required, [code]) if line.item is item).ticked
