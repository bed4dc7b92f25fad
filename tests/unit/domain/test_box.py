import pytest

from domain.box import box_key


@pytest.mark.parametrize("box", ["2", "盒02", "第2盒", " 盒 002 ", "2号箱"])
def test_one_box_in_many_writings(box: str) -> None:
    assert box_key(box) == "2"


@pytest.mark.parametrize(("box", "key"), [("A-01", "A-1"), ("b10", "B10"), ("0", "0"), ("2024-03", "2024-3"), ("", "")])
def test_other_names(box: str, key: str) -> None:
    assert box_key(box) == key
