import json
from pathlib import Path

import openpyxl
import pytest

from evaluation.generator import Script
from evaluation.generator.corpus import CorpusPlan, plan_corpus
from evaluation.generator.produce import produce
from evaluation.generator.wear import Profile
from evaluation.score import score

PLAN = CorpusPlan(seed=6, documents=4, script=Script.MIXED, estates=2, dpi=50, units=12, profile=Profile.CLEAN, bad_files=True, light=True)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("corpus")
    produce(plan_corpus(PLAN), folder)
    return folder


def _rows(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_every_scan_has_its_truth(out: Path) -> None:
    rows = _rows(out / "truth" / "pages.jsonl")
    scans = {path.relative_to(out / "scans").as_posix() for path in (out / "scans").rglob("*") if path.is_file()}
    assert {row["source"] for row in rows} == scans
    assert {row["reason"] for row in rows if row["status"] == "quarantined"} == {"empty_file", "damaged", "encrypted", "disguised_type"}
    contract = {"source", "source_sha256", "page", "status", "reason", "category", "doc_type", "confidence", "unit", "estate", "owner",
                "rotation", "skew", "document", "text"}  # fmt: skip
    assert all(contract <= set(row) for row in rows)


def test_documents_point_at_their_pages(out: Path) -> None:
    pages = {(row["source"], row["page"]): row for row in _rows(out / "truth" / "pages.jsonl")}
    for row in _rows(out / "truth" / "documents.jsonl"):
        listed = row["pages"]
        assert isinstance(listed, list) and listed
        assert all(pages[tuple(page)]["document"] == row["document"] for page in listed)


def test_the_books_list_units_and_papers(out: Path) -> None:
    corpus = plan_corpus(PLAN)
    register = openpyxl.load_workbook(out / "register.xlsx").active
    assert register is not None
    assert register.max_row == 2 + sum(len(unit.tenures) for estate in corpus.estates for unit in estate.units)
    catalogue = openpyxl.load_workbook(out / "catalogue.xlsx").active
    assert catalogue is not None
    assert [cell.value for cell in catalogue[2]][:3] == ["序号", "档号", "盒号"]
    assert "scan_missing" in {row["kind"] for row in _rows(out / "truth" / "findings.jsonl")}


def test_the_truth_scores_full_marks(out: Path) -> None:
    result = score(out / "truth", out / "truth")
    assert result.unit_recall.share == result.category.share == result.boundary_f1 == 1.0
    assert result.cer == 0.0
    assert not result.wrongly_filed
