"""Judge a digitisation batch (DA/T 31): whether checks and sample together let it be accepted."""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence

from domain.acceptance import (
    Check,
    Criterion,
    Defect,
    Demand,
    Excuse,
    Judgement,
    Outcome,
    Reason,
    SampledItem,
    SampleFigures,
    Standard,
    Tally,
)


def tallies(looked: Sequence[tuple[Check, int]], defects: Sequence[Defect], *, catalogued: bool) -> tuple[Tally, ...]:
    """One tally a check in their order; an item counts once. The catalogue's apply only where the batch has one."""
    failing: dict[Check, set[str]] = defaultdict(set)
    for defect in defects:
        failing[defect.check].add(defect.subject)
    numbers = dict(looked)
    return tuple(
        Tally(
            check=check,
            looked=numbers.get(check, 0),
            failed=len(failing[check]),
            applies=catalogued or check.demand is not Demand.CATALOGUE,
        )
        for check in Check
    )


def figures(items: Iterable[SampledItem]) -> SampleFigures:
    """Count the sample."""
    held = tuple(items)
    drawn, again = [item for item in held if not item.again], [item for item in held if item.again]
    wrong = Counter(criterion for item in held if item.verdict for criterion in item.verdict.wrong)

    def ticked(some: list[SampledItem]) -> int:
        return sum(item.verdict is not None for item in some)

    def failed(some: list[SampledItem]) -> int:
        return sum(bool(item.verdict and item.verdict.wrong) for item in some)

    return SampleFigures(
        drawn=len(drawn),
        ticked=ticked(drawn),
        failed=failed(drawn),
        again=len(again),
        again_ticked=ticked(again),
        again_failed=failed(again),
        by_criterion=tuple((criterion, wrong[criterion]) for criterion in Criterion),
    )


def excused(tally: Tally, defects: Iterable[Defect], excuses: Collection[Excuse]) -> int:
    """How many of the tally's failing items a person has excused; a check that allows none has none."""
    if not tally.check.excusable:
        return 0
    reasons = {each.subject for each in excuses if each.check is tally.check}
    return len({each.subject for each in defects if each.check is tally.check} & reasons)


def judge(standard: Standard, counted: Sequence[tuple[Tally, int]], sample: SampleFigures, *, same_population: bool = True) -> Judgement:
    """What closing would do now: send back as soon as that is certain, else wait until all is ticked, else accept.

    `counted`: tallies with the number of excused items; `same_population`: the batch holds the documents that the sample was drawn of.
    """
    reasons = (*_failing(standard, counted), *_sample_reasons(standard, sample))
    if not same_population:
        changed = Reason(
            en="Documents have come or gone since the sample was drawn, so that it no longer speaks for the batch.",
            zh="抽样之后本批文件有增减，样本已不能代表全批。",
        )
        reasons = (changed, *reasons)
    if reasons:
        return Judgement(outcome=Outcome.SEND_BACK, reasons=reasons)
    if sample.waiting:
        waiting = Reason(en=f"{sample.waiting} sampled items are not ticked yet.", zh=f"样本中还有 {sample.waiting} 件未检查。")
        return Judgement(outcome=Outcome.WAIT, reasons=(waiting,))
    return Judgement(outcome=Outcome.ACCEPT, reasons=())


def _failing(standard: Standard, counted: Sequence[tuple[Tally, int]]) -> Iterator[Reason]:
    if standard.needs_catalogue and not any(t.applies for t, _ in counted if t.check.demand is Demand.CATALOGUE):
        yield Reason(en="The batch has no catalogue, and the settings demand one.", zh="本批没有目录，而设置要求必须有目录。")
    for tally, forgiven in counted:
        left = tally.failed - forgiven
        share = tally.check.demand is Demand.SHARE
        if not tally.applies or not left or (share and left <= allowed(tally.looked, standard.rate)):
            continue
        least = f"{standard.rate:.0%}" if share else "100%"
        yield Reason(
            en=f"{tally.check.en}: {left} of {tally.looked} fail, demanded is {least}.",
            zh=f"{tally.check.zh}：{tally.looked} 项中有 {left} 项不合格，要求 {least}。",
        )


def _sample_reasons(standard: Standard, sample: SampleFigures) -> Iterator[Reason]:
    if lost := sample.wrong(Criterion.CATALOGUE):
        yield Reason(
            en=f"{lost} sampled items do not agree with their catalogue rows, demanded is 100%.",
            zh=f"抽检中有 {lost} 件与目录不符，要求 100%。",
        )
    if sample.again_failed:
        yield Reason(
            en=f"{sample.again_failed} items that failed before still fail.", zh=f"上次不合格的文件中仍有 {sample.again_failed} 件不合格。"
        )
    if sample.failed > allowed(sample.drawn, standard.rate):
        yield Reason(
            en=f"{sample.failed} of {sample.drawn} sampled items fail; demanded is that {standard.rate:.0%} are right.",
            zh=f"抽检 {sample.drawn} 件中有 {sample.failed} 件不合格，合格率要求 {standard.rate:.0%}。",
        )


def allowed(number: int, rate: float) -> int:
    """Of so many items, how many may fail where at least `rate` (0..1) must be right."""
    return math.floor(number * (1.0 - rate) + 1e-9)
