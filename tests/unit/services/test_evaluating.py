from pathlib import Path

import pytest

from domain.errors import UsageError
from services.evaluating import find_corpora

PARTS = ("register.xlsx", "truth/pages.jsonl", "truth/documents.jsonl")


def _corpus(folder: Path) -> Path:
    for part in ("scans", "truth"):
        (folder / part).mkdir(parents=True)
    for part in PARTS:
        (folder / part).write_text("", encoding="utf-8")
    return folder


def test_a_corpus_or_all_below_a_folder(tmp_path: Path) -> None:
    one = _corpus(tmp_path / "all" / "office" / "hant")
    _corpus(tmp_path / "all" / "clean")
    assert [corpus.name for corpus in find_corpora(one)] == ["hant"]
    assert [corpus.name for corpus in find_corpora(tmp_path / "all")] == ["clean", "office/hant"]


@pytest.mark.parametrize("part", PARTS)
def test_a_missing_part_is_named(tmp_path: Path, part: str) -> None:
    folder = _corpus(tmp_path / "one")
    (folder / part).unlink()
    with pytest.raises(UsageError, match=part):
        find_corpora(folder)


def test_what_is_no_corpus_or_no_row_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no corpus"):
        find_corpora(tmp_path)
    folder = _corpus(tmp_path / "one")
    (folder / "truth" / "pages.jsonl").write_text("no row", encoding="utf-8")
    with pytest.raises(UsageError, match="holds a line that is no row"):
        find_corpora(folder)
