from pathlib import Path

import pytest
from PIL import Image

from domain.errors import MissingPartError
from evaluation.bench.ocrmypdf_peer import OcrMyPdf
from evaluation.bench.pages import Scanned
from evaluation.bench.peers import PlainTesseract, Rapid


def test_a_missing_ocrmypdf_says_how_to_bring_it(tmp_path: Path) -> None:
    with pytest.raises(MissingPartError, match="Run: make setup-bench") as missing:
        OcrMyPdf(tmp_path)
    assert missing.value.exit_code == 3


def test_every_peer_that_is_a_package_says_what_it_is_and_reads(tmp_path: Path) -> None:
    path = tmp_path / "page.png"
    Image.new("L", (300, 200), 255).save(path)
    for peer, name in ((PlainTesseract(), "pytesseract "), (Rapid(), "rapidocr ")):
        assert peer.tag.startswith(name)
        (reading,) = peer.read([Scanned(path=path, page_no=1)])
        assert reading.text.strip() == ""
        peer.close()
