"""Tesseract through pytesseract: the fallback. It wants pages upright and straight, at their true resolution."""

import os
import subprocess
from typing import Any

import cv2
import numpy as np
import pytesseract
from PIL import Image

from domain.errors import HudangError, MissingPartError
from domain.page import Pixels, leaning
from domain.text import Box, Legible, Quads, Word
from ocr.engine import EngineOptions
from ocr.quads import corner_order, stack

LANGUAGES = ("chi_sim", "chi_tra")
LANGUAGE_SET = "+".join(LANGUAGES)
PAGE_MODE = 4
"""A single column of text of variable sizes: the best of the layouts on forms."""

TIMEOUT = 120
"""Seconds for one page."""

OSD_SURE = 1.0
"""Tesseract's orientation confidence (a log ratio) below which its vote is not counted."""

FIND_WIDTH = 1000
MIN_CONFIDENCE = 0.3
"""Tesseract's own word confidence, 0..1; below it its Chinese is noise."""


class TesseractEngine:
    """Reads with chi_sim and chi_tra; finds lines by joining ink, as Tesseract itself only finds what stands upright."""

    def __init__(self) -> None:
        # Tesseract starts four threads a process otherwise, which slows several workers on one machine.
        os.environ.setdefault("OMP_THREAD_LIMIT", "1")
        cv2.setNumThreads(1)
        try:
            version = str(pytesseract.get_tesseract_version())
            installed = set(pytesseract.get_languages(config=""))
        except pytesseract.TesseractNotFoundError as error:
            raise MissingPartError(
                "The program tesseract is not installed. Run: apt-get install tesseract-ocr",
                "未安装 tesseract 程序，请执行：apt-get install tesseract-ocr",
            ) from error
        for language in (*LANGUAGES, "osd"):
            if language not in installed:
                package = f"tesseract-ocr-{language.replace('_', '-')}"
                raise MissingPartError(
                    f"Tesseract lacks the language {language}. Run: apt-get install {package}",
                    f"Tesseract 缺少语言 {language}，请执行：apt-get install {package}",
                )
        self._tag = f"tesseract/{version}/{LANGUAGE_SET}"

    @property
    def tag(self) -> str:
        """The maker of the text: name/version/languages."""
        return self._tag

    def detect(self, grey: Pixels) -> Quads:
        """Lines found by smearing ink along the direction in which it hangs together; works for lines across and down."""
        shrink = min(1.0, FIND_WIDTH / max(grey.shape))
        size = (max(1, round(grey.shape[1] * shrink)), max(1, round(grey.shape[0] * shrink)))
        small = cv2.resize(grey, size, interpolation=cv2.INTER_AREA)
        ink = cv2.adaptiveThreshold(small, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 25, 15)
        across = _lines(np.asarray(ink, np.uint8), (15, 1))
        down = _lines(np.asarray(ink, np.uint8), (1, 15))
        chosen = across if _length(across) >= _length(down) else down
        out: Quads = chosen / np.float32(shrink)
        return out

    def upside_down(self, grey: Pixels, quads: Quads) -> float:
        """Tesseract's own orientation vote on the page laid so that its lines run across."""
        if not len(quads):
            return 0.5
        wide = np.hypot(*(quads[:, 1] - quads[:, 0]).T)
        high = np.hypot(*(quads[:, 3] - quads[:, 0]).T)
        page = np.rot90(grey) if high.sum() > wide.sum() else grey
        try:
            seen: dict[str, Any] = pytesseract.image_to_osd(
                Image.fromarray(np.ascontiguousarray(page)), output_type=pytesseract.Output.DICT, timeout=TIMEOUT
            )
        except (pytesseract.TesseractError, RuntimeError):
            return 0.5  # too few characters, or too slow: no vote
        if float(seen["orientation_conf"]) < OSD_SURE:
            return 0.5
        return {0: 0.0, 180: 1.0}.get(int(seen["rotate"]), 0.5)

    def legibility(self, grey: Pixels, quads: Quads) -> tuple[Legible, Legible]:
        """The orientation vote as two shares: Tesseract has no cheap reading of a few lines."""
        turned = self.upside_down(grey, quads)
        return Legible(1.0 - turned), Legible(turned)

    def recognize(self, grey: Pixels, quads: Quads, dpi: float, skew: float = 0.0) -> tuple[Word, ...]:
        """Read the whole page; the boxes found before are not needed."""
        del quads
        config = f"--psm {PAGE_MODE} --dpi {round(min(max(dpi, 70), 1200))}"
        try:
            rows: dict[str, list[Any]] = pytesseract.image_to_data(
                Image.fromarray(_straight(grey, skew)),
                lang=LANGUAGE_SET,
                config=config,
                output_type=pytesseract.Output.DICT,
                timeout=TIMEOUT,
            )
        except (pytesseract.TesseractError, subprocess.SubprocessError, RuntimeError) as error:
            raise HudangError(
                f"Tesseract failed on a page ({type(error).__name__}). Try the page again.",
                f"Tesseract 处理页面失败（{type(error).__name__}），请重试。",
            ) from error
        words = zip(rows["text"], rows["conf"], rows["left"], rows["top"], rows["width"], rows["height"], strict=True)
        return tuple(
            Word(
                text=str(text).strip(),
                box=Box(left=float(x), top=float(y), right=float(x + max(1, w)), bottom=float(y + max(1, h))),
                confidence=min(1.0, max(0.0, float(conf) / 100)),
            )
            for text, conf, x, y, w, h in words
            if str(text).strip() and float(conf) / 100 >= MIN_CONFIDENCE
        )


def build(options: EngineOptions) -> TesseractEngine:
    """The engine; MissingPartError names the package where the program or a language is missing."""
    del options
    return TesseractEngine()


def _straight(grey: Pixels, skew: float) -> Pixels:
    """The picture straightened, as Tesseract reads whole pages."""
    if skew == 0:
        return grey
    level = leaning(grey, skew)
    back = np.array(level.to_upright)
    back[:, 2] += back[:, :2].sum(1) / 2 - 0.5  # cv2 counts from pixel centres
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    paper = float(np.median(grey[::16, ::16]))
    return np.asarray(cv2.warpAffine(grey, back, level.prepared_size, flags=flags, borderValue=paper), np.uint8)


def _lines(ink: Pixels, smear: tuple[int, int]) -> Quads:
    """Boxes round ink joined by a closing of that size; specks and page-long rules left out."""
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones(smear[::-1], np.uint8))
    contours, _ = cv2.findContours(joined, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for contour in contours:
        rect = cv2.minAreaRect(contour)
        thin, long = sorted(rect[1])
        if 5 <= thin <= 60 and long >= 2 * thin:
            found.append(corner_order(np.asarray(cv2.boxPoints(rect), np.float32)))
    return stack(found)


def _length(quads: Quads) -> float:
    size = quads.max(1) - quads.min(1) if len(quads) else np.zeros((0, 2))
    return float(size.max(1).sum()) if len(size) else 0.0
