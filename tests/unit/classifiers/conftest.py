from collections.abc import Callable, Sequence

import pytest

from classifiers.classifier import Classifier
from classifiers.taxonomy import load_taxonomy
from domain.taxonomy import Taxonomy
from domain.text import Box, Line, OcrPage, Word

MakePage = Callable[..., OcrPage]


@pytest.fixture(scope="session")
def taxonomy() -> Taxonomy:
    return load_taxonomy()


@pytest.fixture(scope="session")
def classifier(taxonomy: Taxonomy) -> Classifier:
    return Classifier.load(taxonomy)


@pytest.fixture(scope="session")
def make_page() -> MakePage:
    """A page of 1000 × 1400 pixels: `title` large and centred ("" for none), then body lines; "|" parts the cells of a line."""

    def build(title: str, body: Sequence[str], foot: str = "") -> OcrPage:
        lines = []
        if title:
            lines.append(_line(title, 500 - 20 * len(title), 60, 40))
        lines += [_line(text, 80, 140 + 45 * i, 24) for i, text in enumerate(body)]
        if foot:
            lines.append(_line(foot, 440, 1340, 22))
        return OcrPage(page_no=1, width=1000, height=1400, lines=tuple(lines), engine="test")

    return build


def _line(text: str, left: float, top: float, size: float) -> Line:
    words = []
    for cell in text.split("|"):
        right = left + max(size * len(cell), 1)
        words.append(Word(text=cell, box=Box(left=left, top=top, right=right, bottom=top + size), confidence=0.98))
        left = right + 3 * size
    return Line(words=tuple(words))
