"""Read one page: find text, prepare, recognise. Pure: nothing is stored."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from time import perf_counter

from domain.page import PageImage, PageKind, PageTransform, Pixels, PreparedPage
from domain.ruling import NO_RULING
from domain.text import Box, OcrPage, Quads, Word
from imaging.channels import NO_RED, RedInk, reading_channel, red_ink, red_patch
from imaging.geometry import as_read, quads_to_prepared, to_prepared, turn
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
        red = red_ink(image.pixels) if options.unshade or options.red_text else NO_RED
        grey = reading_channel(image.pixels, red if options.unshade else NO_RED)
        quads = engine.detect(grey)
    with watch.stage("prepare"):
        votes = Votes(detect=engine.detect, upside_down=engine.upside_down, legibility=engine.legibility)
        prepared = prepare(image, grey, quads, votes, options.prepare)
    if debug is not None:
        _show_steps(debug, image, grey, quads, prepared)
    words: tuple[Word, ...] = ()
    stamps: list[Word] = []
    ruling = NO_RULING
    if prepared.page.kind is PageKind.CONTENT:
        with watch.stage("recognize"):
            words = engine.recognize(prepared.grey, prepared.quads, image.dpi, prepared.page.transform.skew)
        if options.red_text:
            with watch.stage("red"):
                stamps = _red_words(image, red, prepared.page.transform, engine, debug)
        if options.ruling:
            with watch.stage("rules"):
                ruling = find_rules(prepared.grey, prepared.page.transform.skew)
            if debug is not None:
                debug("ruled-lines", outlined(as_read(image.pixels, prepared.page.transform), ends(ruling)))
    with watch.stage("layout"):
        ocr = assemble(prepared.page, words, engine.tag, ruling=ruling, stamps=stamps)
    if debug is not None:
        boxes = corners(word.box for line in ocr.lines for word in line.words)
        debug("words-in-order", outlined(as_read(image.pixels, prepared.page.transform), boxes, numbered=True))
    return PageReading(prepared=prepared.page, ocr=ocr, timings=tuple(watch.timings))


def _show_steps(debug: Debug, image: PageImage, grey: Pixels, quads: Quads, prepared: Prepared) -> None:
    debug("scan", image.pixels)
    debug("reading-channel", grey)
    debug("boxes", outlined(image.pixels, quads))
    debug("turned", turn(image.pixels, prepared.page.transform.rotation))
    debug("straightened", outlined(as_read(image.pixels, prepared.page.transform), prepared.quads))


def _red_words(image: PageImage, red: RedInk, transform: PageTransform, engine: OcrEngine, debug: Debug | None) -> list[Word]:
    """What stands in red ink: letterheads, stamped dates and numbers, in pixels of the prepared page."""
    words = []
    for number, box in enumerate(red.boxes, start=1):
        found = red_patch(image.pixels, box)
        patch = turn(found, transform.rotation)
        if debug is not None:
            debug(f"red-{number}", patch)
        own = replace(transform, scan_width=found.shape[1], scan_height=found.shape[0])
        right, down = (float(v) for v in to_prepared((box.left, box.top), transform) - to_prepared((0, 0), own))
        quads = quads_to_prepared(engine.detect(patch), patch, transform.skew)
        for word in engine.recognize(patch, quads, image.dpi, transform.skew):
            if word.confidence >= RED_CONFIDENCE and len(word.text) >= RED_CHARS:
                words.append(_moved(word, right, down))
    return words


def _moved(word: Word, right: float, down: float) -> Word:
    box = Box(left=word.box.left + right, top=word.box.top + down, right=word.box.right + right, bottom=word.box.bottom + down)
    return replace(word, box=box, char_x=tuple(x + right for x in word.char_x))
