"""PP-OCRv6 small (Apache-2.0) from the rapidocr package's model files, run in a thin pipeline of our own, offline.

One detection pass, lines cut once from the full page to the recogniser's height, read in batches of like width.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice, pairwise, zip_longest
from statistics import median

import cv2
import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import Levenshtein

from domain.page import Pixels
from domain.text import Box, Legible, Quads, Word
from ocr.detector import BULK_PIXEL_BUDGET, PIXEL_BUDGET, Detector
from ocr.engine import EngineOptions
from ocr.inference import Session, Task, fingerprint, load_session, model_file
from ocr.lookalikes import tell_apart
from ocr.quads import TALL, Cutter, sides
from ocr.recognizer import HEIGHT, MAX_WIDTH, LineText, Recognizer, advances
from ocr.specks import without_specks

PACKAGE = "rapidocr"
MODELS = {
    Task.DETECT: "PP-OCRv6_det_small.onnx",
    Task.RECOGNIZE: "PP-OCRv6_rec_small.onnx",
    Task.TURN: "ch_ppocr_mobile_v2.0_cls_mobile.onnx",
}

MIN_CONFIDENCE = 0.5
"""Words below it are ruled lines, stamps and bleed-through more often than text (tuned on generated pages)."""

VOTERS, UNANIMOUS = 12, 0.05
"""Lines asked which way is up: half of them where their mean vote is no further than this from 0 or 1, else all."""

SAMPLE_LINES = 6
SAMPLE_WIDTH = 320
TURN_WIDTH = 192
WIDE_GAP = 1.0
WIDE_PITCH = 1.8
"""Characters further apart than this share of the box height (itself about 1.6 times the type size), and than so many times the
usual step of their line, part a box into words; a title set wide stays whole."""

EITHER_WAY = 2.2
"""Boxes between 1/this and this times as tall as wide (one or two characters) are read both ways; the surer reading stays."""


BULK_STRETCH = 0.82
"""Width of a line in bulk work, of its natural width."""

NUMBERS = re.compile(r"[0-9A-Za-z].*[0-9A-Za-z]")
NUMBER_LINE = 24
NUMBER_STRETCH = 1.25
"""Lines of at most so many characters with two or more digits or letters among them may be read once more, wider: the network's steps
are so wide that equal digits side by side (11) run into one, and it is sure of that."""

SURE_NUMBER = 0.97
SPARE_ROOM = 0.2
"""Such a line is read again below that confidence, or where a digit has so much more room, in widths of a Chinese character, than it
needs: nearly half a missing digit, one step of the network."""

LOSING_MARGIN = 0.05
UNEQUAL = 0.5
"""Confidence of a character, at most, that the second reading reads otherwise."""


Read = tuple[npt.NDArray[np.float32], bool, LineText]
"""A box, whether it runs downwards, its text."""


class PpOcrEngine:
    """The default engine."""

    def __init__(self, options: EngineOptions) -> None:
        cv2.setNumThreads(1)
        paths = [model_file(PACKAGE, name) for name in MODELS.values()]
        detection, recognition, self._turning = (
            load_session(path, options.threads, task) for path, task in zip(paths, MODELS, strict=True)
        )
        budget = BULK_PIXEL_BUDGET if options.bulk else PIXEL_BUDGET
        self._detector = Detector(detection, pixel_budget=budget, part_tangles=options.part_tangles)
        self._recognizer = Recognizer(recognition, rescue=options.rescue)
        self._options = options
        mode = "/bulk" if options.bulk else ""
        self._tag = f"ppocr/PP-OCRv6-small/{recognition.runtime}/{fingerprint(*paths)}{mode}"

    @property
    def tag(self) -> str:
        """The maker of the text: name/version/runtime/model hash."""
        return self._tag

    def detect(self, grey: Pixels) -> Quads:
        """Where text is, at any page rotation."""
        return self._detector.detect(grey)

    def upside_down(self, grey: Pixels, quads: Quads) -> float:
        """Mean vote of the bundled line classifier over lines of medium length; half of them are enough where they agree."""
        voters = (_turned(self._turning, line) for line in _sample(grey, quads, VOTERS))
        votes = list(islice(voters, VOTERS // 2))
        if not votes:
            return 0.5
        if UNANIMOUS < np.mean(votes) < 1 - UNANIMOUS:
            votes += voters
        return float(np.mean(votes))

    def legibility(self, grey: Pixels, quads: Quads) -> tuple[Legible, Legible]:
        """Mean recognition confidence of some lines weighted by their length, and their letters: as they stand, and turned by half."""
        lines = [line[:, :SAMPLE_WIDTH] for line in _sample(grey, quads, SAMPLE_LINES)]
        flipped = [np.ascontiguousarray(line[::-1, ::-1]) for line in lines]
        return _legible(self._recognizer.read(lines)), _legible(self._recognizer.read(flipped))

    def recognize(self, grey: Pixels, quads: Quads, dpi: float, skew: float = 0.0) -> tuple[Word, ...]:
        """Read each box; short boxes of doubtful direction both ways."""
        del dpi
        cutter = Cutter(grey, HEIGHT, MAX_WIDTH, skew)
        read = [(quad, downwards, line) for quad, downwards, line in self._read(cutter, quads) if line.confidence >= MIN_CONFIDENCE]
        if self._options.numbers_twice and not self._options.bulk:
            read = self._numbers_again(cutter, read)
        lines = [line for _, _, line in read]
        if self._options.lookalikes:
            lines = list(tell_apart([without_specks(line) for line in lines]))
        words: list[Word] = []
        for (quad, downwards, _), line in zip(read, lines, strict=True):
            words.extend(_words(quad, line, downwards=downwards))
        return tuple(words)

    def _read(self, cutter: Cutter, quads: Quads) -> list[Read]:
        """The text of each box."""
        width, height = sides(quads)
        ratio = height / np.maximum(width, 1)
        stretch = BULK_STRETCH if self._options.bulk else 1.0
        asked = []
        for i, quad in enumerate(quads):
            ways = (False, True) if TALL / 1.2 <= ratio[i] < EITHER_WAY else (bool(ratio[i] >= TALL),)
            for downwards in ways:
                line = cutter.cut(quad, downwards=downwards, stretch=stretch)
                if line is not None:
                    asked.append((i, downwards, line))
        best: dict[int, Read] = {}
        for (i, downwards, _), text in zip(asked, self._recognizer.read([line for _, _, line in asked]), strict=True):
            if i not in best or text.confidence > best[i][2].confidence:
                best[i] = (quads[i], downwards, text)
        return list(best.values())

    def _numbers_again(self, cutter: Cutter, read: list[Read]) -> list[Read]:
        """Doubtful short lines with numbers read once more, wider: the surer reading stays, and knows where the two differ."""
        asked: dict[int, Pixels] = {}
        for i, (quad, downwards, line) in enumerate(read):
            if len(line.text) <= NUMBER_LINE and NUMBERS.search(line.text) and (line.confidence < SURE_NUMBER or _has_room(line)):
                wider = cutter.cut(quad, downwards=downwards, stretch=NUMBER_STRETCH)
                if wider is not None:
                    asked[i] = wider
        out = list(read)
        for i, second in zip(asked, self._recognizer.read(list(asked.values())), strict=True):
            quad, downwards, first = read[i]
            out[i] = (quad, downwards, _agreed(first, second))
        return out


def build(options: EngineOptions) -> PpOcrEngine:
    """The engine with its models loaded; MissingPartError where a model or every runtime is missing."""
    return PpOcrEngine(options)


def _agreed(first: LineText, second: LineText) -> LineText:
    """The surer of two readings of one line, the first where they are equal; characters that differ are doubted.

    The second must be clearly surer where it reads fewer characters: what it is asked for is what the first one lost.
    """
    if "".join(first.text.split()) == "".join(second.text.split()):
        return first
    margin = LOSING_MARGIN if _letters(second) < _letters(first) else 0.0
    kept, other = (second, first) if second.confidence >= first.confidence + margin else (first, second)
    sureness = list(kept.sureness)
    for edit in Levenshtein.editops(kept.text, other.text):
        if edit.src_pos < len(sureness):
            sureness[edit.src_pos] = min(sureness[edit.src_pos], UNEQUAL)
    return replace(kept, sureness=tuple(sureness))


def _has_room(line: LineText) -> bool:
    """Whether some digit inside the line stands further from its neighbours than it needs to."""
    due = advances(line.text)
    steps = [after - before for before, after in pairwise(line.places)]
    em = median(step / share for step, share in zip(steps, due, strict=True))
    pairs = zip(pairwise(steps), pairwise(due), line.text[1:-1], strict=True)
    return any(char.isdigit() and sum(taken) >= (sum(needed) + SPARE_ROOM) * em for taken, needed, char in pairs)


def _letters(line: LineText) -> int:
    return sum(char.isalnum() for char in line.text)


def _sample(grey: Pixels, quads: Quads, count: int) -> Iterator[Pixels]:
    """Lines of about eight characters: long enough to tell, short enough to be cheap."""
    width, height = sides(quads)
    length = np.maximum(width, height) / np.maximum(np.minimum(width, height), 1)
    chosen = np.argsort(abs(length - 8), kind="stable")[:count]
    cutter = Cutter(grey, HEIGHT, MAX_WIDTH)
    lines = (cutter.cut(quads[i], downwards=bool(height[i] > width[i])) for i in chosen)
    return (line for line in lines if line is not None)


def _turned(session: Session, line: Pixels) -> float:
    """How surely one line stands on its head, 0..1."""
    batch = np.zeros((1, 1, HEIGHT, TURN_WIDTH), np.float32)
    shown = line[:, :TURN_WIDTH]
    batch[0, 0, :, : shown.shape[1]] = shown.astype(np.float32) * (2 / 255) - 1
    return float(session.run(batch)[0, 1])


def _legible(texts: Sequence[LineText]) -> Legible:
    total = sum(len(text.text) for text in texts)
    confidence = sum(text.confidence * len(text.text) for text in texts) / total if total else 0.0
    return Legible(confidence, sum(_letters(text) for text in texts))


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
