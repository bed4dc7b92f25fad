import pytest

from domain.sampling import Verdict, breaks_promise
from domain.taxonomy import Category


@pytest.mark.parametrize(
    ("verdict", "right", "broken"),
    [
        (Verdict.RIGHT, Category.REPAIR, False),
        (Verdict.WRONG_TYPE, Category.REPAIR, False),
        (Verdict.WRONG_TYPE, Category.COMPLAINT, True),
        (Verdict.WRONG_UNIT, Category.REPAIR, True),
        (Verdict.WRONG_BOTH, Category.REPAIR, True),
        (Verdict.WRONG_PAGES, Category.REPAIR, True),
        (Verdict.UNCLEAR, Category.REPAIR, None),
    ],
)
def test_unit_category_and_pages_count_and_a_slip_of_type_does_not(verdict: Verdict, right: Category, broken: bool | None) -> None:
    assert breaks_promise(verdict, Category.REPAIR, right) is broken


def test_codes_are_stable_and_found_again() -> None:
    assert [each.code for each in Verdict] == ["right", "wrong_type", "wrong_unit", "wrong_both", "wrong_pages", "unclear"]
    assert all(Verdict.of(each.code) is each for each in Verdict)
