from collections.abc import Callable

import pytest

from domain.document import PageRun, UnderstoodPage
from domain.page import PageKind
from dossiers.grouping import GroupingOptions, group

MakeUnderstood = Callable[..., UnderstoodPage]


def _sizes(pages: list[UnderstoodPage]) -> list[int]:
    return [len(run.pages) for run in _group(pages)]


def _group(pages: list[UnderstoodPage]) -> tuple[PageRun, ...]:
    return group(pages, GroupingOptions())


def test_nothing_gives_nothing() -> None:
    assert _group([]) == ()


def test_titles_part_documents_and_untitled_pages_go_on(understood: MakeUnderstood) -> None:
    later = understood("lease_contract", title="", starts=0.05)
    pages = [understood(new_file=True), understood("lease_contract"), later, understood("complaint_form")]
    runs = _group(pages)
    assert [len(run.pages) for run in runs] == [1, 2, 1]
    assert all(run.boundary_confidence > 0.9 for run in runs)


def test_every_content_page_is_in_exactly_one_run(understood: MakeUnderstood) -> None:
    pages = [understood(starts=share) for share in (0.9, 0.5, 0.4, 0.2, 0.6, 0.99, 0.01)]
    assert [page for run in _group(pages) for page in run.pages] == pages


def test_a_separator_always_parts(understood: MakeUnderstood) -> None:
    separator = understood(kind=PageKind.SEPARATOR)
    pages = [understood(number=(1, 2)), separator, understood(title="", starts=0.02, number=(2, 2))]
    assert _sizes(pages) == [1, 1]


def test_a_blank_back_is_no_boundary(understood: MakeUnderstood) -> None:
    blank = understood(kind=PageKind.BLANK)
    pages = [understood("lease_contract"), blank, understood("lease_contract", title="", starts=0.05), blank, understood(starts=0.98)]
    assert _sizes(pages) == [2, 1]


def test_page_numbers_hold_a_document_together_even_across_files(understood: MakeUnderstood) -> None:
    pages = [understood(number=(n, 3), starts=0.9 if n == 1 else 0.05, new_file=True) for n in (1, 2, 3)]
    assert _sizes(pages) == [3]


def test_page_numbers_part_documents_that_bear_the_title_on_every_page(understood: MakeUnderstood) -> None:
    pages = [understood(number=number, starts=0.6) for number in ((1, 2), (2, 2), (1, 1), (1, 2), (2, 2))]
    assert _sizes(pages) == [2, 1, 2]


def test_a_number_that_was_not_read_does_not_break_the_document(understood: MakeUnderstood) -> None:
    pages = [
        understood(number=(1, 3)),
        understood(title="", starts=0.3),
        understood(title="", starts=0.05, number=(3, 3)),
    ]
    assert _sizes(pages) == [3]


def test_a_new_file_parts_unless_the_page_clearly_goes_on(understood: MakeUnderstood) -> None:
    first = understood("lease_contract")
    assert _sizes([first, understood("lease_contract", title="", starts=0.4, new_file=True)]) == [1, 1]
    assert _sizes([first, understood("lease_contract", title="", starts=0.1)]) == [2]
    assert _sizes([first, understood("lease_contract", title="", starts=0.02, new_file=True)]) == [2]


def test_a_new_file_behind_a_blank_page_counts(understood: MakeUnderstood) -> None:
    pages = [understood(), understood(kind=PageKind.BLANK, new_file=True), understood(title="", starts=0.4)]
    assert _sizes(pages) == [1, 1]


def test_another_unit_or_owner_parts(understood: MakeUnderstood) -> None:
    one = understood(unit="3|2||501|room", names=(("owner", "王小明"),))
    assert _sizes([one, understood(title="", starts=0.1, unit="3|2||502|room", names=(("owner", "李四海"),))]) == [1, 1]
    assert _sizes([one, understood(title="", starts=0.1, unit="3|2||501|room", names=(("owner", "王小明"),))]) == [2]


def test_doubt_parts_and_says_so(understood: MakeUnderstood) -> None:
    runs = _group([understood("lease_contract"), understood("service_contract", title="", starts=0.4)])
    assert len(runs) == 2
    assert all(run.boundary_confidence < 0.8 for run in runs)


@pytest.mark.parametrize("total", [2, 3])
def test_an_unreadable_page_within_a_document_stays_in_it(understood: MakeUnderstood, total: int) -> None:
    lost = understood(readable=False)
    pages = [understood(number=(1, 5)), *[lost] * (total - 1), understood(title="", starts=0.05, number=(total + 1, 5))]
    assert _sizes(pages) == [total + 1]


def test_an_unreadable_page_after_a_whole_document_belongs_to_no_run(understood: MakeUnderstood) -> None:
    pages = [understood(number=(1, 1)), understood(readable=False), understood(number=(1, 1), new_file=True)]
    assert _sizes(pages) == [1, 1]


def test_an_unreadable_end_of_a_file_stays_with_the_document_before_it(understood: MakeUnderstood) -> None:
    lost = understood(readable=False)
    runs = _group([understood("lease_contract"), lost, understood(new_file=True)])
    assert [len(run.pages) for run in runs] == [2, 1]
    assert runs[0].pages[1] is lost


def test_an_unreadable_first_page_goes_with_what_follows_in_its_file(understood: MakeUnderstood) -> None:
    lost = understood(readable=False, new_file=True)
    runs = _group([understood(), lost, understood("lease_contract", title="", starts=0.1)])
    assert [len(run.pages) for run in runs] == [1, 2]
    assert runs[1].pages[0] is lost


def test_a_file_of_one_unreadable_page_makes_no_run(understood: MakeUnderstood) -> None:
    assert _group([understood(readable=False, new_file=True)]) == ()
