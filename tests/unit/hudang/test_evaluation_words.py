import pytest

from hudang.cli.evaluation_words import number, percent, show
from measures.figures import slices
from measures.mistakes import mistakes
from measures.rate import Rate
from tests.unit.measures.made import matched, paper

A1, B1 = ("a.pdf", 1), ("b.pdf", 1)


def test_what_was_not_asked_is_a_dash() -> None:
    assert percent(Rate(right=0, total=0)) == number(None) == "–"
    assert percent(Rate(right=2, total=3)) == "66.7 %"


@pytest.mark.parametrize(("language", "words"), [("en_GB.UTF-8", "auto-filing precision"), ("zh_CN.UTF-8", "自动归档准确率")])
def test_tables_in_both_languages(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, language: str, words: str) -> None:
    monkeypatch.setenv("LC_ALL", language)
    truth = (paper("T1", A1, script="hans"), paper("T2", B1, script="hant"))
    found = matched(truth, (paper("D1", A1, confidence=0.99), paper("D2", B1, confidence=0.9, unit="9|||9|room")))
    show(slices(found), mistakes(found))
    told = capsys.readouterr().out
    assert words in told
    assert "hant" in told
    assert "b.pdf" in told
    assert "0.9900" in told
