"""Read one page: find text, prepare, recognise. Pure: nothing is stored."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from time import perf_counter

from domain.page import PageImage, PageKind, Pixels, PreparedPage
from domain.ruling import NO_RULING
from domain.text import Box, OcrPage, Quads, Word
from imaging.channels import reading_channel, red_patches
from imaging.geometry import turn
from imaging.orientation import Votes
from imaging.prepare import Prepared, PrepareOptions, prepare
from imaging.ruling import find_rules
from imaging.showing import corners, ends, outlined
from ocr.engine import OcrEngine
from ocr.recognize import assemble

RED_CONFIDENCE = 0.8
"""Red text is mostly seals, whose bent writing reads as noise: only sure words count."""

RED_CHARS = 2

Debug = Callable[[str, Pixels], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingOptions:
    """How a page is read."""

    prepare: PrepareOptions = field(default_factory=PrepareOptions)
    unshade: bool = True
    red_text: bool = True
    ruling: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PageReading:
    """A read page; `timings` are (stage, seconds) in order. A blank or separator page has no lines."""

    prepared: PreparedPage
    ocr: OcrPage
    timings: tuple[tuple[str, float], ...]


class _Watch:
    """Seconds by stage."""

    def __init__(self) -> None:
        self.timings: list[tuple[str, float]] = []

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        start = perf_counter()
        yield
        self.timings.append((name, perf_counter() - start))


def read_page(image: PageImage, engine: OcrEngine, options: ReadingOptions, debug: Debug | None = None) -> PageReading:
    """The page turned, straightened, measured and read; `debug` is shown each stage's picture by name."""
    watch = _Watch()
    with watch.stage("detect"):
        grey = reading_channel(image.pixels, unshade=options.unshade)
        quads = engine.detect(grey)
    with watch.stage("prepare"):
        votes = Votes(upside_down=engine.upside_down, legibility=engine.legibility)
        prepared = prepare(image, grey, quads, votes, options.prepare)
    if debug is not None:
        _show_steps(debug, image, grey, quads, prepared)
    words: tuple[Word, ...] = ()
    stamps: list[Word] = []
    ruling = NO_RULING
    if prepared.page.kind is PageKind.CONTENT:
        with watch.stage("recognize"):
            words = engine.recognize(prepared.grey, prepared.quads, image.dpi)
        if options.red_text:
            with watch.stage("red"):
                stamps = _red_words(prepared, engine, image.dpi, debug)
        if options.ruling:
            with watch.stage("rules"):
                ruling = find_rules(prepared.grey)
            if debug is not None:
                debug("ruled-lines", outlined(prepared.page.pixels, ends(ruling)))
    with watch.stage("layout"):
        ocr = assemble(prepared.page, words, engine.tag, ruling=ruling, stamps=stamps)
    if debug is not None:
        boxes = corners(word.box for line in ocr.lines for word in line.words)
        debug("words-in-order", outlined(prepared.page.pixels, boxes, numbered=True))
    return PageReading(prepared=prepared.page, ocr=ocr, timings=tuple(watch.timings))


def _show_steps(debug: Debug, image: PageImage, grey: Pixels, quads: Quads, prepared: Prepared) -> None:
    debug("scan", image.pixels)
    debug("reading-channel", grey)
    debug("boxes", outlined(image.pixels, quads))
    debug("turned", turn(image.pixels, prepared.page.transform.rotation))
    debug("straightened", outlined(prepared.page.pixels, prepared.quads))


def _red_words(prepared: Prepared, engine: OcrEngine, dpi: float, debug: Debug | None) -> list[Word]:
    """What stands in red ink: letterheads, stamped dates and numbers, in pixels of the prepared page."""
    words = []
    for number, (box, patch) in enumerate(red_patches(prepared.page.pixels), start=1):
        if debug is not None:
            debug(f"red-{number}", patch)
        for word in engine.recognize(patch, engine.detect(patch), dpi):
            if word.confidence >= RED_CONFIDENCE and len(word.text) >= RED_CHARS:
                words.append(_moved(word, box))
    return words


def _moved(word: Word, by: Box) -> Word:
    box = Box(left=word.box.left + by.left, top=word.box.top + by.top, right=word.box.right + by.left, bottom=word.box.bottom + by.top)
    return replace(word, box=box, char_x=tuple(x + by.left for x in word.char_x))
