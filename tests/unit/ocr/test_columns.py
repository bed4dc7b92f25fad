"""Columns of running text: what tells them, what stands over the gap between them, and that no word is lost there."""

from dataclasses import replace

import pytest

from domain.text import Box, Word
from tests.unit.ocr.test_layout import read, word


def test_columns_of_running_text_read_one_after_the_other() -> None:
    text = "根据法律，在自愿平等的基础上"
    left = [word(f"左{i:02}{text}", 50, 100 + 40 * i) for i in range(10)]
    right = [word(f"右{i:02}{text}", 520, 110 + 40 * i) for i in range(10)]
    title = word("物业管理服务公告关于两栏排版的说明标题", 250, 30)
    got = read(title, *left, *right, word("某某物业管理处", 600, 560), word("日期", 660, 600))
    ends = ["某某物", "日期"]
    assert [line[:3] for line in got] == ["物业管", *(f"左{i:02}" for i in range(10)), *(f"右{i:02}" for i in range(10)), *ends]


def test_few_lines_make_columns_where_sentences_run_on() -> None:
    left = ["请于收到通知后五日内整改，", "恢复原状，并接受复查。逾期", "不改的，将报主管部门处理，", "由此产生的费用自理。"]
    right = ["请各位住户互相转告，共同维", "护整洁的居住环境，如有疑问", "请到客服中心咨询，或致电值", "班室。"]
    columns = [word(text, x, 100 + 40 * i) for x, side in ((50, left), (450, right)) for i, text in enumerate(side)]
    assert read(*columns) == [*left, *right]
    form = [
        word(text, x, 100 + 40 * i)
        for x, side in ((50, "户名某某某某某"), (450, "某某市某某区某"))
        for i, text in enumerate([side * 2] * 4)
    ]
    assert read(*form) == ["户名某某某某某户名某某某某某 某某市某某区某某某市某某区某"] * 4


def test_lines_side_by_side_are_columns_whatever_stands_round_them() -> None:
    left = [
        "您与我司签订的协议第七条已禁止此",
        "行为。",
        "接到投诉后现场核查属实，请停工。",
        "请于二日内恢复原状，并接受复查。",
        "拒不改正的，停水停电。",
    ]
    right = [
        "近期接到住户反映，车辆不按规定停放，占",
        "用登高场地，影响通行。",
        "请互相转告，共同维护环境，如有疑问请到",
        "客服中心咨询，谢谢合作。",
        "冬季降温，请关好窗户。",
    ]
    columns = [word(text, x, 100 + 40 * i) for x, side in ((50, left), (400, right)) for i, text in enumerate(side)]
    narrow = [word(text, 50, 10 + 30 * i) for i, text in enumerate(("致：", "理", "章"))]
    assert read(*narrow, *columns) == ["致：", "理", "章", *left, *right]
    one = Word(
        text=left[2] + right[2],
        box=Box(left=50, top=180, right=400 + 20 * len(right[2]), bottom=208),
        confidence=0.9,
        char_x=(*(60 + 20 * i for i in range(len(left[2]))), *(410 + 20 * i for i in range(len(right[2])))),
    )
    assert read(*narrow, *columns[:2], one, *columns[3:7], *columns[8:]) == ["致：", "理", "章", *left, *right]


COLUMN_LINES = ("您与我司签订的协议第七条已禁止，", "近期接到住户反映，车辆不按规定停")


def test_a_heading_over_both_columns_stays_whole_where_its_places_are_coarse() -> None:
    columns = [word(text, x, 100 + 40 * i) for x, text in zip((50, 400), COLUMN_LINES, strict=True) for i in range(8) if i != 3]
    heading = "关于外墙维修期间停水停电以及电梯检修时间安排的通知"
    exact = [120 + 20 * (i + 0.5) for i in range(len(heading))]
    coarse = word(heading, 120, 229)
    for place in range(1, len(heading)):  # one step of three too far apart, wherever that is
        places = tuple(x + (20 / 3 if i >= place else 0) for i, x in enumerate(exact))
        assert heading in read(*columns, replace(coarse, char_x=places))


def test_two_full_lines_taken_for_one_are_parted_also_at_a_narrow_gap() -> None:
    columns = [word(text, x, 100 + 40 * i) for x, text in zip((50, 380), COLUMN_LINES, strict=True) for i in range(8)]
    left, right = columns[3], columns[11]
    assert left.text + right.text not in read(*columns)
    one = replace(left, text=left.text + right.text, box=replace(left.box, right=right.box.right), char_x=left.char_x + right.char_x)
    assert read(*columns[:3], one, *columns[4:11], *columns[12:]) == read(*columns)


def test_lines_that_reach_a_little_over_the_gap_are_in_their_column() -> None:
    columns = [word(text, x, 100 + 40 * i) for x, text in zip((50, 372), COLUMN_LINES, strict=True) for i in range(6)]
    over = [replace(w, box=replace(w.box, right=378)) if w.box.left == 50 else w for w in columns]
    assert read(*over) == read(*columns) == [text for text in COLUMN_LINES for _ in range(6)]


@pytest.mark.parametrize("lower", [0, 1])
def test_words_on_the_height_of_a_line_over_both_columns_are_kept(lower: int) -> None:
    left, right = COLUMN_LINES
    columns = [word(text, x, 100 + 40 * i) for x, text in ((50, left), (400, right)) for i in range(6) if i != 2]
    beside = [word("3栋", 60, 180 + lower), word("501室", 620, 180 + lower)]
    heading = "通知事项如下请各位业主"
    got = read(*columns, word(heading, 250, 180), *beside)
    assert got == [*[left] * 2, *[right] * 2, heading, "3栋", *[left] * 3, "501室", *[right] * 3]
