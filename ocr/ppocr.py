"""PP-OCRv6 small (Apache-2.0) from the rapidocr package's model files, run in a thin pipeline of our own, offline.

One detection pass, lines cut once from the full page to the recogniser's height, read in batches of like width.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import zip_longest

import cv2
import numpy as np

from domain.page import Pixels
from domain.text import Box, Quads, Word
from ocr.detector import Detector
from ocr.inference import Session, fingerprint, load_session, model_file
from ocr.quads import TALL, Cutter, sides
from ocr.recognizer import HEIGHT, MAX_WIDTH, LineText, Recognizer

PACKAGE = "rapidocr"
DETECTION = "PP-OCRv6_det_small.onnx"
RECOGNITION = "PP-OCRv6_rec_small.onnx"
TURNING = "ch_ppocr_mobile_v2.0_cls_mobile.onnx"

MIN_CONFIDENCE = 0.5
"""Words below it are ruled lines, stamps and bleed-through more often than text (tuned on generated pages)."""

VOTERS = 12
"""Lines asked which way is up."""

SAMPLE_LINES = 6
SAMPLE_WIDTH = 320
TURN_WIDTH = 192
WIDE_GAP = 1.0
WIDE_PITCH = 1.8
"""Characters further apart than this share of the box height (itself about 1.6 times the type size), and than so many times the
usual step of their line, part a box into words; a title set wide stays whole."""

EITHER_WAY = 2.2
"""Boxes between 1/this and this times as tall as wide (one or two characters) are read both ways; the surer reading stays."""


class PpOcrEngine:
    """The default engine."""

    def __init__(self, threads: int) -> None:
        cv2.setNumThreads(1)
        paths = [model_file(PACKAGE, name) for name in (DETECTION, RECOGNITION, TURNING)]
        detection, recognition, self._turning = (load_session(path, threads) for path in paths)
        self._detector = Detector(detection)
        self._recognizer = Recognizer(recognition)
        self._tag = f"ppocr/PP-OCRv6-small/{recognition.runtime}/{fingerprint(*paths)}"

    @property
    def tag(self) -> str:
        """The maker of the text: name/version/runtime/model hash."""
        return self._tag

    def detect(self, grey: Pixels) -> Quads:
        """Where text is, at any page rotation."""
        return self._detector.detect(grey)

    def upside_down(self, grey: Pixels, quads: Quads) -> float:
        """Mean vote of the bundled line classifier over lines of medium length."""
        lines = _sample(grey, quads, VOTERS)
        if not lines:
            return 0.5
        return float(np.mean([_turned(self._turning, line) for line in lines]))

    def legibility(self, grey: Pixels, quads: Quads) -> tuple[float, float]:
        """Mean recognition confidence of some lines weighted by their length: as they stand, and turned by half."""
        lines = [line[:, :SAMPLE_WIDTH] for line in _sample(grey, quads, SAMPLE_LINES)]
        flipped = [np.ascontiguousarray(line[::-1, ::-1]) for line in lines]
        return _mean_confidence(self._recognizer.read(lines)), _mean_confidence(self._recognizer.read(flipped))

    def recognize(self, grey: Pixels, quads: Quads, dpi: float) -> tuple[Word, ...]:
        """Read each box; short boxes of doubtful direction both ways."""
        del dpi
        words: list[Word] = []
        for quad, downwards, line in self._read(grey, quads):
            if line.confidence >= MIN_CONFIDENCE:
                words.extend(_words(quad, line, downwards=downwards))
        return tuple(words)

    def _read(self, grey: Pixels, quads: Quads) -> list[tuple[Quads, bool, LineText]]:
        """(box, whether it runs downwards, text) of each box."""
        width, height = sides(quads)
        ratio = height / np.maximum(width, 1)
        cutter = Cutter(grey, HEIGHT, MAX_WIDTH)
        asked = []
        for i, quad in enumerate(quads):
            ways = (False, True) if TALL / 1.2 <= ratio[i] < EITHER_WAY else (bool(ratio[i] >= TALL),)
            for downwards in ways:
                line = cutter.cut(quad, downwards=downwards)
                if line is not None:
                    asked.append((i, downwards, line))
        best: dict[int, tuple[Quads, bool, LineText]] = {}
        for (i, downwards, _), text in zip(asked, self._recognizer.read([line for _, _, line in asked]), strict=True):
            if i not in best or text.confidence > best[i][2].confidence:
                best[i] = (quads[i], downwards, text)
        return list(best.values())


def build(threads: int) -> PpOcrEngine:
    """The engine with its models loaded; MissingPartError where a model or every runtime is missing."""
    return PpOcrEngine(threads)


def _sample(grey: Pixels, quads: Quads, count: int) -> list[Pixels]:
    """Lines of about eight characters: long enough to tell, short enough to be cheap."""
    width, height = sides(quads)
    length = np.maximum(width, height) / np.maximum(np.minimum(width, height), 1)
    chosen = np.argsort(abs(length - 8), kind="stable")[:count]
    cutter = Cutter(grey, HEIGHT, MAX_WIDTH)
    lines = (cutter.cut(quads[i], downwards=bool(height[i] > width[i])) for i in chosen)
    return [line for line in lines if line is not None]


def _turned(session: Session, line: Pixels) -> float:
    """How surely one line stands on its head, 0..1."""
    batch = np.zeros((1, 3, HEIGHT, TURN_WIDTH), np.float32)
    shown = line[:, :TURN_WIDTH]
    batch[0, :, :, : shown.shape[1]] = shown.astype(np.float32) * (2 / 255) - 1
    return float(session.run(batch)[0, 1])


def _mean_confidence(texts: Sequence[LineText]) -> float:
    total = sum(len(text.text) for text in texts)
    return sum(text.confidence * len(text.text) for text in texts) / total if total else 0.0


def _words(quad: Quads, line: LineText, *, downwards: bool) -> Iterator[Word]:
    """The words of one box: one, or several where a wide gap parts them (label and value, two labels on one row)."""
    left, top = (float(v) for v in quad.min(0))
    right, bottom = (float(v) for v in quad.max(0))
    start, end = float((quad[0, 0] + quad[3, 0]) / 2), float((quad[1, 0] + quad[2, 0]) / 2)
    centres = [start + (end - start) * place for place in line.places]
    gap = WIDE_GAP * float(np.hypot(*(quad[3] - quad[0])))
    if downwards:
        gap = math.inf
    elif len(centres) > 2:
        gap = max(gap, WIDE_PITCH * float(np.median(np.diff(centres))))
    pieces = list(_pieces(line.text, centres, gap))
    for number, (first, last) in enumerate(pieces):
        before, after = number > 0, number < len(pieces) - 1
        yield Word(
            text=line.text[first:last],
            box=Box(
                left=(centres[first] - gap / 4) if before else left,
                top=top,
                right=(centres[last - 1] + gap / 4) if after else right,
                bottom=bottom,
            ),
            confidence=line.confidence,
            char_x=() if downwards else tuple(centres[first:last]),
            char_confidence=line.sureness[first:last],
        )


def _pieces(text: str, centres: Sequence[float], gap: float) -> Iterator[tuple[int, int]]:
    """Spans of the text without outer blanks, parted where two characters stand more than `gap` apart."""
    inked = [i for i, char in enumerate(text) if not char.isspace()]
    first = 0
    for here, after in zip_longest(inked, inked[1:]):
        if after is None or centres[after] - centres[here] > gap:
            yield inked[first], here + 1
            first = inked.index(here) + 1
