from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.classification import Evidence
from domain.document import PageRun, UnderstoodPage
from domain.frame import ClauseStyle, PageFrame
from domain.page import PageKind
from dossiers.grouping import GroupingOptions, group
from dossiers.sequence import mend, pages_missing

MakeUnderstood = Callable[..., UnderstoodPage]
CONTRACT = "lease_contract"


def _numbers(run: PageRun) -> list[int]:
    return [page.fields.numbering.number for page in run.pages if page.fields.numbering is not None]


def _pages(understood: MakeUnderstood, numbers: list[tuple[int, int | None]]) -> list[UnderstoodPage]:
    return [
        understood(CONTRACT, number=number, title="租赁合同" if number[0] == 1 else "", starts=0.97 if number[0] == 1 else 0.03)
        for number in numbers
    ]


@pytest.mark.parametrize("order", [(2, 1, 3), (1, 3, 2), (3, 2, 1), (3, 1, 2)])
def test_shuffled_pages_are_one_paper_in_order(understood: MakeUnderstood, order: tuple[int, ...]) -> None:
    runs = group(_pages(understood, [(number, 3) for number in order]), GroupingOptions())
    assert [_numbers(run) for run in runs] == [[1, 2, 3]]
    assert runs[0].out_of_order


def test_pages_in_order_are_not_touched(understood: MakeUnderstood) -> None:
    pages = _pages(understood, [(1, 2), (2, 2), (1, 3), (2, 3), (3, 3)])
    runs = group(pages, GroupingOptions())
    assert [_numbers(run) for run in runs] == [[1, 2], [1, 2, 3]]
    assert not any(run.out_of_order for run in runs)


def test_a_second_page_before_the_first_without_a_total_is_doubtful(understood: MakeUnderstood) -> None:
    runs = group(_pages(understood, [(2, None), (1, None)]), GroupingOptions())
    assert [_numbers(run) for run in runs] == [[1, 2]]
    assert runs[0].out_of_order
    assert runs[0].boundary_confidence < 0.8


def test_pages_that_do_not_complete_each_other_stay_apart(understood: MakeUnderstood) -> None:
    runs = group(_pages(understood, [(2, 3), (1, 2)]), GroupingOptions())
    assert [_numbers(run) for run in runs] == [[2], [1]]


@pytest.mark.parametrize("order", [(2, 1, 0), (1, 0, 2), (0, 2, 1)])
def test_a_cover_without_a_number_counts_as_the_first_page(understood: MakeUnderstood, order: tuple[int, ...]) -> None:
    cover, second, third = (understood(CONTRACT), *_pages(understood, [(2, 3), (3, 3)]))
    pages = (cover, second, third)
    runs = group([pages[index] for index in order], GroupingOptions())
    assert [run.pages for run in runs] == [pages]
    assert runs[0].out_of_order


def test_nothing_is_joined_across_a_separator_sheet(understood: MakeUnderstood) -> None:
    second, first = _pages(understood, [(2, 2), (1, 2)])
    runs = group([second, understood(kind=PageKind.SEPARATOR), first], GroupingOptions())
    assert [_numbers(run) for run in runs] == [[2], [1]]


def test_pages_of_two_units_stay_apart(understood: MakeUnderstood) -> None:
    second = understood(CONTRACT, number=(2, 2), title="", starts=0.03, unit="3|2||501|room")
    first = understood(CONTRACT, number=(1, 2), unit="3|2||502|room")
    assert len(group([second, first], GroupingOptions())) == 2


def test_a_number_that_stands_twice_leaves_the_order_to_a_person(understood: MakeUnderstood) -> None:
    pages = tuple(_pages(understood, [(1, 3), (3, 3), (3, 3), (2, 3)]))
    (run,) = mend([PageRun(pages=pages, boundary_confidence=0.9)], [False])
    assert run.pages == pages
    assert run.out_of_order


def test_a_back_without_a_number_stays_behind_its_front(understood: MakeUnderstood) -> None:
    one, three, back, two = (*_pages(understood, [(1, 3), (3, 3)]), understood(title="", text_length=20), *_pages(understood, [(2, 3)]))
    (run,) = mend([PageRun(pages=(one, three, back, two), boundary_confidence=0.9)], [False])
    assert run.pages == (one, two, three, back)


def _clauses(first: int, last: int, *, signed: bool = False) -> PageFrame:
    return PageFrame(clauses=ClauseStyle.ARTICLE, first_clause=first, last_clause=last, signed=signed, fill=0.9, type_size=0.02, tall=1.41)


def test_unnumbered_pages_are_turned_round_by_their_clauses(understood: MakeUnderstood) -> None:
    tail = understood(CONTRACT, title="", starts=0.03, frame=_clauses(7, 12, signed=True))
    head = understood(CONTRACT, frame=_clauses(1, 6))
    runs = group([tail, head], GroupingOptions())
    assert [run.pages for run in runs] == [(head, tail)]
    assert runs[0].out_of_order
    assert runs[0].boundary_confidence < 0.8


@pytest.mark.parametrize(
    ("numbers", "missing"),
    [
        ([(1, 2), (2, 2)], False),
        ([(1, 3), (3, 3)], True),
        ([(2, None), (3, None)], True),
        ([(1, None), (2, None)], False),
        ([(1, 3), (2, 3)], True),
        ([(1, 3), None, (3, 3)], False),
        ([None, (2, 2)], False),
        ([(1, 3), (2, 3), None], False),
        ([None, (3, 3)], True),
    ],
)
def test_page_numbers_show_what_is_missing(understood: MakeUnderstood, numbers: list[tuple[int, int | None] | None], missing: bool) -> None:
    assert pages_missing([understood(number=number) for number in numbers]) is missing


def test_a_second_page_that_went_to_the_paper_before_is_given_back(understood: MakeUnderstood) -> None:
    second, first = _pages(understood, [(2, 2), (1, 2)])
    other = understood("owner_letter", title="")
    runs = mend([PageRun(pages=(other, second), boundary_confidence=0.9), PageRun(pages=(first,), boundary_confidence=0.9)], [False, False])
    assert [run.pages for run in runs] == [(other,), (first, second)]
    assert [run.out_of_order for run in runs] == [False, True]


def test_without_a_total_a_second_page_before_the_first_makes_both_papers_doubtful(understood: MakeUnderstood) -> None:
    unnumbered = understood("complaint_form", title="投诉单")
    second, first = _pages(understood, [(2, None), (1, None)])
    before, run = (PageRun(pages=pages, boundary_confidence=0.99) for pages in ((unnumbered, second), (first,)))
    doubtful = mend((before, run), (False, False))
    assert [one.pages for one in doubtful] == [before.pages, run.pages]
    assert all(one.boundary_confidence < 0.8 for one in doubtful)


def test_a_cover_and_a_page_to_sign_are_no_notes(understood: MakeUnderstood) -> None:
    cover, sign = understood(text_length=40), understood(title="", starts=0.03, text_length=40, frame=_clauses(0, 0, signed=True))
    assert not pages_missing([cover, understood(number=(2, 3)), understood(number=(3, 3))])
    assert not pages_missing([understood(number=(1, 2)), sign])


def test_a_note_on_a_back_is_not_the_page_that_is_missing(understood: MakeUnderstood) -> None:
    pages = [understood(number=(1, 3)), understood(title="", starts=0.03, text_length=20), understood(number=(3, 3))]
    assert pages_missing(pages)


@pytest.mark.parametrize(("first", "missing"), [(7, False), (8, False), (12, True)])
def test_articles_that_are_skipped_show_what_is_missing(understood: MakeUnderstood, first: int, missing: bool) -> None:
    assert pages_missing([understood(frame=_clauses(1, 6)), understood(frame=_clauses(first, 15))]) is missing


def test_an_unreadable_page_is_missing(understood: MakeUnderstood) -> None:
    assert pages_missing([understood(), understood(readable=False)])


@pytest.mark.parametrize(("first", "back"), [(7, False), (4, True), (1, False)])
def test_clauses_that_go_back_show_that_pages_were_mixed_up(understood: MakeUnderstood, first: int, back: bool) -> None:
    frames = [PageFrame(clauses=ClauseStyle.ARTICLE, first_clause=4, last_clause=6, fill=0.9, type_size=0.01, tall=1.4)]
    frames.append(replace(frames[0], first_clause=first, last_clause=first + 1))
    run = PageRun(pages=tuple(understood(CONTRACT, frame=frame) for frame in frames), boundary_confidence=0.9)
    assert mend((run,), (False,))[0].out_of_order is back


@pytest.mark.parametrize(
    ("starts", "named", "text_length", "new_file", "sure"),
    [
        (0.05, False, 400, False, [False, False]),  # a last page laid before the first, neither numbered
        (0.05, False, 400, True, [False, True]),  # another file: only the first has lost its beginning
        (0.3, False, 400, False, [True, True]),  # a letter without a title may begin so
        (0.05, True, 400, False, [True, True]),
        (0.05, False, 40, False, [True, True]),  # a note or a stamp
    ],
)
def test_a_paper_that_begins_like_a_later_page_is_doubtful(
    understood: MakeUnderstood, starts: float, named: bool, text_length: int, new_file: bool, sure: list[bool]
) -> None:
    first = understood(CONTRACT, title="", starts=starts, text_length=text_length)
    if named:
        assert first.classification is not None
        title = Evidence(code="title", doc_type=CONTRACT, weight=4.0)
        first = replace(first, classification=replace(first.classification, evidence=(title,)))
    runs = [PageRun(pages=(page,), boundary_confidence=0.99) for page in (first, understood(CONTRACT, new_file=new_file))]
    assert [run.boundary_confidence >= 0.9 for run in mend(runs, [False, False])] == sure
