"""Names beside labels that we do not know."""

import pytest

from domain.text import Box, Line, OcrPage, Word
from extraction.unlabelled_people import unlabelled_people


def page(*words: str) -> OcrPage:
    line = Line(words=tuple(Word(text=text, box=Box(left=i, top=0, right=i + 1, bottom=1), confidence=0.9) for i, text in enumerate(words)))
    return OcrPage(page_no=1, width=100, height=100, lines=(line,), engine="test")


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("立据者：郑晓岚",), ["郑晓岚"]),
        (("立据者：", "王伟"), ["王伟"]),
        (("立据者", "郑晓岚"), ["郑晓岚"]),
        (("立据者", "王伟"), []),
        (("郑晓岚因楼上漏水前来反映情况",), []),
        (("时间：", "上午"), []),
        (("经手人：郑晓岚",), []),
        (("3-2-501 郑晓岚",), ["郑晓岚"]),
        (("陈情人", "代为查阅", "王修缮"), ["王修缮"]),
        ((), []),
    ],
)
def test_what_looks_like_a_name_is_kept_without_a_role(words: tuple[str, ...], names: list[str]) -> None:
    found = unlabelled_people(page(*words), ())
    assert [field.name for field in found] == names
    assert {field.role for field in found} <= {"person"}


def test_a_name_that_has_a_role_is_not_told_again() -> None:
    assert unlabelled_people(page("立据者：郑晓岚"), {"郑晓岚"}) == ()


def test_a_clerks_name_is_told_only_where_no_label_says_whose_it_is() -> None:
    signed = page("郑晓岚", "经手人", "郑晓岚")
    assert unlabelled_people(signed, (), (signed.lines[0].words[0].box, signed.lines[0].words[2].box)) == ()
    assert [field.box for field in unlabelled_people(signed, (), (signed.lines[0].words[2].box,))] == [signed.lines[0].words[0].box]
