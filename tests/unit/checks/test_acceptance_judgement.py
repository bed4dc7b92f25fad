import pytest

from checks.acceptance import allowed, excused, figures, judge, tallies
from domain.acceptance import (
    Check,
    Criterion,
    Defect,
    Excuse,
    ItemVerdict,
    Outcome,
    SampledItem,
    SampleFigures,
    Standard,
    Tally,
)
from domain.ids import DocumentId

STANDARD = Standard()
GOOD = tuple((Tally(check=check, looked=100, failed=0), 0) for check in Check)


def failing(check: Check, failed: int, forgiven: int = 0, *, looked: int = 100) -> tuple[tuple[Tally, int], ...]:
    return tuple((Tally(check=check, looked=looked, failed=failed), forgiven) if t.check is check else (t, n) for t, n in GOOD)


def sampled(right: int, wrong: int = 0, waiting: int = 0, *, fails: tuple[Criterion, ...] = (Criterion.LEGIBLE,)) -> SampleFigures:
    verdicts = [()] * right + [fails] * wrong
    ticked = [ItemVerdict(wrong=each, remark="", by="王") for each in verdicts] + [None] * waiting
    return figures(SampledItem(document_id=DocumentId(n), again=False, verdict=v) for n, v in enumerate(ticked))


def test_a_good_batch_is_accepted() -> None:
    assert judge(STANDARD, GOOD, sampled(20)).outcome is Outcome.ACCEPT
    assert judge(STANDARD, GOOD, sampled(20)).reasons == ()


@pytest.mark.parametrize(("drawn", "most"), [(1, 0), (19, 0), (20, 1), (39, 1), (40, 2), (50, 2), (100, 5)])
def test_five_of_a_hundred_may_fail_and_never_more(drawn: int, most: int) -> None:
    assert allowed(drawn, 0.95) == most
    assert judge(STANDARD, GOOD, sampled(drawn - most, most)).outcome is Outcome.ACCEPT
    assert judge(STANDARD, GOOD, sampled(drawn - most - 1, most + 1)).outcome is Outcome.SEND_BACK


def test_ninety_four_of_a_hundred_is_sent_back_and_says_so() -> None:
    judged = judge(STANDARD, GOOD, sampled(94, 6))
    assert judged.outcome is Outcome.SEND_BACK
    assert [reason.zh for reason in judged.reasons] == ["抽检 100 件中有 6 件不合格，合格率要求 95%。"]


def test_it_waits_until_all_is_ticked_but_not_where_the_outcome_is_certain() -> None:
    assert judge(STANDARD, GOOD, sampled(10, waiting=10)).outcome is Outcome.WAIT
    assert judge(STANDARD, GOOD, sampled(8, 2, waiting=10)).outcome is Outcome.SEND_BACK
    assert judge(STANDARD, GOOD, sampled(9, 1, waiting=10)).outcome is Outcome.WAIT
    assert judge(STANDARD, failing(Check.BYTES, 1), sampled(0, waiting=20)).outcome is Outcome.SEND_BACK


@pytest.mark.parametrize("check", list(Check))
def test_a_check_fails_by_its_own_demand(check: Check) -> None:
    spared = 5 if check.demand == "share" else 0
    assert judge(STANDARD, failing(check, spared), sampled(20)).outcome is Outcome.ACCEPT
    judged = judge(STANDARD, failing(check, spared + 1), sampled(20))
    assert judged.outcome is Outcome.SEND_BACK
    assert check.zh in judged.reasons[0].zh
    assert judge(STANDARD, failing(check, spared + 1, 1), sampled(20)).outcome is Outcome.ACCEPT


def test_one_item_that_is_not_its_catalogue_row_sends_the_batch_back() -> None:
    judged = judge(STANDARD, GOOD, sampled(99, 1, fails=(Criterion.CATALOGUE,)))
    assert judged.outcome is Outcome.SEND_BACK
    assert "与目录不符" in judged.reasons[0].zh


def test_what_failed_before_must_be_right_now_and_does_not_sway_the_rate() -> None:
    right, wrong = ItemVerdict(wrong=(), remark="", by="王"), ItemVerdict(wrong=(Criterion.DATE,), remark="错", by="王")
    drawn = [SampledItem(document_id=DocumentId(n), again=False, verdict=right) for n in range(20)]
    again = SampledItem(document_id=DocumentId(50), again=True, verdict=wrong)
    counted = figures([*drawn, again])
    assert (counted.rate, counted.again_failed, counted.wrong(Criterion.DATE)) == (1.0, 1, 1)
    assert "上次不合格" in judge(STANDARD, GOOD, counted).reasons[0].zh
    waiting = figures([*drawn, SampledItem(document_id=DocumentId(50), again=True, verdict=None)])
    assert (waiting.waiting, judge(STANDARD, GOOD, waiting).outcome) == (1, Outcome.WAIT)


def test_without_a_catalogue_matching_is_not_judged_unless_the_settings_demand_it() -> None:
    none = tuple((each, 0) for each in tallies([(Check.BYTES, 5)], (), catalogued=False))
    assert not any(tally.applies for tally, _ in none if tally.check in {Check.LINKS, Check.ORDER})
    assert judge(STANDARD, none, sampled(20)).outcome is Outcome.ACCEPT
    judged = judge(Standard(needs_catalogue=True), none, sampled(20))
    assert (judged.outcome, judged.reasons[0].zh) == (Outcome.SEND_BACK, "本批没有目录，而设置要求必须有目录。")


def test_a_sample_of_another_population_says_nothing() -> None:
    judged = judge(STANDARD, GOOD, sampled(20), same_population=False)
    assert (judged.outcome, len(judged.reasons)) == (Outcome.SEND_BACK, 1)


def test_an_item_counts_once_and_only_excusable_ones_are_excused() -> None:
    def fault(check: Check, subject: str) -> Defect:
        return Defect(check=check, subject=subject, paper="", en="", zh="")

    found = (fault(Check.BLANK, "page 1"), fault(Check.BLANK, "page 1"), fault(Check.BLANK, "page 2"), fault(Check.BYTES, "scan 1"))
    given = [
        Excuse(check=check, subject=subject, why="原件如此", by="李")
        for check, subject in ((Check.BLANK, "page 1"), (Check.BYTES, "scan 1"))
    ]
    counted = {t.check: t for t in tallies([(Check.BLANK, 9), (Check.BYTES, 4)], found, catalogued=True)}
    assert (counted[Check.BLANK].failed, counted[Check.BLANK].looked) == (2, 9)
    assert excused(counted[Check.BLANK], found, given) == 1
    assert excused(counted[Check.BYTES], found, given) == 0
