"""What a second opinion is worth: `python -m evaluation.second_opinion CORPUS [CORPUS ...] [--below 0.92] [--limit N]`.

Reads the pages of generated corpora as production does, cuts out each word that it is not sure of, lets Tesseract read it as one line,
and counts how often which of the two stands in the page's true text. A second opinion pays where the other engine is right, the first is
wrong, and something tells the two cases apart; agreement of the two is shown for the same reason.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytesseract
from PIL import Image

from classifiers.taxonomy import load_taxonomy
from domain.page import PageKind, Pixels
from domain.text import Box, Word
from evaluation.bench.pages import TruePage, load_corpus
from evaluation.metrics import plain
from hudang.bootstrap import engine_options, make_rules
from hudang.settings import Settings
from imaging.channels import reading_channel
from imaging.geometry import as_read
from ingest.probe import detect
from ingest.sandbox import Sandbox
from ocr.engine import load_engine
from services.reading import read_page

EDGE = 10
"""Pixels of paper round a cut-out word: Tesseract wants some."""

LANGUAGE = {"hans": "chi_sim", "hant": "chi_tra"}


def doubtful_words(pages: list[TruePage], below: float) -> Iterator[tuple[TruePage, Word, Pixels]]:
    """Each word less sure than `below`, with its page and its grey picture."""
    settings = Settings()
    rules = make_rules(settings, load_taxonomy())
    engine = load_engine(settings.engine, engine_options(settings), fallback=None)
    with Sandbox(rules.limits) as sandbox:
        for page in pages:
            kind = detect(page.scan.path, name=page.scan.path.name)
            image = sandbox.call("ingest.rasterize:rasterize", page.scan.path, page.scan.page_no, kind, rules.limits)
            reading = read_page(image, engine, rules.reading)
            grey = reading_channel(as_read(image.pixels, reading.prepared.transform))
            for line in reading.ocr.lines:
                for word in line.words:
                    if word.confidence < below and plain(word.text):
                        yield page, word, _cut(grey, word.box)


def _cut(grey: Pixels, box: Box) -> Pixels:
    left, top = max(0, round(box.left)), max(0, round(box.top))
    piece = grey[top : max(top + 1, round(box.bottom)), left : max(left + 1, round(box.right))]
    return np.pad(piece, EDGE, constant_values=int(np.percentile(piece, 90)) if piece.size else 255)


def compare(page: TruePage, word: Word, picture: Pixels) -> tuple[str, str, str]:
    """Whether the first and the second reading stand in the truth, and whether they are the same."""
    second = pytesseract.image_to_string(Image.fromarray(picture), lang=LANGUAGE[page.script], config="--psm 7")
    truth, first, other = plain(page.text), plain(word.text), plain(second)
    return (
        "first right" if first in truth else "first wrong",
        "second right" if other and other in truth else "second wrong",
        "same" if first == other else "different",
    )


def main() -> None:
    """Print how often the two engines were right, together and apart."""
    parser = argparse.ArgumentParser(description="What a second opinion by Tesseract is worth")
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--below", type=float, default=0.92, help="ask about words less sure than this")
    parser.add_argument("--limit", type=int, default=0, help="content pages of each corpus; 0: all")
    arguments = parser.parse_args()
    pages = [page for folder in arguments.corpora for page in _content(folder, arguments.limit)]
    counts = Counter(compare(*doubt) for doubt in doubtful_words(pages, arguments.below))
    print(f"{len(pages)} pages, {sum(counts.values())} words below {arguments.below}")
    for case, number in sorted(counts.items()):
        print(f"{number:6}  {', '.join(case)}")


def _content(folder: Path, limit: int) -> list[TruePage]:
    found = [page for page in load_corpus(folder) if page.kind is PageKind.CONTENT]
    return found[:limit] if limit else found


if __name__ == "__main__":
    main()
