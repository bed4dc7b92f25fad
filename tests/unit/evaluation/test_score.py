import json
from pathlib import Path

import pytest

from evaluation.score import WrongFiling, lines, score
from measures.rate import Rate

Row = dict[str, object]


def _page(source: str, page: int | None, **values: object) -> Row:
    row: Row = {"source": source, "page": page, "status": "filed", "category": "repair", "doc_type": "repair_request", "rotation": 0}
    return row | {"skew": 0.5, "document": "T1", "text": "报修单 3栋501", "seal_text": "", "unit": "3|||501|room"} | values


def _document(name: str, pages: list[list[object]], **values: object) -> Row:
    row: Row = {"document": name, "pages": pages, "category": "repair", "doc_type": "repair_request", "unit": "3|||501|room"}
    return row | {"estate": "松涛苑", "owner": "王芳、李明", "date": "2024-03-05", "status": "filed", "reasons": []} | values


def _write(folder: Path, pages: list[Row], documents: list[Row]) -> Path:
    folder.mkdir()
    for name, rows in (("pages", pages), ("documents", documents)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    pages = [_page("a.pdf", 1), _page("a.pdf", 2, document="T2", status="review"), _page("a.pdf", 3, status="blank", document=None)]
    pages.append(_page("b.pdf", None, status="quarantined", document=None))
    second = _document("T2", [["a.pdf", 2]], unit=None, status="review", reasons=["unit_missing"])
    return _write(tmp_path / "truth", pages, [_document("T1", [["a.pdf", 1]]), second])


def test_a_right_export_under_a_longer_path(truth: Path, tmp_path: Path) -> None:
    pages = [_page("in/scans/a.pdf", 1, skew=0.3), _page("in/scans/a.pdf", 2, status="review"), _page("in/scans/a.pdf", 3, status="blank")]
    documents = [_document("D1", [["in/scans/a.pdf", 1]], estate="松濤苑", owner="李明")]
    documents.append(_document("D2", [["in/scans/a.pdf", 2]], status="review"))
    result = score(truth, _write(tmp_path / "export", pages, documents))
    assert result.pages == Rate(right=3, total=4)
    assert result.unit_precision == result.unit_recall == result.owner == result.date == Rate(right=1, total=1)
    assert result.blanks.share == 1.0
    assert result.quarantined.share == 0.0
    assert result.skew_error == pytest.approx(0.1)
    assert result.boundary_f1 == 1.0
    assert result.wrongly_filed == ()
    assert ("quarantined", "", 1) in result.statuses


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"unit": "3|||502|room"}, "unit"),
        ({"estate": "听雨轩"}, "estate"),
        ({"category": "complaint"}, "category"),
        ({"pages": [["a.pdf", 1], ["a.pdf", 2]]}, "mixed"),
        ({"pages": [["a.pdf", 2]]}, "unit_missing"),
        ({"pages": [["a.pdf", 3]]}, "no_document"),
    ],
)
def test_wrong_filings_are_named(truth: Path, tmp_path: Path, values: Row, why: str) -> None:
    export = _write(tmp_path / "export", [_page("a.pdf", 1)], [_document("D1", [["a.pdf", 1]], **{}) | values])
    (wrong,) = score(truth, export).wrongly_filed
    assert isinstance(wrong, WrongFiling)
    assert wrong.why == why


def test_review_costs_recall_not_precision(truth: Path, tmp_path: Path) -> None:
    export = _write(tmp_path / "export", [_page("a.pdf", 1, status="review")], [_document("D1", [["a.pdf", 1]], status="review")])
    result = score(truth, export)
    assert result.unit_recall == Rate(right=0, total=1)
    assert result.unit_precision == Rate(right=0, total=0)
    assert result.types[0].review == 1


def test_character_errors_ignore_order_and_spaces(truth: Path, tmp_path: Path) -> None:
    pages = [_page("a.pdf", 1, text="3栋501 报修单"), _page("a.pdf", 2, text="报修単 3栋501")]
    result = score(truth, _write(tmp_path / "export", pages, []))
    assert result.cer == pytest.approx(1 / 16)


def test_lines_tell_what_went_wrong(truth: Path, tmp_path: Path) -> None:
    export = _write(tmp_path / "export", [_page("a.pdf", 1)], [_document("D1", [["a.pdf", 1]], unit="9|||9|room")])
    assert any("a.pdf p.1 [unit]" in line for line in lines(score(truth, export)))
