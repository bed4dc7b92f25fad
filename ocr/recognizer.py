"""Read cut-out lines with a CTC network: characters, how sure, and where along the line each stands."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np
import numpy.typing as npt

from domain.errors import MissingPartError
from domain.hanzi import NUMERALS, fold
from domain.page import Pixels
from ocr.inference import Session
from ocr.scores import Floats, Scores, chances, likeliest

HEIGHT = 48
"""The height in pixels that the network was trained on."""

MAX_WIDTH = 3200
"""Longest line: about 70 characters at their natural width; longer ones are squeezed."""

BATCH_PIXELS = 1600
"""Width of all lines of one batch together (a longer line goes alone): bounds memory, and more gains nothing on a CPU."""

ROUND_WIDTH, BATCH_SIZES = 64, (1, 2, 4, 8)
"""Widths are rounded up to this, and so many lines go together: each new shape costs the runtime a compilation and a cache entry."""

CALL = 128
"""What a call costs besides its pixels, in pixels of width: lines of unlike widths go together where padding them takes less."""

NARROW = 0.5
"""What a digit, Latin letter or half-width sign takes of the room of a Chinese character."""

ROOM = 0.7
"""Two neighbours further apart than their own widths explain by this share of a missing character's width have room for it."""

HIDDEN = 0.18
"""Chance, summed over the gap and over the forms of one character, from which it is taken to stand there."""

HIDDEN_ZERO = 0.01
"""The same for the 〇 of a number written digit by digit: between two Chinese numerals, in the room of a whole character, hardly anything
else can stand. Its thin ring is what is lost most, and two of them run into one."""

TIGHT_ROOM, SEEN_ZERO = 0.4, 0.05
"""In so little room (on long lines a character is three steps wide, and each may be one off) a ring needs that chance, and so it does
at a number's end."""

AFTER_NUMBER = "年号房室"

SEPARATING = "〇○、，（）"
"""Signs that are looked for besides letters, digits and characters; dots and bars in gaps are mostly dirt."""

TWIN = 0.005
"""How likely the other script's form must be, relative to the form read, to be remembered."""

DOT = "·"

RIVALS = {DOT: "，。、", ".": "，。、", "人": "入", "=": "#", "/": "1", "(": "1", "0": "CDO"}
"""What is remembered in the same way beside forms of one character. Traditional print sets its signs in the middle of their square, where
a coarse or faint one leaves a dot, and gives 入 a roof that the network takes for 人; of a coarse # two strokes stay; pens slant the 1
and close the C."""

Steps = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineText:
    """What one line says.

    For each character: its centre as a share 0..1 of the line's length, its own confidence 0..1, and in `twins` the likeliest other
    form of the same character (Simplified, Traditional, variant) or rival, "" where none is likely.
    """

    text: str
    confidence: float
    places: tuple[float, ...]
    sureness: tuple[float, ...]
    twins: tuple[str, ...]


NOTHING = LineText(text="", confidence=0.0, places=(), sureness=(), twins=())


class Recognizer:
    """Reads lines of HEIGHT pixels, any width up to MAX_WIDTH; `rescue` looks for characters that the decoding lost."""

    def __init__(self, session: Session, *, rescue: bool = True) -> None:
        self._session = session
        self._rescue = rescue
        if not session.characters:
            raise MissingPartError("The recognition model holds no alphabet.", "识别模型中缺少字符表。")
        self._alphabet = ("", *session.characters.splitlines(), " ")
        self._forms = _forms(self._alphabet)
        self._rings = [number for number, char in enumerate(self._alphabet) if fold(char) == "〇"]
        self._rivals = {
            self._alphabet.index(char): [self._alphabet.index(rival) for rival in rivals]
            for char, rivals in RIVALS.items()
            if {char, *rivals} <= set(self._alphabet)
        }

    def read(self, lines: Sequence[Pixels]) -> tuple[LineText, ...]:
        """One text a line, in the order given."""
        texts: dict[int, LineText] = {}
        for width, group in _batches([line.shape[1] for line in lines]):
            batch = np.zeros((len(group), 1, HEIGHT, width), np.float32)
            for row, i in enumerate(group):
                batch[row, 0, :, : lines[i].shape[1]] = lines[i].astype(np.float32) * (2 / 255) - 1
            scores = self._session.run(batch)
            for row, (i, best) in enumerate(zip(group, likeliest(scores), strict=True)):
                texts[i] = self._decode(scores[row], best, width / lines[i].shape[1])
        return tuple(texts[i] for i in range(len(lines)))

    def _decode(self, scores: Scores, best: Steps, stretch: float) -> LineText:
        """Greedy CTC: the best class at each step, repeats joined, blanks (class 0) dropped; then what the gaps hide."""
        kept = np.flatnonzero((best != 0) & np.r_[True, best[1:] != best[:-1]])
        if not len(kept):
            return NOTHING
        hidden = {step: (char, chance) for step, char, chance in self._hidden(scores, kept, best)} if self._rescue else {}
        steps = sorted({*kept.tolist(), *hidden})
        shares = chances(scores[steps])
        read = [hidden.get(step) or (int(best[step]), float(share[best[step]])) for step, share in zip(steps, shares, strict=True)]
        places = np.minimum(1.0, (np.array(steps) + 0.5) / len(best) * stretch)
        return LineText(
            text="".join(self._alphabet[char] for char, _ in read),
            confidence=float(np.clip(np.mean([chance for _, chance in read]), 0.0, 1.0)),
            places=tuple(float(place) for place in places),
            sureness=tuple(round(min(1.0, chance), 3) for _, chance in read),
            twins=tuple(self._twin(share, char) for share, (char, _) in zip(shares, read, strict=True)),
        )

    def _hidden(self, scores: Scores, kept: Steps, best: Steps) -> Iterator[tuple[int, int, float]]:
        """Characters that no step is sure of, in gaps too wide for the neighbours alone: (step, class, chance).

        A blank wins over 〇 and ○ where each takes half of what they have together.
        """
        if len(kept) < 3:
            return
        due = advances([self._alphabet[best[step]] for step in kept])
        em = median(float(step) / share for step, share in zip(np.diff(kept), due, strict=True))
        for (left, right), share in zip(pairwise(kept), due, strict=True):
            room = (right - left) / em - share
            if room < ROOM * NARROW:
                continue
            near = set(self._forms.get(int(best[left]), (int(best[left]),))) | set(self._forms.get(int(best[right]), (int(best[right]),)))
            found = self._likeliest(chances(scores[left + 1 : right]), near)
            before, after = (fold(self._alphabet[best[step]]) for step in (left, right))
            in_number = before in NUMERALS and (after in NUMERALS or after in AFTER_NUMBER)
            if in_number and room >= TIGHT_ROOM and (found is None or found[1] in self._rings):
                beside = round(em / 2)
                first, last = (left + 1 + beside * (best[left] in self._rings), right - beside * (best[right] in self._rings))
                least = HIDDEN_ZERO if room >= ROOM and after in NUMERALS else SEEN_ZERO
                yield from self._zeros(chances(scores[first:last]), first, beside, max(1, round(room)), least)
            elif found is not None and room >= ROOM * (NARROW if self._alphabet[found[1]].isascii() else 1.0):
                yield left + 1 + found[0], found[1], found[2]

    def _zeros(self, gap: Floats, first: int, beside: int, count: int, least: float) -> Iterator[tuple[int, int, float]]:
        """Up to `count` rings of a gap between two numerals, that begins at step `first`: (step, class, chance).

        A ring's trace reaches `beside` steps to both sides; together its forms have the chance `least` or more.
        """
        rings = gap[:, self._rings]
        for _ in range(count):
            peak = int(rings.sum(1).argmax()) if rings.size else 0
            ring = rings[max(0, peak - beside) : peak + beside + 1]
            chance = float(ring.sum())
            if chance < least:
                return
            yield first + peak, self._rings[int(ring.sum(0).argmax())], min(1.0, chance)
            ring[:] = 0.0

    def _likeliest(self, gap: Floats, near: set[int]) -> tuple[int, int, float] | None:
        """The character likeliest to stand in a gap, other than its neighbours' own traces: (step, class, chance); None for none."""
        sums = gap.sum(0)
        sums[[0, len(self._alphabet) - 1, *near]] = 0.0
        first = int(sums.argmax())
        forms = self._forms.get(first, (first,))
        chance = float(sums[list(forms)].sum())
        if chance < HIDDEN or not (self._alphabet[first].isalnum() or self._alphabet[first] in SEPARATING):
            return None
        return int(gap[:, list(forms)].sum(1).argmax()), first, min(1.0, chance)

    def _twin(self, step: Floats, char: int) -> str:
        others = self._rivals.get(char) or [other for other in self._forms.get(char, ()) if other != char]
        if not others:
            return ""
        likely = max(others, key=lambda other: float(step[other]))
        return self._alphabet[likely] if step[likely] >= TWIN * step[char] else ""


def advances(chars: Sequence[str]) -> list[float]:
    """From each character's centre to the next one's, in widths of a Chinese character."""
    wide = [NARROW if char.isascii() else 1.0 for char in chars]
    return [(before + after) / 2 for before, after in pairwise(wide)]


def _forms(alphabet: Sequence[str]) -> dict[int, tuple[int, ...]]:
    """Class → all classes that write the same character (Simplified, Traditional, variant); only characters of several forms."""
    groups: dict[str, list[int]] = {}
    for number, char in enumerate(alphabet):
        if len(char) == 1 and not char.isascii():
            groups.setdefault(fold(char), []).append(number)
    return {number: tuple(group) for group in groups.values() if len(group) > 1 for number in group}


def _batches(widths: Sequence[int]) -> Iterator[tuple[int, list[int]]]:
    """The lines in batches that together take the least time: (width to pad to, numbers of the lines)."""
    order = sorted(range(len(widths)), key=lambda i: -widths[i])
    padded = [-(-widths[i] // ROUND_WIDTH) * ROUND_WIDTH for i in order]
    cheapest: list[tuple[int, int]] = [(0, 0)]  # for the first so many lines: cost, and where the last batch starts
    for end in range(1, len(order) + 1):
        starts = [end - size for size in BATCH_SIZES if size == 1 or (size <= end and size * padded[end - size] <= BATCH_PIXELS)]
        cheapest.append(min((cheapest[start][0] + CALL + (end - start) * padded[start], start) for start in starts))
    end = len(order)
    while end:
        start = cheapest[end][1]
        yield padded[start], order[start:end]
        end = start
