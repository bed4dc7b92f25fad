import random

from domain.text import Box, Word
from ocr.layout import lines_in_order
from ocr.recognize import without_repeats


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


def test_columns_of_running_text_read_one_after_the_other() -> None:
    text = "根据有关法律法规的规定在自愿平等"
    left = [word(f"左{i:02}{text}", 50, 100 + 40 * i) for i in range(10)]
    right = [word(f"右{i:02}{text}", 520, 110 + 40 * i) for i in range(10)]
    title = word("物业管理服务公告关于两栏排版的说明标题", 250, 30)
    got = read(title, *left, *right)
    assert [line[:3] for line in got] == ["物业管", *(f"左{i:02}" for i in range(10)), *(f"右{i:02}" for i in range(10))]


def test_every_word_is_kept_once() -> None:
    chance = random.Random(7)
    words = [word(f"字{i:03}", chance.uniform(0, 900), chance.uniform(0, 1200)) for i in range(120)]
    got = "".join(line.text for line in lines_in_order(words))
    assert all(got.count(f"字{i:03}") == 1 for i in range(120))


def test_a_second_reading_of_the_same_place_is_dropped() -> None:
    here, over, beside = word("物业管理处", 100, 100), word("物业管理", 105, 102), word("红头文件", 100, 300)
    assert without_repeats([here], [over, beside]) == (here, beside)
