"""A small kill test in both forms; `make chaos` is the large one."""

import pytest

from evaluation.chaos import run


@pytest.mark.parametrize(("form", "pages", "kills"), [("embedded", 14, 8), ("scaled", 14, 6)])
def test_nothing_is_lost_doubled_or_stuck(form: str, pages: int, kills: int) -> None:
    outcome = run(pages=pages, kills=kills, form=form, seed=7)
    assert list(outcome.faults) == []
    assert sum(outcome.kills.values()) >= kills
