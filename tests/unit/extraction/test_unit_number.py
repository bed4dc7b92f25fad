import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.unit_number import UnitKind, UnitNumber
from extraction.unit_format import UnitStyle, format_unit
from extraction.unit_number import find_all_units, find_units, units_row

HERE = Path(__file__).parent


def _lines(name: str) -> list[str]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("# ")]


FORMS = [line.split(" => ") for line in _lines("unit_forms.txt")]
DECOYS = _lines("unit_decoys.txt")


def _found(text: str) -> list[str]:
    return [str(mention.unit) for mention in find_units(text)]


def test_the_tables_are_large() -> None:
    assert len(FORMS) + len(DECOYS) >= 300


@pytest.mark.parametrize(("text", "expected"), FORMS, ids=[form[0] for form in FORMS])
def test_written_form(text: str, expected: str) -> None:
    units, _, estate = expected.partition(" @")
    assert _found(text) == units.split(" ; ")
    if estate:
        assert find_units(text)[0].estate == estate


@pytest.mark.parametrize("text", DECOYS)
def test_decoy_names_no_unit(text: str) -> None:
    assert _found(text) == []


@pytest.mark.parametrize("text", ["3栋2单元501室", "3—2—501", "３棟２單元５０１室"])
@pytest.mark.parametrize("before", ["", "业主：张某 ", "本人系", "关于", "兹有"])
@pytest.mark.parametrize("after", ["", "业主", "漏水一事", "，电话13912345678", "。"])
def test_surroundings_do_not_change_the_unit(text: str, before: str, after: str) -> None:
    assert _found(f"{before}{text}{after}") == ["3|2||501|room"]


def test_confused_words_are_believed_less() -> None:
    sure, doubted = find_units("3栋2单元501室")[0], find_units("3标2单元501宣")[0]
    assert sure.unit == doubted.unit
    assert doubted.confidence < sure.confidence - 0.2


def test_partial_units_are_known_but_not_printed() -> None:
    assert [str(mention.unit) for mention in find_all_units("3栋2单元电梯故障")] == ["3|2|||room"]
    assert find_units("3栋2单元电梯故障") == ()


def test_offsets_are_those_of_the_text_given() -> None:
    text = "房 号 ： 3 栋 2 单元 501 室 。"
    mention = find_units(text)[0]
    assert text[mention.start : mention.end] == "3 栋 2 单元 501 室"


def test_row_is_the_contract() -> None:
    row = json.loads(units_row("房号：3栋2单元501室").to_json())
    assert set(row) == {"text", "units"}
    assert row["text"] == "房号：3栋2单元501室"
    assert set(row["units"][0]) == {"estate", "building", "entrance", "floor", "room", "kind", "confidence"}


_numbers = st.integers(1, 60).map(str)
_rooms = st.builds(lambda floor, door: f"{floor}{door:02d}", st.integers(1, 40), st.integers(1, 20))
_units = st.one_of(
    st.builds(UnitNumber, building=_numbers | st.sampled_from("ABCDES"), entrance=st.just("") | _numbers, room=_rooms),
    st.builds(UnitNumber, building=_numbers, floor=st.sampled_from(["5", "12", "-1", "-2"]), room=_rooms | st.sampled_from("ABCDH")),
    st.builds(
        UnitNumber, building=_numbers | st.sampled_from("ABC"), room=_numbers, kind=st.sampled_from([UnitKind.PARKING, UnitKind.STORAGE])
    ),
    st.builds(UnitNumber, building=_numbers, room=_numbers, kind=st.sampled_from([UnitKind.SHOP, UnitKind.GARAGE, UnitKind.BASEMENT])),
    st.builds(UnitNumber, building=_numbers | st.sampled_from(["A1", "B12"]), kind=st.just(UnitKind.VILLA)),
)


@settings(max_examples=150)
@given(_units, st.sampled_from([style for style in UnitStyle if style is not UnitStyle.HYPHEN]))
def test_formatted_units_read_back(unit: UnitNumber, style: UnitStyle) -> None:
    assert [mention.unit for mention in find_units(format_unit(unit, style))] == [unit]


@settings(max_examples=100)
@given(st.builds(UnitNumber, building=_numbers, entrance=st.just("") | st.integers(1, 9).map(str), room=_rooms))
def test_hyphenated_units_beside_a_label_read_back(unit: UnitNumber) -> None:
    assert [mention.unit for mention in find_units(f"房号：{format_unit(unit, UnitStyle.HYPHEN)}")] == [unit]


_PIECES = [
    "3",
    "12",
    "501",
    "A",
    "B2",
    "五〇一",
    "廿",
    "栋",
    "幢",
    "号",
    "号楼",
    "#",
    "座",
    "单元",
    "门",
    "层",
    "楼",
    "室",
    "房",
    "户",
    "-",
    "、",
    ",",
    ".",
    "/",
]
_PIECES += [
    "之",
    "弄",
    "区",
    "期",
    "车位",
    "别墅",
    "商铺",
    "地下",
    "负",
    "地下室",
    "Flat ",
    "/F",
    "Block ",
    "房号：",
    "栋号:",
    "共",
    "电话",
    " ",
    "\n",
    "\x00",
    "一",
]
_soup = st.lists(st.sampled_from(_PIECES), max_size=40).map("".join)


@settings(max_examples=300)
@given(st.text() | _soup)
def test_any_text_is_read_without_an_exception(text: str) -> None:
    row = units_row(text)
    json.loads(row.to_json())
    for mention in row.units:
        assert 0 <= mention.start < mention.end <= len(text)
        assert 0 < mention.confidence < 1
        assert not mention.unit.partial
    assert len({(mention.unit, mention.estate) for mention in row.units}) == len(row.units)
