"""The page of an evaluation."""

import re
from pathlib import Path

from measures.figures import slices
from measures.mistakes import mistakes
from services import evaluation_plots, evaluation_report
from tests.unit.measures.made import matched, paper

A1, B1 = ("a<b>.pdf", 1), ("b.pdf", 1)
TRUTH = (paper("T1", A1, script="hans"), paper("T2", B1, script="hant"))


def test_the_page_needs_nothing_else_and_trusts_no_text(tmp_path: Path) -> None:
    read = (paper("D1", A1, confidence=0.9, unit="9|||9|room"), paper("D2", B1, confidence=0.8))
    found = matched(TRUTH, read, **{A1[0]: {"profile": "clean"}, B1[0]: {"profile": "harsh"}})
    evaluation_report.write(tmp_path / "r.html", slices(found), mistakes(found), {("c", A1): "data:image/jpeg;base64,AA"}, title="t<1>")
    html = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "a<b>" not in html
    assert "t<1>" not in html
    assert re.findall(r'(?:src|href)="([^"]*)"', html) == ["data:image/jpeg;base64,AA"]
    assert "clean · hans" in html
    assert "filed wrongly 归档错误 (unit)" in html


def test_nothing_read_is_a_page_too(tmp_path: Path) -> None:
    found = matched(TRUTH, ())
    evaluation_report.write(tmp_path / "r.html", slices(found), mistakes(found), {}, title="t")
    assert (tmp_path / "r.html").read_text(encoding="utf-8").count("lost 缺失") == 2


def test_plots_by_hand() -> None:
    read = (paper("D1", A1, confidence=1.0), paper("D2", B1, confidence=0.5, unit="9|||9|room"))
    (every,) = (one for one in slices(matched(TRUTH, read)) if not one.script)
    assert [(dot.x, dot.y) for dot in evaluation_plots.dots(every)] == [(210.0, 300.0), (420.0, 0.0)]
    assert evaluation_plots.top_risk([every]) == 0.5
    (curve,) = evaluation_plots.curves([every])
    assert curve.points == "0.0,300.0 210.0,300.0 420.0,0.0"
    assert evaluation_plots.top_risk([]) == evaluation_plots.LEAST_TOP
