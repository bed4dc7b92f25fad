import pytest

from domain.errors import UsageError
from services.label_number import check_template, label_number


@pytest.mark.parametrize(
    ("template", "box", "number"),
    [
        ("{company}-{centre}-{number}", "盒01", "CPM-AVIC-001"),
        ("{company}-{centre}-{number}", "1234", "CPM-AVIC-1234"),
        ("{company}·{number}", "A-7", "CPM·A-7"),
        ("{number}", "2024-03", "2024-03"),
    ],
)
def test_the_number_follows_its_pattern(template: str, box: str, number: str) -> None:
    assert label_number(check_template(template), company="CPM", centre="AVIC", box=box) == number


@pytest.mark.parametrize("template", ["{company}-{centre}", "{number", "{number}{owner}", "{number:03d}", "{number!r}", "{}", "plain"])
def test_a_pattern_that_cannot_be_used_is_refused(template: str) -> None:
    with pytest.raises(UsageError, match="label_template"):
        check_template(template)
