from datetime import date

import pytest

from domain.errors import UsageError
from domain.review import UnitProposal
from domain.unit_number import UnitNumber
from review.forms import DecisionForm, clean, parse_day

UNIT = UnitNumber.parse("3|2||501|room")
OTHER = UnitNumber.parse("5|1||101|room")
PROPOSALS = (UnitProposal(estate="翠湖苑", unit=UNIT, owner="", score=0.5, evidence=()),)


@pytest.mark.parametrize("text", ["2024-03-05", "2024/3/5", "2024.3.5", "2024年3月5日", "2024 年 3 月 5 日", "20240305"])
def test_a_day_in_any_usual_form(text: str) -> None:
    assert parse_day(text) == date(2024, 3, 5)


@pytest.mark.parametrize("text", ["2024", "2024-13-01", "05/03/2024", "二〇二四年", "2024-03-05-06", "９９９９", "2023-02-29"])
def test_a_day_that_is_none(text: str) -> None:
    with pytest.raises(UsageError):
        parse_day(text)


def test_typed_text_counts_before_the_choice() -> None:
    form = DecisionForm(action="file", choice="0", unit_text="5-1-101")
    decision = form.decision(PROPOSALS, by="zhang")
    assert (decision.unit, decision.estate, decision.by) == (OTHER, None, "zhang")


def test_a_proposal_brings_its_estate() -> None:
    decision = DecisionForm(action="file", choice="0", estate="别处").decision(PROPOSALS, by="zhang")
    assert (decision.unit, decision.estate) == (UNIT, "翠湖苑")


@pytest.mark.parametrize("choice", ["machine", "", "7", "-1", "²", "nonsense"])
def test_without_a_unit_the_machines_stays(choice: str) -> None:
    assert DecisionForm(action="file", choice=choice).decision(PROPOSALS, by="zhang").unit is None


def test_rejecting_needs_no_unit() -> None:
    decision = DecisionForm(action="reject", unit_text="nonsense", choice="typed").decision(PROPOSALS, by="zhang")
    assert (decision.action, decision.unit) == ("reject", None)


def test_control_characters_are_dropped() -> None:
    assert clean(" a\x00b\x1f\n ") == "ab"
