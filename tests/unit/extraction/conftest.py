from collections.abc import Callable

import pytest

from domain.text import Box, Line, OcrPage, Word

PageMaker = Callable[[str], OcrPage]


@pytest.fixture
def page_of() -> PageMaker:
    """A page from text: a line each, cells divided by "|" stand at equal columns 300 pixels wide, 40 pixels a row."""

    def make(text: str) -> OcrPage:
        lines = []
        for row, source in enumerate(text.strip("\n").split("\n")):
            top = 100.0 + 40 * row
            cells = [(column, cell.strip()) for column, cell in enumerate(source.split("|")) if cell.strip()]
            words = tuple(
                Word(
                    text=cell,
                    box=Box(left=80.0 + 300 * column, top=top, right=80.0 + 300 * column + 22 * len(cell), bottom=top + 24),
                    confidence=0.98,
                )
                for column, cell in cells
            )
            if words:
                lines.append(Line(words=words))
        return OcrPage(page_no=1, width=1654, height=2339, lines=tuple(lines), engine="test")

    return make
