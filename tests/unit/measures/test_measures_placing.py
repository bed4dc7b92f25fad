import pytest

from measures.matching import Matched
from measures.placing import class_and_place_right, filed_right, filed_silently, same_owner, why_wrong, wrongly_filed
from tests.unit.measures.made import matched, paper

A1, A2, B1 = ("a.pdf", 1), ("a.pdf", 2), ("b.pdf", 1)


def _read(**values: object) -> Matched:
    return matched((paper("T1", A1), paper("T2", B1, unit="1|||1|room")), (paper("D1", A1, **values), paper("D2", B1, unit="1|||1|room")))


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({}, ""),
        ({"estate": "松濤苑"}, ""),
        ({"estate": ""}, ""),
        ({"unit": "3|||502|room"}, "unit"),
        ({"estate": "听雨轩"}, "estate"),
        ({"category": "complaint"}, "category"),
    ],
)
def test_what_is_wrong_with_a_document(values: dict[str, object], why: str) -> None:
    found = _read(**values)
    assert why_wrong(found.formed[0]) == why
    assert class_and_place_right(found.formed[0]) is not bool(why)
    assert [reason for _, reason in wrongly_filed(found.formed)] == ([why] if why else [])
    assert filed_right(found.papers[0]) is not bool(why)


def test_pages_of_two_papers_are_mixed_even_under_one_unit() -> None:
    (one,) = matched((paper("T1", A1), paper("T2", B1)), (paper("D1", A1, B1),)).formed
    assert why_wrong(one) == "mixed"
    assert class_and_place_right(one)
    (other,) = matched((paper("T1", A1, A2), paper("T2", B1, unit="1|||1|room")), (paper("D1", A1, A2, B1),)).formed
    assert not class_and_place_right(other)


def test_a_paper_for_a_person_is_never_filed_right() -> None:
    truth = paper("T1", A1, status="review", must_review="owner_contradicts")
    filed, waiting = (matched((truth,), (paper("D1", A1, status=status),)) for status in ("filed", "review"))
    assert why_wrong(filed.formed[0]) == "owner_contradicts"
    assert filed_silently(filed.papers[0])
    assert not filed_silently(waiting.papers[0])
    assert class_and_place_right(filed.formed[0])


def test_no_unit_is_right_for_a_paper_without_a_place() -> None:
    (one,) = matched((paper("T1", A1, status="review", must_review="unit_not_in_register"),), (paper("D1", A1, status="review"),)).formed
    assert not class_and_place_right(one)


def test_a_paper_with_a_page_elsewhere_is_not_filed_right() -> None:
    truth = (paper("T1", A1, A2),)
    assert filed_right(matched(truth, (paper("D1", A1), paper("D2", A2))).papers[0])
    assert not filed_right(matched(truth, (paper("D1", A1), paper("D2", A2, status="review"))).papers[0])
    assert not filed_right(matched(truth, (paper("D1", A1),)).papers[0])


def test_a_document_of_no_paper_is_wrong() -> None:
    found = matched((paper("T1", A1),), (paper("D1", ("blank.pdf", 1)),))
    assert [why for _, why in wrongly_filed(found.formed)] == ["no_document"]
    assert not class_and_place_right(found.formed[0])


def test_owners_share_a_person() -> None:
    assert same_owner("陈丽华、王芳", "陳麗華")
    assert not same_owner("王芳", "王方")
    assert not same_owner("王芳", "")
