import pytest

from domain.masked_page import masked_page, number_boxes
from domain.text import Box, Line, OcrPage, Word

WIDE = 20.0


def word(text: str, *, at: float = 0.0, top: float = 100.0, places: bool = True) -> Word:
    """Characters of WIDE pixels each, 40 high."""
    box = Box(left=at, top=top, right=at + WIDE * len(text), bottom=top + 40)
    return Word(text=text, box=box, confidence=1.0, char_x=tuple(at + WIDE * (n + 0.5) for n in range(len(text))) if places else ())


def page(*lines: tuple[Word, ...]) -> OcrPage:
    return OcrPage(page_no=1, width=1000, height=1400, lines=tuple(Line(words=words) for words in lines), engine="test")


@pytest.mark.parametrize(
    ("words", "text", "covered"),
    [
        (("电话：13800005678。",), "电话：138****5678。", [(34, 306)]),  # with half a character more on either side
        (("电话", "13800005678"), "电话 138****5678", [(34, 266)]),
        (("138", "0000", "5678"), "138 **** 5678", [(-6, 66), (54, 146), (134, 226)]),  # one number, three boxes
        (("1", "3", "8", "0", "0", "0"), "1 3 8 0 0 0", []),
        (tuple("13800005678"), "1 3 * * * * * * * 7 8", [(20 * n - 6, 20 * n + 26) for n in range(11)]),  # a digit a cell
        (("3栋501室", "2024-03-05"), "3栋501室 2024-03-05", []),
    ],
)
def test_a_number_is_masked_and_covered_whole(words: tuple[str, ...], text: str, covered: list[tuple[float, float]]) -> None:
    at, placed = 0.0, []
    for each in words:
        placed.append(word(each, at=at))
        at += WIDE * len(each)
    read = page(tuple(placed))
    masked = masked_page(read)
    assert masked.lines[0].text == text
    assert [w.box for w in masked.lines[0].words] == [w.box for w in placed]
    assert [(box.left, box.right) for box in number_boxes(read)] == covered
    assert all((box.top, box.bottom) == (94, 146) for box in number_boxes(read))


def test_a_word_of_unknown_places_is_covered_whole() -> None:
    read = page((word("电话：13800005678", places=False),), (word("房号3栋501", top=300),))
    (box,) = number_boxes(read)
    assert (box.left, box.right) == (-6, 14 * WIDE + 6)
