import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.highlighting import Piece, marked, snippets, spans


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("厨房水管漏水", "漏水", ["漏水"]),
        ("报 修 内 容：漏水", "报修内容", ["报 修 内 容"]),
        ("報修內容", "报修内容", ["報修內容"]),
        ("报修内容", "報修 內容", ["报修", "内容"]),
        ("房号：３－２－５０１", "3-2-501", ["３－２－５０１"]),
        ("ABC abc", "abc", ["ABC", "abc"]),
        ("a+b (c)", "(", []),
        ("漏\n水", "漏水", []),
        ("anything", "", []),
        ("房号：3栋2单元501室\n三栋二单元五〇一 漏水", "3-2-501 漏水", ["3栋2单元501室", "三栋二单元五〇一", "漏水"]),
        ("房号：3栋2单元502室", "3-2-501", []),
    ],
)
def test_what_is_marked(text: str, query: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in spans(text, query)] == found


def test_far_hits_are_shown_apart_and_near_ones_together() -> None:
    text = "漏水" + "一" * 20 + "漏水" + "二" * 500 + "漏水" + "三" * 500 + "漏水" + "四" * 500 + "漏水"
    shown = snippets(text, "漏水")
    assert [sum(piece.hit for piece in passage) for passage in shown] == [2, 1, 1]
    assert shown[1][0] == Piece(text="…", hit=False)


def test_a_whole_text_is_marked_in_pieces() -> None:
    assert [(piece.text, piece.hit) for piece in marked("楼上漏水。", "漏水")] == [("楼上", False), ("漏水", True), ("。", False)]
    assert marked("楼上", "") == (Piece(text="楼上", hit=False),)


@given(st.text(max_size=200), st.text(max_size=20))
def test_any_text_and_query_give_pieces_of_the_text(text: str, query: str) -> None:
    for passage in snippets(text, query):
        for piece in passage:
            assert "".join(piece.text.split()).rstrip("…") in "".join(text.split()) + "…"
