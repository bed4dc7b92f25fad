"""Peers that are Python packages: RapidOCR with its defaults, and the plain script that most write first, pdf2image + pytesseract.

Neither turns pages, measures skew or knows blank pages.
"""

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytesseract
from pdf2image import convert_from_path
from PIL import Image
from rapidocr import RapidOCR
from rapidocr.utils.output import RapidOCROutput

from domain.errors import MissingPartError
from domain.scan import FileKind
from evaluation.bench.pages import Scanned
from evaluation.bench.readers import Meter, Reading
from ingest.limits import DecodeLimits
from ingest.probe import detect
from ingest.rasterize import rasterize

LANGUAGE = "chi_sim"
DPI = 300


class Rapid:
    """RapidOCR as it comes: onnxruntime with its own choice of threads, colour pixels at the scan's resolution, lines in its own order."""

    batch = 1

    def __init__(self) -> None:
        self._engine = RapidOCR(params={"Global.log_level": "error"})  # how it reads stays as it is
        self.tag = f"rapidocr {version('rapidocr')}"

    def read(self, scans: Sequence[Scanned]) -> list[Reading]:
        """Each page by itself."""
        return [self._read(scan) for scan in scans]

    def _read(self, scan: Scanned) -> Reading:
        meter = Meter()
        with meter.running():
            image = rasterize(scan.path, scan.page_no, detect(scan.path, name=scan.path.name), DecodeLimits())
            pixels = image.pixels if image.pixels.ndim == 2 else np.ascontiguousarray(image.pixels[:, :, ::-1])  # it takes BGR
            found = self._engine(pixels)
        lines = found.txts if isinstance(found, RapidOCROutput) else None
        return Reading(text="\n".join(lines or ()), cpu_seconds=meter.cpu_seconds, wall_seconds=meter.wall_seconds)

    def close(self) -> None:
        """Nothing was started."""


class PlainTesseract:
    """PDF pages drawn at 300 dpi, pictures as they are, each given to Tesseract's own page analysis."""

    batch = 1

    def __init__(self) -> None:
        self.tag = f"pytesseract {version('pytesseract')}"
        try:
            known = pytesseract.get_languages()
        except pytesseract.TesseractNotFoundError:
            known = []
        if LANGUAGE not in known:
            raise MissingPartError(
                f"Tesseract with {LANGUAGE} is not installed. Run: make setup",
                f"未安装 Tesseract 或其 {LANGUAGE} 语言包，请执行：make setup",
            )

    def read(self, scans: Sequence[Scanned]) -> list[Reading]:
        """Each page by itself."""
        return [self._read(scan) for scan in scans]

    def _read(self, scan: Scanned) -> Reading:
        meter = Meter()
        with meter.running():
            text: str = pytesseract.image_to_string(_picture(scan.path, scan.page_no), lang=LANGUAGE)
        return Reading(text=text, cpu_seconds=meter.cpu_seconds, wall_seconds=meter.wall_seconds)

    def close(self) -> None:
        """Nothing was started."""


def _picture(path: Path, page_no: int) -> Image.Image:
    if detect(path, name=path.name) is FileKind.PDF:
        return convert_from_path(path, dpi=DPI, first_page=page_no, last_page=page_no)[0]
    image = Image.open(path)
    image.seek(page_no - 1)
    return image
