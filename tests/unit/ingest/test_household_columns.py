import pytest

from domain.household import HouseholdKind
from ingest.spreadsheets_household import household_stated

OWN, LET, DECORATED, _SOLD = HouseholdKind


@pytest.mark.parametrize(
    ("header", "cell", "said"),
    [
        ("居住情况", "自住", {OWN: True, LET: False}),
        ("居住情况", "業主自住", {OWN: True, LET: False}),
        ("使用状态", "出租", {OWN: False, LET: True}),
        ("使用状态", "未出租", {LET: False}),
        ("入住情况", "空置", {OWN: False, LET: False}),
        ("居住情况", "部分出租", {OWN: True, LET: True}),
        ("居住情况", "自住，已装修", {OWN: True, LET: False, DECORATED: True}),
        ("是否出租", "是", {LET: True}),
        ("是否出租", "否", {LET: False}),
        ("是否装修", "√", {DECORATED: True}),
        ("装修情况", "毛坯", {DECORATED: False}),
        ("装修情况", "未装修", {DECORATED: False}),
        ("装修情况", "精装", {DECORATED: True}),
        ("居住情况", "待核实", {}),
    ],
)
def test_a_cell_says_how_the_unit_is_used(header: str, cell: str, said: dict[HouseholdKind, bool]) -> None:
    assert dict(household_stated([(header, cell)])) == said
