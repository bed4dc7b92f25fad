import pytest

from ocr.lookalikes import tell_apart
from ocr.recognizer import LineText


def line(text: str, twins: dict[str, str] | None = None) -> LineText:
    count = len(text)
    known = twins or {}
    return LineText(
        text=text, confidence=0.9, places=(0.5,) * count, sureness=(0.9,) * count, twins=tuple(known.get(char, "") for char in text)
    )


LOOKALIKES = {"内": "內", "裝": "装", "說": "説"}


@pytest.mark.parametrize(
    ("page", "text", "read"),
    [
        ("業主電話號碼樓層", "戶内裝修", "戶內裝修"),
        ("业主电话号码楼层", "户内裝修", "户内装修"),
        ("业主電話", "内裝", "内裝"),
        ("業主電話號碼樓層", "皇后大道", "皇后大道"),
    ],
    ids=["Traditional", "Simplified", "cannot tell", "no twin was likely"],
)
def test_lookalikes_are_read_in_the_script_of_the_page(page: str, text: str, read: str) -> None:
    assert [got.text for got in tell_apart([line(page), line(text, LOOKALIKES)])] == [page, read]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("二号楼四○二室", "二号楼四〇二室"),
        ("二○二四年", "二〇二四年"),
        ("是○否○", "是○否○"),
        ("2012年4月2日一2013年", "2012年4月2日—2013年"),
        ("一2013年一月", "一2013年一月"),
        ("○", "○"),
        ("十三号楼九C一室", "十三号楼九〇一室"),
        ("二O二四年", "二〇二四年"),
        ("C座三层", "C座三层"),
        ("A2栋三0室", "A2栋三〇室"),
        ("16028|97316", "16028197316"),
        ("|2024", "|2024"),
        ("楼|302", "楼|302"),
        ("F1at B, 12/F, B10ck 3", "Flat B, 12/F, Block 3"),
        ("Vi11a 1st A1 B1a", "Villa 1st A1 B1a"),
        ("1ock 8不得", "lock 8不得"),
        ("1kg", "1kg"),
        ("12号楼!4O5", "12号楼!405"),
        ("注意!3楼", "注意!3楼"),
        ("至十C座304", "至十C座304"),
    ],
)
def test_circles_strokes_and_dashes_are_what_their_neighbours_make_them(text: str, read: str) -> None:
    assert tell_apart([line(text)])[0].text == read


def test_dots_are_signs_where_most_of_a_page_are() -> None:
    lost = line("原件兩份·各存一份·並·", {"·": "，"})
    assert [got.text for got in tell_apart([lost, line("買買提·依明")])] == ["原件兩份，各存一份，並，", "買買提·依明"]
    named = [line("買買提·依明")] * 4
    assert [got.text for got in tell_apart([lost, *named])] == ["原件兩份·各存一份·並·", *["買買提·依明"] * 4]


def test_one_who_enters_is_no_person() -> None:
    assert tell_apart([line("出人證由他人帶人", {"人": "入"})])[0].text == "出入證由他人帶入"
    assert tell_apart([line("轉出人")])[0].text == "轉出人"


def test_two_strokes_may_be_a_number_sign() -> None:
    assert tell_apart([line("11=902 =", {"=": "#"}), line("3*5=15")])[0].text == "11#902 ="
    assert tell_apart([line("3*5=15")])[0].text == "3*5=15"


def test_full_width_signs_are_of_no_script() -> None:
    lines = [line("业主电话号码楼层单元"), line("：：，，，"), line("內裝", {"內": "内", "裝": "装"})]
    assert tell_apart(lines)[2].text == "内装"


def test_no_lines_are_no_lines() -> None:
    assert tell_apart([]) == ()


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("D座/202", "D座1202"),
        ("七号楼(704室", "七号楼1704室"),
        ("0座1704室", "C座1704室"),
        ("10座104室", "10座104室"),
        ("12/F", "12/F"),
        ("D座(202", "D座1202"),
        ("D座(202室(东)", "D座1202室(东)"),
        ("1)D座(202", "1)D座1202"),
        ("(D座(202室)", "(D座1202室)"),
        ("(D座(202室))", "(D座(202室))"),
        ("D座(202室)3栋(303", "D座(202室)3栋1303"),
        ("D座/202号", "D座1202号"),
        ("A-0座", "A-C座"),
        ("3栋/2单元", "3栋/2单元"),
        ("3栋/12单元", "3栋/12单元"),
        ("3号楼/12层", "3号楼/12层"),
        ("3号/12幢", "3号/12幢"),
        ("3号楼/12号楼", "3号楼/12号楼"),
        ("3号楼(202室)", "3号楼(202室)"),
        ("3号楼(202室）", "3号楼(202室）"),
        ("1202室(50平方米)", "1202室(50平方米)"),
        ("1202室(50", "1202室(50"),
        ("1202室/50", "1202室/50"),
        ("编号(2019)第5号", "编号(2019)第5号"),
        ("十0栋", "十0栋"),
        ("１0栋", "１0栋"),
    ],
)
def test_strokes_and_rings_in_unit_numbers_are_what_they_may_be_in_doubt(text: str, read: str) -> None:
    (got,) = tell_apart([line(text, {"/": "1", "(": "1", "0": "C"})])
    assert got.text == read
    assert [sure < 0.9 for sure in got.sureness] == [before != after for before, after in zip(text, read, strict=True)]


def test_strokes_and_rings_that_can_be_nothing_else_stay() -> None:
    assert [got.text for got in tell_apart([line("D座/202"), line("3号楼(202室)"), line("0座")])] == ["D座/202", "3号楼(202室)", "0座"]


@pytest.mark.parametrize(("text", "read"), [("二0栋301室", "二〇栋301室"), ("三号楼二0座", "三号楼二〇座")])
def test_a_ring_after_a_numeral_is_no_letter(text: str, read: str) -> None:
    assert tell_apart([line(text, {"0": "D"})])[0].text == read
