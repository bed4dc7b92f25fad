"""Fitting the filing model."""

import random
from dataclasses import replace

import pytest

from domain.taxonomy import Category
from domain.unit_number import UnitNumber
from dossiers.calibrate import Example, PaperTruth, confidences, fit, held_out, log_loss, loss_of, prior_model
from dossiers.filing_model import SIGNS, FilingModel, Part, judge
from dossiers.promise import LEVELS
from dossiers.signs import Signs

OWNER = next(place for place, sign in enumerate(SIGNS[Part.UNIT]) if sign.name == "owner_agrees")
LABELLED = [sign.name for sign in SIGNS[Part.UNIT]].index("at_label")
SEED = 5


def signs(*, owner: float = 0.0, sure: float = 5.0) -> Signs:
    unit = [0.0] * len(SIGNS[Part.UNIT])
    unit[OWNER] = unit[LABELLED] = owner
    return Signs(
        of_class=(sure, *[0.0] * (len(SIGNS[Part.CLASS]) - 1)),
        of_unit=(sure, *unit[1:]),
        of_boundary=(sure, *[0.0] * (len(SIGNS[Part.BOUNDARY]) - 1)),
    )


def papers(count: int, *, wrong_without_owner: float, seed: int = SEED) -> list[Example]:
    """Half of the papers name the owner, have the unit at a label and are right; of the others a share names the wrong unit."""
    rng = random.Random(seed)
    made = []
    for number in range(count):
        owner = float(number % 2)
        right = bool(owner) or rng.random() >= wrong_without_owner
        made.append(
            Example(
                source=f"estate {number % 7}",
                category=list(Category)[number % 4],
                signs=signs(owner=owner),
                class_right=True,
                unit_right=right,
                whole=True,
                wrong=not right,
                barred=number % 10 == 9,
            )
        )
    return made


def test_what_is_said_becomes_what_is_true() -> None:
    found = papers(2000, wrong_without_owner=0.2)
    model = fit(found, prior_model())
    assert judge(model, signs(owner=0.0)).confidence == pytest.approx(0.8, abs=0.04)
    assert judge(model, signs(owner=1.0)).confidence > 0.99
    assert log_loss(model, found) < log_loss(prior_model(), found)
    unseen = confidences(found, prior_model())
    assert sum(unseen) / len(unseen) == pytest.approx(0.9, abs=0.02)


def test_the_same_papers_give_the_same_model() -> None:
    found = papers(300, wrong_without_owner=0.1)
    assert fit(found, prior_model()) == fit(list(found), prior_model())


def test_no_sign_turns_against_its_sense_whatever_the_papers_say() -> None:
    perverse = [replace(one, unit_right=not one.signs.of_unit[OWNER]) for one in papers(400, wrong_without_owner=0.0)]
    model = fit(perverse, prior_model())
    assert model.of_unit.signs[OWNER] == 0.0


def test_few_papers_change_little() -> None:
    base = fit(papers(2000, wrong_without_owner=0.05), prior_model())
    moved = fit(papers(10, wrong_without_owner=0.2), base)
    for owner in (0.0, 1.0):
        assert judge(moved, signs(owner=owner)).confidence == pytest.approx(judge(base, signs(owner=owner)).confidence, abs=0.05)


def test_counts_are_of_papers_that_no_rule_bars_and_go_on_from_the_prior() -> None:
    found = papers(400, wrong_without_owner=0.2)
    model = fit(found, prior_model())
    sure = [one for one in found if one.signs.of_unit[OWNER] and not one.barred]  # the others are right in four of five
    total = {category: sum(one.category is category for one in sure) for category in Category}
    assert {category: counts.accepted[-1] for category, counts in model.counts} == total
    again = fit(found, model)
    assert {category: counts.accepted[-1] for category, counts in again.counts} == {key: 2 * value for key, value in total.items()}
    assert all(len(counts.wrong) == len(LEVELS) for _, counts in model.counts)


def test_papers_chosen_for_their_doubt_count_for_no_promise() -> None:
    found = [replace(one, seen_from=None) for one in papers(400, wrong_without_owner=0.2)]
    assert fit(found, prior_model()).counts == prior_model().counts


def test_a_right_paper_counts_from_where_its_like_was_looked_at_and_a_wrong_one_everywhere() -> None:
    middle = LEVELS[20]
    found = [
        replace(one, category=Category.REPAIR, signs=signs(owner=2.0, sure=9.0), barred=False)
        for one in papers(40, wrong_without_owner=0.0)
    ]
    base = fit(found, prior_model())
    late = [replace(one, seen_from=middle) for one in found]
    late[0] = replace(late[0], wrong=True)
    model = fit(late, prior_model())
    before, counts = dict(base.counts)[Category.REPAIR], dict(model.counts)[Category.REPAIR]
    assert counts.accepted[20] == before.accepted[20] > 1
    again = dict(fit(late, base).counts)[Category.REPAIR]
    assert again.accepted[-1] == max(before.accepted[-1] + 1, again.accepted[20])  # never fewer than at a stricter level
    assert (again.wrong[20], again.wrong[-1]) == (1, 1)


def test_ends_of_which_nobody_spoke_teach_nothing() -> None:
    silent = [replace(one, whole=None) for one in papers(200, wrong_without_owner=0.2)]
    assert fit(silent, prior_model()).of_boundary == prior_model().of_boundary


def test_held_out_papers_are_judged_by_fits_that_never_saw_them() -> None:
    found = papers(700, wrong_without_owner=0.2)
    odd = [replace(one, unit_right=False) if one.source == "estate 0" else one for one in found]
    shares = held_out(odd, prior_model())
    of = [share for share, one in zip(shares, odd, strict=True) if one.source == "estate 0" and one.signs.of_unit[OWNER]]
    assert min(of) > 0.95
    assert loss_of(shares, odd) > log_loss(fit(odd, prior_model()), odd)


def test_papers_of_one_source_alone_are_judged_by_the_prior() -> None:
    alone = [replace(one, source="one") for one in papers(50, wrong_without_owner=0.5)]
    assert isinstance(fit(alone, prior_model()), FilingModel)


def test_nothing_to_learn_from_is_an_error() -> None:
    with pytest.raises(ValueError, match="no papers"):
        fit([], prior_model())
    assert log_loss(prior_model(), []) == 0.0


def test_a_place_is_right_where_unit_and_estate_are() -> None:
    truth = PaperTruth(
        category=Category.REPAIR, estate="翠湖花园", unit=UnitNumber.parse("3|2||501|room"), complete=True, pure=True, for_a_person=False
    )
    assert truth.placed("翠湖花園", UnitNumber.parse("3|2||501|room"))
    assert truth.placed("", UnitNumber.parse("3|2||501|room"))
    assert not truth.placed("碧水湾", UnitNumber.parse("3|2||501|room"))
    assert not truth.placed("翠湖花园", None)
    assert not replace(truth, unit=None).placed("翠湖花园", None)
