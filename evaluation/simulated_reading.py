"""A drawn page's text as the shipped engine might read it: its kinds of errors, and confidences that behave like its own.

Set by comparing readings of generated scans (office and harsh, train and dev) with what was printed: right characters are below 0.8 of
confidence in one of a hundred, misread ones in half of all cases and above 0.99 in a tenth; a lost character makes the one beside it
doubtful. Handwriting is misread some eight times as often as print. Digits are misread as digits more often here than there, because such
errors name other flats.
"""

import random
from dataclasses import dataclass
from itertools import pairwise

from domain.text import Box, Line, OcrPage, Word
from evaluation.generator.noise import CONFUSIONS
from evaluation.generator.sheet import PageDraft, Run

_SCALE = 200 / 72
_DIGITS = {
    "0": "68", "1": "74", "2": "73", "3": "85", "4": "19", "5": "36", "6": "058", "7": "12", "8": "3069", "9": "04",
    "A": "4", "B": "8", "C": "G", "D": "0", "E": "F", "F": "E",
    "一": "二", "二": "三一", "三": "二", "四": "日", "五": "三", "六": "大", "七": "匕", "八": "入", "九": "几",
}  # fmt: skip
_OF_WRONG = ((0.0, 0.2), (0.05, 0.35), (0.2, 0.52), (0.5, 0.78), (0.75, 0.9), (0.9, 0.99), (1.0, 1.0))
"""Confidence of misread characters: (share of them, at most this confidence)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineLevel:
    """Chances 0..1 for print: a character is misread, lost at an end of its run, or right but in doubt; and that a run is not found."""

    misread: float
    edge: float
    doubt: float
    run: float


CLEAN = EngineLevel(misread=0.0, edge=0.0, doubt=0.002, run=0.0)
OFFICE = EngineLevel(misread=0.0006, edge=0.0008, doubt=0.012, run=0.0005)
HARSH = EngineLevel(misread=0.002, edge=0.003, doubt=0.03, run=0.002)
HEAVY = EngineLevel(misread=0.008, edge=0.01, doubt=0.06, run=0.008)
_HAND = 8.0


def read_simulated(rng: random.Random, draft: PageDraft, level: EngineLevel, page_no: int) -> OcrPage:
    """The draft's rows as lines of words with boxes in pixels of 200 dpi."""
    lines = []
    for row in draft.rows:
        words = [word for run in row if (word := _read_run(rng, run, level)) is not None]
        if words:
            lines.append(Line(words=tuple(words)))
    return OcrPage(
        page_no=page_no, width=int(draft.width * _SCALE), height=int(draft.height * _SCALE), lines=tuple(lines), engine="simulated"
    )


def _read_run(rng: random.Random, run: Run, level: EngineLevel) -> Word | None:
    times = _HAND if run.face == "hand" else 1.0
    if rng.random() < level.run:
        return None
    read: list[tuple[str, float]] = []
    for character in run.text:
        if character != " " and rng.random() < level.misread * times:
            wrong = _mistaken(rng, character)
            read += [(wrong, _of_wrong(rng))] if wrong else []
        else:
            read.append((character, rng.uniform(0.45, 0.98) if rng.random() < level.doubt * times else rng.uniform(0.995, 1.0)))
    if len(read) > 2 and rng.random() < level.edge * times:
        read = read[1:] if rng.random() < 0.6 else read[:-1]
        at = rng.choice((0, -1))
        read[at] = (read[at][0], rng.uniform(0.4, 1.0))
    text = "".join(character for character, _ in read)
    return _word(run, text, [confidence for _, confidence in read]) if text.strip() else None


def _word(run: Run, text: str, each: list[float]) -> Word:
    x, y = run.x * _SCALE, run.y * _SCALE
    box = Box(left=x, top=y, right=x + max(run.width, 1.0) * _SCALE, bottom=y + run.size * _SCALE)
    return Word(text=text, box=box, confidence=sum(each) / len(each), char_confidence=tuple(each))


def _mistaken(rng: random.Random, character: str) -> str:
    """What it is taken for, "" where it is lost."""
    if character in _DIGITS and rng.random() < 0.7:
        return rng.choice(_DIGITS[character])
    if character in CONFUSIONS:
        return rng.choice(CONFUSIONS[character])
    return "" if rng.random() < 0.5 else rng.choice("口日田目土士大太人入木本")


def _of_wrong(rng: random.Random) -> float:
    share = rng.random()
    for (low, from_), (high, to) in pairwise(_OF_WRONG):
        if share <= high:
            return from_ + (to - from_) * (share - low) / (high - low)
    return 1.0
