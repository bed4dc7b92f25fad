from collections.abc import Callable
from dataclasses import replace

import pytest

from domain.classification import Evidence
from domain.document import UnderstoodPage
from domain.frame import ClauseStyle, PageFrame
from dossiers.boundary import SIGNS, Seam, boundary_probability

MakeUnderstood = Callable[..., UnderstoodPage]


def _frame(**facts: object) -> PageFrame:
    return PageFrame(**{"fill": 0.9, "type_size": 0.02, "tall": 1.41, **facts})  # type: ignore[arg-type]


PLAIN = _frame()


def _probability(understood: MakeUnderstood, before: PageFrame, after: PageFrame, **facts: object) -> float:
    run = (understood("service_contract", frame=before),)
    page = understood("service_contract", **{"title": "", "starts": 0.4, "frame": after, **facts})
    return boundary_probability(Seam(run=run, page=page))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (_frame(clauses=ClauseStyle.ARTICLE, first_clause=1, last_clause=6), _frame(clauses=ClauseStyle.ARTICLE, first_clause=7)),
        (_frame(open_end=True), PLAIN),
    ],
)
def test_what_goes_on_speaks_for_one_paper(understood: MakeUnderstood, before: PageFrame, after: PageFrame) -> None:
    assert _probability(understood, before, after) < _probability(understood, PLAIN, PLAIN)


@pytest.mark.parametrize(
    ("before", "after"),
    [(_frame(fill=0.4), PLAIN), (PLAIN, _frame(tall=0.7)), (PLAIN, _frame(type_size=0.03))],
)
def test_what_ended_or_looks_different_speaks_for_two(understood: MakeUnderstood, before: PageFrame, after: PageFrame) -> None:
    assert _probability(understood, before, after) > _probability(understood, PLAIN, PLAIN)


def test_a_scrap_without_a_title_belongs_to_what_it_lies_behind(understood: MakeUnderstood) -> None:
    assert _probability(understood, PLAIN, PLAIN, text_length=12) < 0.35


def test_a_cover_belongs_to_the_contract_behind_it(understood: MakeUnderstood) -> None:
    cover = understood("service_contract", frame=_frame(fill=0.5), text_length=60)
    clauses = _frame(clauses=ClauseStyle.ARTICLE, first_clause=1, last_clause=8)
    page = understood("service_contract", starts=0.6, frame=clauses, text_length=600)
    behind = boundary_probability(Seam(run=(cover,), page=page))
    assert behind < 0.35
    assert behind < boundary_probability(Seam(run=(understood("service_contract", frame=_frame(fill=0.5)),), page=page))


def test_a_form_that_begins_again_is_a_second_paper_of_the_household(understood: MakeUnderstood) -> None:
    def titled(unit: str, number: tuple[int, int | None] | None = None) -> UnderstoodPage:
        page = understood(unit=unit, starts=0.8, number=number)
        assert page.classification is not None
        named = Evidence(code="title", doc_type=page.classification.doc_type, weight=4.0)
        return replace(page, classification=replace(page.classification, evidence=(named,)))

    run = (titled("3|2||501|room"),)
    assert boundary_probability(Seam(run=run, page=titled("3|2||501|room"))) > 0.9
    assert boundary_probability(Seam(run=run, page=titled("3|2||501|room", number=(2, 2)))) < 0.9


def test_a_page_that_could_not_be_read_takes_certainty_away(understood: MakeUnderstood) -> None:
    run, page = (understood(number=(1, 3)),), understood(title="", starts=0.05, number=(3, 3))
    assert 0.0 < boundary_probability(Seam(run=run, page=page, unreadable=1)) < 0.5
    assert len({name for name, _, _ in SIGNS}) == len(SIGNS)


@pytest.mark.parametrize("sign", ["opening", "one_after_number", "new_file", "other_unit", "unnumbered_after_last"])
def test_fitting_kept_the_sense_of_what_ends_a_paper(sign: str) -> None:
    assert next(weight for name, _, weight in SIGNS if name == sign) > 0


@pytest.mark.parametrize("sign", ["next_number", "next_clause", "open_end", "unnumbered_within_total", "scrap", "back_side", "after_cover"])
def test_fitting_kept_the_sense_of_what_goes_on(sign: str) -> None:
    assert next(weight for name, _, weight in SIGNS if name == sign) < 0
