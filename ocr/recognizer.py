"""Read cut-out lines with a CTC network: characters, how sure, and where along the line each stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from domain.errors import MissingPartError
from domain.page import Pixels
from ocr.inference import Floats, Session

HEIGHT = 48
"""The height in pixels that the network was trained on."""

MAX_WIDTH = 3200
"""Longest line: about 70 characters at their natural width; longer ones are squeezed."""

BATCH_PIXELS = 1600
"""Width of all lines of one batch together (a longer line goes alone): bounds memory, and more gains nothing on a CPU."""

ROUND_WIDTH = 32
"""Widths are rounded up to this: each new width costs the runtime a compilation and a cache entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineText:
    """What one line says; for each character its centre as a share 0..1 of the line's length, and its own confidence 0..1."""

    text: str
    confidence: float
    places: tuple[float, ...]
    sureness: tuple[float, ...]


class Recognizer:
    """Reads lines of HEIGHT pixels, any width up to MAX_WIDTH."""

    def __init__(self, session: Session) -> None:
        self._session = session
        if not session.characters:
            raise MissingPartError("The recognition model holds no alphabet.", "识别模型中缺少字符表。")
        self._alphabet = ("", *session.characters.splitlines(), " ")

    def read(self, lines: Sequence[Pixels]) -> tuple[LineText, ...]:
        """One text a line, in the order given."""
        texts: dict[int, LineText] = {}
        for width, group in _batches([line.shape[1] for line in lines]):
            batch = np.zeros((len(group), 3, HEIGHT, width), np.float32)
            for row, i in enumerate(group):
                batch[row, :, :, : lines[i].shape[1]] = lines[i].astype(np.float32) * (2 / 255) - 1
            scores = self._session.run(batch)
            for row, i in enumerate(group):
                texts[i] = self._decode(scores[row], width / lines[i].shape[1])
        return tuple(texts[i] for i in range(len(lines)))

    def _decode(self, scores: Floats, stretch: float) -> LineText:
        """Greedy CTC: the best class at each step, repeats joined, blanks (class 0) dropped."""
        best = scores.argmax(1)
        sure = np.take_along_axis(scores, best[:, None], 1)[:, 0]
        kept = np.flatnonzero((best != 0) & np.r_[True, best[1:] != best[:-1]])
        if not len(kept):
            return LineText(text="", confidence=0.0, places=(), sureness=())
        places = np.minimum(1.0, (kept + 0.5) / len(best) * stretch)
        return LineText(
            text="".join(self._alphabet[best[step]] for step in kept),
            confidence=float(np.clip(sure[kept].mean(), 0.0, 1.0)),
            places=tuple(float(place) for place in places),
            sureness=tuple(round(float(chance), 3) for chance in sure[kept]),
        )


def _batches(widths: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """Lines of one rounded width together (a mixed batch would pay for its padding), within the batch's pixels: (width, lines)."""
    rounded = [-(-width // ROUND_WIDTH) * ROUND_WIDTH for width in widths]
    for width, same in groupby(sorted(range(len(widths)), key=lambda i: rounded[i]), key=lambda i: rounded[i]):
        lines = list(same)
        size = max(1, BATCH_PIXELS // width)
        for start in range(0, len(lines), size):
            yield width, lines[start : start + size]
