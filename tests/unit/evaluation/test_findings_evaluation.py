"""The evaluation of the findings: clean estates give none, and every kind of discrepancy that is injected is found, and nothing else."""

from pathlib import Path

from domain.finding import FindingKind
from evaluation.findings.home import checked, open_home
from evaluation.findings.inject import INJECTIONS, inject
from evaluation.findings.papers import clean_archive
from evaluation.findings.perfect import keys_of, raised
from evaluation.findings.scoring import score
from evaluation.findings.store import store


def test_every_kind_is_injected() -> None:
    assert set(INJECTIONS) == set(FindingKind)


def test_clean_estates_give_no_finding(tmp_path: Path) -> None:
    archive, _ = clean_archive(2, 150, seed=11)
    place = open_home(tmp_path / "home")
    store(place, archive)
    assert checked(place) == ()
    place.close()


def test_what_is_injected_is_found_and_nothing_else(tmp_path: Path) -> None:
    archive, makers = clean_archive(2, 320, seed=11)
    injected = inject(archive, makers, each=1, seed=11)
    place = open_home(tmp_path / "home")
    stored = store(place, injected.archive())
    found = raised(checked(place))
    place.close()
    together = score(keys_of(injected.expected, stored), found)[-1]
    assert (together.wrong, together.missed) == (0, 0)
    assert together.right >= len(FindingKind)


def test_precision_and_recall_are_of_what_was_raised_and_wanted() -> None:
    one, other, third = ((FindingKind.SCAN_MISSING, f"r:{n}") for n in (1, 2, 3))
    together = score([one, other], [one, third])[-1]
    assert (together.precision, together.recall) == (0.5, 0.5)
