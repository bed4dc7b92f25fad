from collections.abc import Callable
from dataclasses import replace
from datetime import date

from domain.document import UnderstoodPage
from domain.fields import DateField, ExtractedFields
from dossiers.paper_date import paper_date

MakeUnderstood = Callable[..., UnderstoodPage]


def _page(understood: MakeUnderstood, *dates: tuple[date, str, float]) -> UnderstoodPage:
    fields = ExtractedFields(dates=tuple(DateField(value=day, role=role, box=None, confidence=sure) for day, role, sure in dates))
    return replace(understood(), fields=fields)


def test_a_contract_is_dated_beside_its_signatures(understood: MakeUnderstood) -> None:
    first = _page(understood, (date(2015, 1, 1), "document", 0.2), (date(2016, 1, 1), "mention", 0.9))
    last = _page(understood, (date(2014, 12, 20), "document", 0.85))
    assert paper_date((first, last)) == date(2014, 12, 20)


def test_of_equal_dates_the_first_pages_counts(understood: MakeUnderstood) -> None:
    first, second = (_page(understood, (day, "document", 0.8)) for day in (date(2015, 1, 1), date(2016, 1, 1)))
    assert paper_date((first, second)) == date(2015, 1, 1)


def test_no_date_is_none(understood: MakeUnderstood) -> None:
    assert paper_date((_page(understood, (date(2015, 1, 1), "mention", 0.9)),)) is None
