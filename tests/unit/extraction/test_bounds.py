"""Never an exception and never slow: arbitrary text, text made of unit-like fragments, lines of any length."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.text import Box, Line, OcrPage, Word
from domain.unit_number import UnitNumber
from extraction import unit_number
from extraction.fields import MOST_UNITS, extract
from extraction.unit_grammar import CONFUSED_WORDS, KIND_WORDS, LEVEL_LABELS, LEVEL_WORDS, LIST_WORDS, SIDES, UNIT_LABELS
from extraction.unit_number import LONGEST_LINE, find_all_units, find_units

TODAY = date(2026, 11, 1)
HOSTILE = 100_000

_WORDS = sorted(
    {
        *(
            word
            for words in (*LEVEL_WORDS.values(), *CONFUSED_WORDS.values(), *KIND_WORDS.values(), *LEVEL_LABELS.values())
            for word in words
        ),
        *LIST_WORDS,
        *SIDES,
        *UNIT_LABELS.split("|"),
    }
)
_MARKS = [
    "-",
    "--",
    ".",
    "之",
    "第",
    "(",
    ")",
    "：",
    ":",
    "，",
    "。",
    " ",
    "\u3000",
    "\n",
    "\t",
    "/F",
    "#",
    "*",
    "¥",
    "年",
    "月",
    "元",
    "㎡",
]
_ENGLISH = ["Flat ", "Block ", "Shop ", "Car Park ", "House ", "Tower ", "G/F", "12th Floor", "Basement "]
_numbers = st.one_of(
    st.integers(0, 99_999).map(str),
    st.text("0123456789OoIlSB", min_size=1, max_size=6),
    st.text("〇零一二三四五六七八九十百千廿卅壹贰叁佰", min_size=1, max_size=5),
    st.text("ABCHKSabc5", min_size=1, max_size=3),
    st.sampled_from(["１２", "③", "²", "Ⅱ", "٣", "𝟛", "13812345678", "320102198001011233", "2024-03-05"]),
)
_fragments = st.lists(st.one_of(_numbers, st.sampled_from([*_WORDS, *_MARKS, *_ENGLISH])), max_size=30).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.text() | _fragments, st.booleans())
def test_every_text_is_read_and_every_unit_holds_what_the_type_says(text: str, labelled: bool) -> None:
    found = find_units(text, labelled=labelled)
    for mention in found:
        assert 0 <= mention.start < mention.end <= len(text)
        assert 0 < mention.confidence < 1
        assert not mention.unit.partial
        assert UnitNumber.parse(str(mention.unit)) == mention.unit
        assert "\n" not in text[mention.start : mention.end]
    assert [mention.start for mention in found] == sorted(mention.start for mention in found)
    assert len({(mention.unit, mention.estate) for mention in found}) == len(found)
    assert all(mention.end <= len(text) for mention in find_all_units(text, labelled=labelled))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(min_size=1, max_size=20) | _fragments.filter(bool), min_size=1, max_size=4), max_size=8))
def test_every_page_is_read(rows: list[list[str]]) -> None:
    fields = extract(_page([[cell.replace("\n", " ") for cell in row] for row in rows]), None, today=TODAY)
    assert all(0 < field.confidence <= 1 for field in (*fields.units, *fields.names, *fields.dates, *fields.numbers))


def _page(rows: list[list[str]]) -> OcrPage:
    lines = tuple(
        Line(words=tuple(Word(text=cell, box=_box(column, row), confidence=0.9) for column, cell in enumerate(cells)))
        for row, cells in enumerate(rows)
    )
    return OcrPage(page_no=1, width=1600, height=2300, lines=lines, engine="test")


def _box(column: int, row: int) -> Box:
    return Box(left=20.0 + 300 * column, top=40.0 * row, right=280.0 + 300 * column, bottom=40.0 * row + 24)


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "501室",
        "3-",
        "3栋",
        "501、",
        "三",
        "(",
        "Flat B, 12/F, Block 3 ",
        "房号：",
        "负一层A-",
        "1,",
        "编号:",
        " ",
        "@",
        "\x00",
        "物业公司",
    ],
)
def test_of_a_hostile_line_only_the_first_part_is_looked_at(piece: str, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    real = unit_number.mask

    def spy(text: str) -> str:
        seen.append(len(text))
        return real(text)

    monkeypatch.setattr(unit_number, "mask", spy)
    found = find_units(piece * (HOSTILE // len(piece)))
    assert seen == [size for size in seen if size <= LONGEST_LINE]
    assert len(seen) == 1
    assert len(found) <= LONGEST_LINE // 3


def test_a_unit_is_read_before_the_bound_and_none_behind_or_across_it() -> None:
    unit, filler = "3栋2单元501室", "。"
    assert [str(mention.unit) for mention in find_units(f"{unit}{filler * HOSTILE}")] == ["3|2||501|room"]
    assert find_units(f"{filler * LONGEST_LINE}{unit}") == ()
    assert find_units(f"{filler * (LONGEST_LINE - 8)}3栋2单元501室{filler * 100}") == ()
    assert [str(mention.unit) for mention in find_units(f"{filler * (LONGEST_LINE - len(unit))}{unit}")] == ["3|2||501|room"]


def test_lines_behind_a_long_one_are_read_at_their_own_offsets() -> None:
    text = f"{'栋' * HOSTILE}\n业主：3栋2单元501室"
    mention = find_units(text)[0]
    assert text[mention.start : mention.end] == "3栋2单元501室"


def test_a_page_of_one_endless_line_keeps_a_bounded_number_of_units() -> None:
    endless = "".join(f"{number}栋{number % 90 + 1}01室、" for number in range(1, 9_000))
    fields = extract(_page([[endless], [endless], ["房号：3栋2单元501室"]]), None, today=TODAY)
    assert len(fields.units) <= MOST_UNITS
    assert str(fields.units[0].unit) == "3|2||501|room"
