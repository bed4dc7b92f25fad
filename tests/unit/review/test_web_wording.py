from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.document import DocumentState
from domain.finding import FindingKind, FindingStatus, Severity
from domain.page import PageState
from domain.register import RegisterTenure
from domain.shelving import BoxPlace
from domain.unit_number import UnitKind, UnitNumber
from extraction.unit_number import find_units
from review import wording
from review.tongues import Tongue, speaking


@pytest.mark.parametrize(
    ("canonical", "text"),
    [
        ("3|2||501|room", "3栋2单元501室"),
        ("3||5|501|room", "3栋5层501室"),
        ("S1|||3A|room", "S1栋3A室"),
        ("8|2||东户|room", "8栋2单元东户"),
        ("翠云阁|||12B|room", "翠云阁12B室"),
        ("5||-2|17|parking", "5栋负2层17号车位"),
        ("12||||villa", "12栋别墅"),
        ("7|||3|shop", "7栋3号商铺"),
        ("", ""),
        ("not a unit", "not a unit"),
    ],
)
def test_units_read_as_staff_write_them(canonical: str, text: str) -> None:
    assert wording.unit_text(canonical) == text


def test_traditional_readers_get_their_words_and_can_type_them() -> None:
    with speaking(Tongue.HANT):
        shown = [wording.unit_text(each) for each in ("3|2||501|room", "5||-2|17|parking", "翠云阁|||12B|room")]
    assert shown == ["3棟2單元501室", "5棟負2層17號車位", "翠云阁12B室"]
    assert {mention.unit for mention in find_units(shown[0], labelled=True)} == {UnitNumber.parse("3|2||501|room")}


@given(st.integers(1, 99), st.integers(1, 9), st.integers(1, 33), st.integers(1, 9))
def test_what_is_shown_can_be_typed(building: int, entrance: int, floor: int, door: int) -> None:
    unit = UnitNumber(building=str(building), entrance=str(entrance), room=f"{floor}{door:02}", kind=UnitKind.ROOM)
    assert {mention.unit for mention in find_units(wording.unit_text(unit), labelled=True)} == {unit}


@pytest.mark.parametrize(
    ("cabinet", "shelf", "box", "text"),
    [
        ("3", "2", "A-01", "3 柜 2 层 A-01 盒"),
        ("甲柜", "", "12", "甲柜 12 盒"),
        ("", "", "12", "12 盒"),
        ("3号柜", "第2格", "旧盒", "3号柜 第2格 旧盒"),
    ],
)
def test_where_a_paper_lies(cabinet: str, shelf: str, box: str, text: str) -> None:
    assert wording.place_text(BoxPlace(estate="", box=box, cabinet=cabinet, shelf=shelf)) == text


def test_every_code_has_its_word() -> None:
    for kind, words in (
        (DocumentState, wording.DOCUMENT_STATE),
        (PageState, wording.PAGE_STATE),
        (FindingKind, wording.FINDING_KIND),
        (FindingStatus, wording.FINDING_STATUS),
        (Severity, wording.SEVERITY),
    ):
        assert set(words) == set(kind)


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0 秒"), (59.6, "1 分 0 秒"), (200, "3 分 20 秒"), (7_260, "2 小时 1 分"), (90_000, "1 天 1 小时")]
)
def test_durations(seconds: float, text: str) -> None:
    assert wording.duration_text(seconds) == text


@pytest.mark.parametrize(("count", "text"), [(0, "0 字节"), (2048, "2 KB"), (5 << 20, "5.0 MB")])
def test_sizes(count: int, text: str) -> None:
    assert wording.size_text(count) == text


def test_tenures() -> None:
    assert wording.tenure_text(RegisterTenure(owners=("甲",), start=date(2015, 7, 1))) == "2015-07-01 至 今"
    assert wording.tenure_text(RegisterTenure(owners=("甲",))) == "产权期未登记起止"
