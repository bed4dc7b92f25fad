from pathlib import Path

import pytest

from domain.errors import MissingPartError
from evaluation.bench.ocrmypdf_peer import OcrMyPdf


def test_a_missing_ocrmypdf_says_how_to_bring_it(tmp_path: Path) -> None:
    with pytest.raises(MissingPartError, match="Run: make setup-bench") as missing:
        OcrMyPdf(tmp_path)
    assert missing.value.exit_code == 3
