"""From settings to the rules that use cases follow."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from classifiers.taxonomy import load_taxonomy
from domain.errors import UsageError
from hudang.bootstrap import make_rules
from hudang.settings import Settings


def test_what_is_promised_fixed_and_kept_for_a_person_reaches_filing(tmp_path: Path) -> None:
    chosen = Settings(home=tmp_path, promised_error=0.01, file_threshold=0.9, always_review=("contract", "id_copy"))
    filing = make_rules(chosen, load_taxonomy()).filing
    assert (filing.promise, filing.threshold, filing.always_review) == (0.01, 0.9, frozenset({"contract", "id_copy"}))


def test_by_default_the_threshold_is_derived_and_nothing_is_kept(tmp_path: Path) -> None:
    filing = make_rules(Settings(home=tmp_path), load_taxonomy()).filing
    assert (filing.promise, filing.threshold, filing.always_review) == (0.005, 0.0, frozenset())


def test_an_unknown_kind_is_a_usage_error_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="idcopy, deed"):
        make_rules(Settings(home=tmp_path, always_review=("contract", "idcopy", "deed")), load_taxonomy())


def test_acceptance_may_be_stricter_than_the_standard_and_never_laxer(tmp_path: Path) -> None:
    standard = make_rules(Settings(home=tmp_path, acceptance_share=0.1, acceptance_needs_catalogue=True), load_taxonomy()).acceptance
    assert (standard.share, standard.rate, standard.needs_catalogue) == (0.1, 0.95, True)
    for laxer in ({"acceptance_share": 0.04}, {"acceptance_rate": 0.9}):
        with pytest.raises(ValidationError):
            Settings(home=tmp_path, **laxer)
