"""Fit the filing model to papers whose truth is known: signs weighed near a prior, calibrated on papers that the weights did not see.

The weights of each part come from a logistic regression whose weights keep the sense of their sign (a name that agrees can only speak for
the unit) and are held near the prior's by a Gaussian, so that few papers change little. Calibration (Platt, 1999) and counts use
confidences from cross-fitting: papers of one `source` (an estate, a batch) are judged by weights fitted on the other sources.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from domain.hanzi import simplify
from domain.taxonomy import Category
from domain.unit_number import UnitNumber
from dossiers.filing import Weighed
from dossiers.filing_model import ENDS_FLOOR, SIGNS, Curve, FilingModel, Part, Sureness, Weights, judge, log_odds_exactly
from dossiers.promise import LEVELS, NOTHING_COUNTED, Counts
from dossiers.signs import NEXT_DOOR, OWNER_AGREES, OWNER_SETTLES, READ_BY_CHARACTER, READING_SIGNS, Sign, Signs

FOLDS = 5
_LEAST_SLOPE = 0.5
_MOST_SLOPE = 2.0
_CURVE_STIFFNESS = 10.0
_STIFFNESS = {Part.CLASS: 100.0, Part.UNIT: 30.0, Part.BOUNDARY: 1.0}
"""How firmly weights are held near the prior's: a Gaussian of deviation 0.1 for the class, 0.18 for the unit, 1 for the ends. The
classifier's confidence is calibrated already; a flat misread as another real one is too rare among our papers to tell how little to trust
it. Both are easier here than with the papers of an office that nothing was fitted on."""


Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperTruth:
    """What a document really is.

    `unit` is None where no unit of the register is right (missing, ambiguous, in no register); `estate` "" where not known. `complete`: it
    holds all pages of that paper; `pure`: and none of another. `for_a_person`: it must not be filed without one, whatever was read (its
    owner contradicts the register …).
    """

    category: Category
    estate: str
    unit: UnitNumber | None
    complete: bool
    pure: bool
    for_a_person: bool

    def placed(self, estate: str, unit: UnitNumber | None) -> bool:
        """Whether that is its unit; an estate that either side leaves out does not differ."""
        same_estate = not self.estate or not estate or simplify(self.estate) == simplify(estate)
        return unit is not None and unit == self.unit and same_estate


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One document for which a registered unit was chosen: its signs, and what of the decision was right.

    `unit_right` is False too where a person had to see the paper and no rule kept it (an owner who contradicts, but was not read), so that
    papers without a second witness are trusted no more than they deserve.

    `whole`: both its ends are right, None where nobody said. `barred`: a rule keeps it for a person, so that it counts for the probability
    but not for the promise. `wrong`: filing it as it stands would have been an error as measures/placing.py says it, of which a missing
    page is none. `source`: papers with the same one are not independent (estate, batch). `seen_from`: the confidence 0..1 from which such
    papers were looked at without choice, None where they were chosen for their doubt: those do not count for the promise.
    """

    source: str
    category: Category
    signs: Signs
    class_right: bool
    unit_right: bool
    whole: bool | None
    wrong: bool
    barred: bool
    seen_from: float | None = 0.0

    @property
    def right(self) -> bool:
        """What the confidence is about."""
        return self.class_right and self.unit_right


def example(weighed: Weighed, truth: PaperTruth, source: str) -> Example | None:
    """Hold a document against its truth; None where no registered unit was chosen, about which there is nothing to learn."""
    match = weighed.choice.match
    if match is None or weighed.signs is None:
        return None
    class_right = weighed.paper.category is truth.category
    unseen = truth.for_a_person and not weighed.barred
    unit_right = truth.placed(match.unit.estate, match.unit.unit) and not unseen
    return Example(
        source=source,
        category=weighed.paper.category,
        signs=weighed.signs,
        class_right=class_right,
        unit_right=unit_right,
        whole=truth.complete and truth.pure,
        wrong=not (class_right and unit_right and truth.pure) or truth.for_a_person,
        barred=bool(weighed.barred),
    )


def prior_model() -> FilingModel:
    """The model before anything is learnt: the signs' prior weights, uncalibrated, nothing counted."""
    parts = {part: Weights(bias=0.0, signs=tuple(sign.prior for sign in signs)) for part, signs in SIGNS.items()}
    return FilingModel(
        of_class=parts[Part.CLASS],
        of_unit=parts[Part.UNIT],
        of_boundary=parts[Part.BOUNDARY],
        curve=Curve(slope=1.0, shift=0.0),
        counts=tuple((category, NOTHING_COUNTED) for category in Category),
        tag="prior",
    )


def fit(examples: Sequence[Example], prior: FilingModel) -> FilingModel:
    """A model near `prior`; its counts are the prior's and these papers'. ValueError where there are no examples."""
    if not examples:
        raise ValueError("There are no papers to learn from.")
    unseen = _unseen(examples, prior)
    curve = _curve_of(examples, unseen, prior)
    counted = [
        (one, share)
        for one, sure, share in zip(examples, unseen, _calibrated(unseen, curve), strict=True)
        if not one.barred and one.seen_from is not None and sure.ends >= ENDS_FLOOR
    ]
    return replace(fit_weights(examples, prior), curve=curve, counts=_counts(counted, prior), tag="fitted")


def confidences(examples: Sequence[Example], prior: FilingModel) -> tuple[float, ...]:
    """What a model fitted near `prior` would say of each paper had it not seen the papers of its source; for reliability tables."""
    unseen = _unseen(examples, prior)
    return tuple(_calibrated(unseen, _curve_of(examples, unseen, prior)))


def held_out(examples: Sequence[Example], prior: FilingModel) -> tuple[float, ...]:
    """What a model fitted near `prior`, its curve too, on the papers of other folds says of each paper; the prior, where all are of one."""
    fold = _folds(examples)
    by = {}
    for number in set(fold):
        seen = [one for one, of in zip(examples, fold, strict=True) if of != number]
        by[number] = fit(seen, prior) if seen else prior
    return tuple(judge(by[number], one.signs).confidence for one, number in zip(examples, fold, strict=True))


def _curve_of(examples: Sequence[Example], unseen: Sequence[Sureness], prior: FilingModel) -> Curve:
    return fit_curve(_raw(unseen), [one.right for one in examples], prior.curve)


def _unseen(examples: Sequence[Example], prior: FilingModel) -> list[Sureness]:
    """Uncalibrated judgements by cross-fitting: sources are dealt to FOLDS folds, each judged by weights fitted on the others."""
    fold = _folds(examples)
    by = {}
    for number in set(fold):
        seen = [one for one, of in zip(examples, fold, strict=True) if of != number]
        by[number] = replace(fit_weights(seen, prior) if seen else prior, curve=Curve(slope=1.0, shift=0.0))
    return [judge(by[number], one.signs) for one, number in zip(examples, fold, strict=True)]


def _folds(examples: Sequence[Example]) -> list[int]:
    """The fold of each paper; those of one source are in the same."""
    sources = sorted({one.source for one in examples})
    fold = {source: place % FOLDS for place, source in enumerate(sources)}
    return [fold[one.source] for one in examples]


def _raw(unseen: Sequence[Sureness]) -> Floats:
    return np.array([log_odds_exactly(sure.confidence) for sure in unseen])


def _calibrated(unseen: Sequence[Sureness], curve: Curve) -> list[float]:
    shares: list[float] = (1.0 / (1.0 + np.exp(-(curve.slope * _raw(unseen) + curve.shift)))).tolist()
    return shares


def fit_weights(examples: Sequence[Example], prior: FilingModel) -> FilingModel:
    """The three parts' weights; curve and counts stay the prior's."""
    return replace(
        prior,
        of_class=_part(examples, prior.of_class, Part.CLASS, lambda one: one.signs.of_class, lambda one: one.class_right),
        of_unit=_part(examples, prior.of_unit, Part.UNIT, lambda one: one.signs.of_unit, lambda one: one.unit_right),
        of_boundary=_part(examples, prior.of_boundary, Part.BOUNDARY, lambda one: one.signs.of_boundary, lambda one: one.whole),
    )


def fit_curve(raw: Floats, right: Sequence[bool], prior: Curve) -> Curve:
    """Slope and shift that make the outcomes likeliest, held near the prior's; the slope stays within 0.5 and 2."""
    truth, centre = np.array(right, dtype=float), np.array([prior.slope, prior.shift])

    def loss(values: Floats) -> float:
        odds = values[0] * raw + values[1]
        return float(np.sum(np.logaddexp(0, odds) - truth * odds) + 0.5 * _CURVE_STIFFNESS * np.sum((values - centre) ** 2))

    best = minimize(loss, centre, method="L-BFGS-B", bounds=[(_LEAST_SLOPE, _MOST_SLOPE), (None, None)])
    return Curve(slope=round(float(best.x[0]), 5), shift=round(float(best.x[1]), 5))


def log_loss(model: FilingModel, examples: Sequence[Example]) -> float:
    """Mean negative log-likelihood in nats of what was right, smaller is better; 0 where there are no examples."""
    return loss_of([judge(model, one.signs).confidence for one in examples], examples)


def loss_of(shares: Sequence[float], examples: Sequence[Example]) -> float:
    """The same of confidences given before."""
    losses = [-np.log(max(share if one.right else 1.0 - share, 1e-9)) for share, one in zip(shares, examples, strict=True)]
    return float(np.mean(losses)) if losses else 0.0


def _part(
    examples: Sequence[Example],
    prior: Weights,
    part: Part,
    values: Callable[[Example], tuple[float, ...]],
    right: Callable[[Example], bool | None],
) -> Weights:
    """Logistic regression with signed weights near the prior's, by L-BFGS-B; papers of which nobody said it teach nothing."""
    known = [one for one in examples if right(one) is not None]
    if not known:
        return prior
    matrix = np.array([(1.0, *values(one)) for one in known])
    truth = np.array([right(one) for one in known], dtype=float)
    centre, firm = np.array([prior.bias, *prior.signs]), _STIFFNESS[part]
    bounds = [(None, prior.bias) if part is Part.UNIT else (None, None), *(_bounds(sign, part) for sign in SIGNS[part])]

    def loss(weights: Floats) -> tuple[float, Floats]:
        odds = matrix @ weights
        slack = weights - centre
        shares = 1.0 / (1.0 + np.exp(-np.clip(odds, -40.0, 40.0)))
        value = np.sum(np.logaddexp(0, odds) - truth * odds) + 0.5 * firm * slack @ slack
        return float(value), matrix.T @ (shares - truth) + firm * slack

    best = minimize(loss, centre, jac=True, method="L-BFGS-B", bounds=bounds)
    return Weights(bias=round(float(best.x[0]), 5), signs=tuple(round(float(weight), 5) for weight in best.x[1:]))


def _bounds(sign: Sign, part: Part) -> tuple[float | None, float | None]:
    """What a sign's weight may become.

    What warns of a wrong unit weighs at least as much as our rule says, and so does how well its number was read: generated papers hold too
    few misread numbers that name another flat, so that fitted freely the warnings lose what they are there for and a number read badly,
    which nobody confirms, passes. For the same reason the bias of the unit may not rise. An owner who
    holds the flat next door too confirms nothing: his name weighs no more than what is taken off for it. Nor does he make a number read in
    doubt surer than one read well.
    """
    if sign.name == OWNER_AGREES:
        return 0.0, -NEXT_DOOR
    if sign.name == OWNER_SETTLES:
        return 0.0, READ_BY_CHARACTER
    if sign.sense > 0:
        return (sign.prior if part is Part.UNIT and sign.name in READING_SIGNS else 0.0), None
    return None, sign.prior if part is Part.UNIT else 0.0


def _counts(counted: Sequence[tuple[Example, float]], prior: FilingModel) -> tuple[tuple[Category, Counts], ...]:
    """The prior's counts and these papers'.

    A right paper counts only at levels from which its like was looked at: at lower ones those beside it, which may be wrong, are missing. A
    wrong one counts at each.
    """
    known = dict(prior.counts)
    made = []
    for category in Category:
        mine = [(one, share) for one, share in counted if one.category is category]
        accepted = [sum(share >= level and (one.wrong or level >= (one.seen_from or 0.0)) for one, share in mine) for level in LEVELS]
        wrong = [sum(share >= level and one.wrong for one, share in mine) for level in LEVELS]
        before = known[category]
        total = accumulate((a + b for a, b in zip(accepted, before.accepted, strict=True)), max)
        made.append((category, Counts.of(accepted=list(total), wrong=[a + b for a, b in zip(wrong, before.wrong, strict=True)])))
    return tuple(made)
