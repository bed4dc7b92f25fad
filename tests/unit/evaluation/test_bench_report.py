import re
from pathlib import Path

from bench_pages import outcome, page, run
from PIL import Image

from evaluation.bench.pages import Scanned
from evaluation.bench.report import marked, write_report
from evaluation.bench.study import Study
from evaluation.bench.summary import score_run


def test_marks_keep_lines_and_blanks() -> None:
    assert marked("甲 乙\n丙", [(1, False), (1, True), (1, False)]) == (("甲 ", False), ("乙\n", True), ("丙", False))
    assert marked("", []) == ()


def test_the_report_is_one_file_with_all_in_it(tmp_path: Path) -> None:
    scan = tmp_path / "a.png"
    Image.new("RGB", (600, 800), (250, 250, 250)).save(scan, dpi=(72, 72))
    pages = (page(1, scan=Scanned(path=scan, page_no=1), text="报修单 <3栋501>"),)
    ours = score_run(run(outcome("报休单 <3栋501>", pages[0])))
    peer = score_run(run(outcome("", pages[0], rotation=None, skew=None), reader="rapidocr"))
    study = Study(about="1 page of a", pages=pages, peer_pages=1, ablation_pages=1, ours=(ours,), peers=(peer,), stopped=("x & y",))
    write_report(study, tmp_path / "out" / "report.html", "bound")
    html = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "报<mark>修</mark>单 &lt;3栋501&gt;" in html
    assert "报<mark>休</mark>单" in html
    assert "ours : rapidocr" in html
    assert "rapidocr: 10" in html
    assert "x &amp; y" in html
    assert len(re.findall('src="data:image/(?:png|jpeg);base64,', html)) == 4
    assert not re.search(r'(?:src|href)="(?!data:)', html)
