"""Counts at each hand-over: what agrees, what does not and by how much."""

from dataclasses import replace

import pytest

from domain.hand_over import BatchFigures, ScannerCount, Step, hand_overs

GOOD = BatchFigures(
    scans=10, opened=6, unopened=1, duplicates=2, refused=1, announced=20, pages=20, unread=1, unsorted=1, blank=2, separators=1,
    repeated=0, refused_pages=1, kept=14, joined=14, documents=7, filed=4, review=2, rejected=1, shelved=4,
)  # fmt: skip


def test_figures_that_agree_differ_nowhere() -> None:
    steps = hand_overs(GOOD, None)
    assert [step.step for step in steps] == [Step.SCANS, Step.PAGES, Step.SORTED, Step.JOINED, Step.DOCUMENTS, Step.SHELVED]
    assert {step.difference for step in steps} == {0}
    assert GOOD.unsettled == 3


@pytest.mark.parametrize(
    ("lost", "step"),
    [
        ("duplicates", Step.SCANS),
        ("pages", Step.PAGES),
        ("blank", Step.SORTED),
        ("joined", Step.JOINED),
        ("review", Step.DOCUMENTS),
        ("shelved", Step.SHELVED),
    ],
)
def test_what_is_lost_shows_at_its_step(lost: str, step: Step) -> None:
    found = {each.step: each.difference for each in hand_overs(replace(GOOD, **{lost: getattr(GOOD, lost) - 1}), None)}
    assert found[step] == -1


def test_the_scanners_count_is_held_against_what_came() -> None:
    files, pages, *_rest = hand_overs(GOOD, ScannerCount(files=11, pages=20, by="扫描员", at=0.0))
    assert (files.step, files.difference) == (Step.SCANNER_FILES, -1)
    assert (pages.step, pages.difference) == (Step.SCANNER_PAGES, 0)
    assert hand_overs(GOOD, ScannerCount(files=None, pages=None, by="扫描员", at=0.0)) == hand_overs(GOOD, None)
