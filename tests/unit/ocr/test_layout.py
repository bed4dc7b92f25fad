import itertools
import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from domain.ruling import Rule, Ruling
from domain.text import Box, Word
from ocr.blocks import Piece
from ocr.layout import lines_in_order
from ocr.recognize import without_repeats
from ocr.table_rules import table_rules


def word(text: str, left: float, top: float, *, size: float = 20) -> Word:
    width = size * len(text)
    return Word(
        text=text,
        box=Box(left=left, top=top, right=left + width, bottom=top + size * 1.4),
        confidence=0.9,
        char_x=tuple(left + size * (i + 0.5) for i in range(len(text))),
    )


def read(*words: Word) -> list[str]:
    shuffled = list(words)
    random.Random(4).shuffle(shuffled)
    return [line.text for line in lines_in_order(shuffled)]


def test_no_words_no_lines() -> None:
    assert lines_in_order(()) == ()


def test_a_form_reads_row_by_row() -> None:
    cells = [
        word("房号", 50, 100),
        word("3-2-501", 200, 103),
        word("业主", 500, 98),
        word("王小明", 650, 101),
        word("电话", 50, 160),
        word("备注", 500, 161),
    ]
    assert read(*cells) == ["房号 3-2-501 业主 王小明", "电话 备注"]


def test_signatures_side_by_side_stay_separate_words() -> None:
    lines = lines_in_order(
        [word("甲方：某某物业公司", 60, 500), word("乙方：", 520, 502), word("日期：", 60, 560), word("日期：", 520, 561)]
    )
    assert [[w.text for w in line.words] for line in lines] == [["甲方：某某物业公司", "乙方："], ["日期：", "日期："]]


def test_a_row_that_sags_stays_one_row() -> None:
    assert read(*(word("漏水", 50 + 90 * i, 100 + 5 * i) for i in range(8))) == [" ".join(["漏水"] * 8)]


def test_close_lines_stay_apart_beside_a_tall_label() -> None:
    label = word("房", 40, 100, size=40)
    assert read(label, word("建筑面积", 140, 98), word("套内面积", 140, 130)) in (
        ["房 建筑面积", "套内面积"],
        ["建筑面积", "房 套内面积"],
        ["建筑面积", "房", "套内面积"],
    )


def test_split_pieces_are_joined_and_numbers_are_not() -> None:
    assert read(word("报修内容厨房", 50, 100), word("水管漏水", 170, 101)) == ["报修内容厨房水管漏水"]
    assert read(word("C座", 50, 100), word("101", 90, 101)) == ["C座101"]
    assert read(word("101", 50, 100), word("12号楼", 110, 101)) == ["101 12号楼"]


def test_joined_words_keep_character_places() -> None:
    (line,) = lines_in_order([word("漏水", 50, 100), word("维修", 90, 100)])
    assert line.words[0].char_x == (60, 80, 100, 120)
    assert (line.words[0].box.left, line.words[0].box.right) == (50, 130)


def test_every_word_is_kept_once() -> None:
    chance = random.Random(7)
    words = [word(f"字{i:03}", chance.uniform(0, 900), chance.uniform(0, 1200)) for i in range(120)]
    got = "".join(line.text for line in lines_in_order(words))
    assert all(got.count(f"字{i:03}") == 1 for i in range(120))


def test_a_second_reading_of_the_same_place_is_dropped() -> None:
    here, over, beside = word("物业管理处", 100, 100), word("物业管理", 105, 102), word("红头文件", 100, 300)
    assert without_repeats([here], [over, beside]) == (beside,)


def test_a_wrapped_value_reads_right_after_its_label() -> None:
    value = [word("某某花园三期十二号楼一单元", 200, 86), word("六〇一室", 202, 114)]
    beside = [word("电话", 600, 100), word("1300000", 700, 100)]
    whole = [["地址", "某某花园三期十二号楼一单元"], ["六〇一室"], ["电话", "1300000"]]
    for top in (100, 86):
        lines = lines_in_order([word("地址", 100, top), *value, *beside])
        assert [[w.text for w in line.words] for line in lines] == whole


def test_rows_of_a_list_are_no_wrapped_values() -> None:
    rows = [[word(text, left, 100 + 30 * i) for left, text in ((50, str(i)), (120, "某某某某"), (300, "2024年"))] for i in range(5)]
    assert read(*itertools.chain(*rows)) == [f"{i} 某某某某 2024年" for i in range(5)]
    missing = [w for row in rows for w in row if w is not rows[2][1]]
    assert read(*missing)[2] == "2 2024年"


def grid(xs: Sequence[float], ys: Sequence[float], *, lean: float = 0.0) -> Ruling:
    """Rules from the first to the last of the others, sinking by `lean` to the right."""
    level = [Rule(x0=xs[0], x1=xs[-1], y0=y + lean * xs[0], y1=y + lean * xs[-1], thickness=2) for y in ys]
    upright = [Rule(x0=x - lean * ys[0], x1=x - lean * ys[-1], y0=ys[0], y1=ys[-1], thickness=2) for x in xs]
    return Ruling(horizontal=tuple(level), vertical=tuple(upright))


def shown(words: Sequence[Word], ruling: Ruling, stamps: Sequence[Word] = ()) -> list[list[str]]:
    shuffled = list(words)
    random.Random(5).shuffle(shuffled)
    return [[w.text for w in line.words] for line in lines_in_order(shuffled, ruling, stamps)]


TABLE = grid((100, 240, 560, 700, 1000), (100, 150, 260, 310))
CELLS = (
    word("业主", 110, 112), word("王小明", 260, 113), word("电话", 580, 112), word("13000000000", 710, 112),
    word("地址", 110, 190), word("某某市某某路一百号花园小区", 250, 160), word("十二号楼一单元", 250, 190), word("六〇一室", 250, 220),
    word("房屋", 580, 176), word("用途", 580, 206), word("住宅", 710, 190),
    word("备注", 110, 274),
)  # fmt: skip


def test_a_ruled_form_reads_cell_by_cell() -> None:
    assert shown(CELLS, TABLE) == [
        ["业主", "王小明", "电话", "13000000000"],
        ["地址", "某某市某某路一百号花园小区"],
        ["十二号楼一单元"],
        ["六〇一室"],
        ["房屋"],
        ["用途"],
        ["住宅"],
        ["备注"],
    ]


@pytest.mark.parametrize("lean", [-0.008, 0.006])
def test_a_ruled_form_that_leans_reads_the_same(lean: float) -> None:
    leaning = [
        replace(w, box=Box(left=w.box.left, right=w.box.right, top=w.box.top + lean * w.box.left, bottom=w.box.bottom + lean * w.box.left))
        for w in CELLS
    ]
    assert shown(leaning, grid((100, 240, 560, 700, 1000), (100, 150, 260, 310), lean=lean)) == shown(CELLS, TABLE)


def test_text_round_a_table_stays_where_it_stands() -> None:
    title, number, below, page_no = (
        word(t, x, y) for t, x, y in (("登记表", 400, 20), ("编号", 900, 60), ("签名", 110, 400), ("1", 500, 900))
    )
    got = shown([title, number, *CELLS, below, page_no], TABLE)
    assert got[:2] == [["登记表"], ["编号"]]
    assert got[-2:] == [["签名"], ["1"]]


def test_a_label_over_several_rows_comes_first_also_downwards() -> None:
    ruling = grid((100, 150, 400, 900), (100, 150, 200, 250))
    inner = Ruling(
        horizontal=(ruling.horizontal[0], *(replace(r, x0=150) for r in ruling.horizontal[1:3]), ruling.horizontal[3]),
        vertical=ruling.vertical,
    )
    rows = [word(f"{n}{k}", 160 if k == "名" else 410, 110 + 50 * i) for i, n in enumerate("甲乙丙") for k in ("名", "值")]
    downwards = Word(text="申请人", box=Box(left=112, top=120, right=140, bottom=230), confidence=0.9)
    table = [["申请人", "甲名", "甲值"], ["乙名", "乙值"], ["丙名", "丙值"]]
    assert shown([*rows, downwards], inner) == table
    single = [word(c, 115, 125 + 35 * i) for i, c in enumerate("申请人")]
    assert shown([*rows, *single], inner) == table


def test_rows_without_rules_between_them_read_row_by_row() -> None:
    ruling = grid((100, 200, 500, 900), (100, 150, 400))
    heads = [word("序号", 110, 112), word("项目", 210, 112), word("金额", 510, 112)]
    rows = [[word(str(i), 110, 170 + 40 * i), word("保洁", 210, 171 + 40 * i), word("88.00", 510, 170 + 40 * i)] for i in range(4)]
    assert shown([*heads, *itertools.chain(*rows)], ruling) == [["序号", "项目", "金额"], *([str(i), "保洁", "88.00"] for i in range(4))]


def test_labels_above_their_values_read_cell_by_cell() -> None:
    ruling = grid((100, 400, 700, 1000), (100, 170, 250))
    rows = [
        [[("电话", "13000000000"), ("房号", "3栋501"), ("业主", "张三")], 100],
        [[("事项", "更换入户门并封", "闭阳台"), ("改动结构", "否"), ("意见", "同意")], 170],
    ]
    words = [
        word(text, 105 + 300 * column, top + 4 + 24 * line, size=16)
        for cells, top in rows
        for column, cell in enumerate(cells)
        for line, text in enumerate(cell)
    ]
    assert shown(words, ruling) == [
        [*rows[0][0][0], *rows[0][0][1], *rows[0][0][2]],
        ["事项", "更换入户门并封"],
        ["闭阳台"],
        ["改动结构", "否", "意见", "同意"],
    ]


def three_columns(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """How two rows without a rule between them read in one ruled row of three cells."""
    words = [word(text, 105 + 300 * i, 104 + 24 * line, size=16) for line, row in enumerate(rows) for i, text in enumerate(row)]
    return shown(words, grid((100, 400, 700, 1000), (100, 170)))


@pytest.mark.parametrize(
    "rows",
    [
        [["产权人", "张三", "三栋五〇一"], ["承租人", "李四", "五栋二〇二"]],
        [["产权人", "张三", "三栋"], ["承租人", "李四", "五栋"]],
        [["客厅", "地砖完好", "合格"], ["卧室", "地板起翘", "不合格"]],
        [["业主", "张三", "3-501"], ["租户", "李四", "5-202"]],
    ],
)
def test_two_rows_of_a_list_are_no_labels_and_values(rows: list[list[str]]) -> None:
    assert three_columns(rows) == rows


@pytest.mark.parametrize("unit", ["3栋501", "三栋五〇一"])
def test_one_number_among_values_tells_that_labels_stand_above_them(unit: str) -> None:
    rows = [["第三方", "房号", "业主"], ["某某公司", unit, "张三"]]
    assert three_columns(rows) == [[text for pair in zip(*rows, strict=True) for text in pair]]


def test_a_frame_round_the_page_and_a_table_in_it() -> None:
    frame = grid((20, 1200), (10, 800))
    ruling = Ruling(horizontal=TABLE.horizontal + frame.horizontal, vertical=TABLE.vertical + frame.vertical)
    got = shown([word("登记表", 400, 40), *CELLS, word("日期", 900, 700)], ruling)
    assert got[0] == ["登记表"]
    assert got[-1] == ["日期"]
    assert got[1:-1] == shown(CELLS, TABLE)


def test_a_table_open_at_its_sides() -> None:
    closed = grid((100, 400, 900), (100, 150, 260, 310))
    ruling = Ruling(horizontal=closed.horizontal, vertical=closed.vertical[1:2])
    words = [
        word("地址", 110, 190),
        word("某某花园十二号楼", 410, 175),
        word("一单元", 410, 205),
        word("业主", 110, 112),
        word("张三", 410, 112),
    ]
    assert shown(words, ruling) == [["业主", "张三"], ["地址", "某某花园十二号楼"], ["一单元"]]


def test_boxes_and_lines_to_write_on_stay_in_their_row() -> None:
    boxes = grid((300, 340, 380, 420), (95, 135))
    words = [
        word("编号", 200, 100),
        *(word(d, 310 + 40 * i, 100) for i, d in enumerate("123")),
        word("日期", 500, 100),
        word("户名", 200, 160),
    ]
    assert shown(words, boxes) == [["编号", "1", "2", "3", "日期"], ["户名"]]
    lines = Ruling(horizontal=tuple(Rule(x0=300, x1=800, y0=y, y1=y, thickness=2) for y in (130, 190)))
    assert shown([word("户名", 200, 100), word("张三", 310, 100), word("电话", 200, 160), word("130", 310, 160)], lines) == [
        ["户名", "张三"],
        ["电话", "130"],
    ]


def test_an_underline_does_not_cut_a_cell() -> None:
    ruling = grid((100, 200, 600), (100, 200))
    line = Rule(x0=108, x1=192, y0=147, y1=147, thickness=2)
    label = [replace(w, box=replace(w.box, right=190)) for w in (word("处理情", 110, 122), word("况说明", 110, 154))]
    underlined = Ruling(horizontal=(*ruling.horizontal, line), vertical=ruling.vertical)
    assert shown([*label, word("已修好", 210, 138)], underlined) == [["处理情"], ["况说明"], ["已修好"]]


def test_underlines_that_reach_beyond_their_words_are_no_part_of_the_table_below() -> None:
    table = grid((100, 280, 450), (300, 360))
    lines = tuple(Rule(x0=140, x1=450, y0=y, y1=y, thickness=2) for y in (126, 166, 206))
    words = [*(word("第一条按月缴纳管理费", 140, top) for top in (100, 140)), word("第三条一式两份各执一", 140, 180)]
    signed = [word("甲方", 110, 310), word("乙方", 290, 310)]
    ruling = Ruling(horizontal=(*lines, *table.horizontal), vertical=table.vertical)
    assert shown([*words, word("第四条", 140, 240), *signed], ruling)[-2:] == [["第四条"], ["甲方", "乙方"]]


def test_strokes_one_under_the_other_are_no_rule() -> None:
    ruling = grid((100, 200, 700), (100, 190))
    texts = ("因材料需向厂家订货预计延后", "梅雨季节也出现过类似情况")
    words = [word("附注", 110, 130), *(word(text, 210, 104 + 40 * i) for i, text in enumerate(texts))]
    stroke = Rule(x0=318, x1=318, y0=100, y1=190, thickness=2)
    broken = Ruling(horizontal=ruling.horizontal, vertical=(*ruling.vertical, stroke))
    assert shown(words, broken) == shown(words, ruling) == [["附注", texts[0]], [texts[1]]]


@pytest.mark.parametrize("tops", [(106,), (106, 112)], ids=["one line", "two boxes of one line"])
def test_a_rule_through_writing_on_one_line_is_a_rule(tops: Sequence[float]) -> None:
    ruling = grid((100, 300, 500), (100, 140))
    pieces = [Piece(word=w, box=w.box) for w in (word("因材料需向厂家订货", 208, top) for top in tops)]
    assert ruling.vertical[1] in table_rules(ruling, pieces).vertical


def test_a_piece_over_a_rule_is_parted_and_writing_over_it_is_not() -> None:
    ruling = grid((100, 182, 600), (100, 150))
    both = Word(
        text="业主张三", box=Box(left=105, top=110, right=240, bottom=138), confidence=0.9, char_x=(120, 140, 200, 220),
        char_confidence=(0.9, 0.8, 0.7, 0.6),
    )  # fmt: skip
    (line,) = lines_in_order([both], ruling)
    assert [(w.text, w.char_x, w.char_confidence) for w in line.words] == [
        ("业主", (120, 140), (0.9, 0.8)),
        ("张三", (200, 220), (0.7, 0.6)),
    ]
    assert [(w.box.left, w.box.right) for w in line.words] == [(105, 170), (170, 240)]
    over = replace(both, char_x=(145, 165, 185, 205))
    assert shown([over], ruling) == [["业主张三"]]


def test_stamps_stand_in_their_row_or_after_it_together() -> None:
    words = [word("编号", 100, 100), word("业主张三", 100, 160), word("地址", 100, 220)]
    number = word("0012", 300, 101)
    assert shown(words, Ruling(), [number]) == [["编号", "0012"], ["业主张三"], ["地址"]]
    seal = word("管理处", 130, 165)
    assert shown(words, Ruling(), [seal]) == [["编号"], ["业主张三"], ["管理处"], ["地址"]]
    receipt = [word("收讫", 300, 165), word("2024.5.1", 290, 195)]
    assert shown(words, Ruling(), receipt) == [["编号"], ["业主张三"], ["收讫"], ["2024.5.1"], ["地址"]]
    assert shown([], Ruling(), [seal]) == [["管理处"]]


def test_every_word_is_kept_once_among_rules() -> None:
    chance = random.Random(11)
    words = [word(f"字{i:03}", chance.uniform(0, 1100), chance.uniform(0, 500)) for i in range(150)]
    got = "".join(text for line in shown(words, TABLE, [word("章" * 3, 200, 180)]) for text in line)
    assert all(got.count(f"{i:03}") == 1 for i in range(150))
