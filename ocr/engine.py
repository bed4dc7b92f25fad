"""The seam for text engines: what every engine does, and the registry that builds one by name."""

import importlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from domain.errors import MissingPartError, UsageError
from domain.page import Pixels
from domain.text import Legible, Quads, Word

_log = logging.getLogger(__name__)


class OcrEngine(Protocol):
    """One reader of text. All pictures are grey (height, width), all boxes in their pixels.

    An engine belongs to one process and one thread at a time; models load when it is built.
    """

    @property
    def tag(self) -> str:
        """The maker of the text: name/version/runtime/model hash."""
        ...

    def detect(self, grey: Pixels) -> Quads:
        """Where text is, at any page rotation; an empty array where there is none."""
        ...

    def upside_down(self, grey: Pixels, quads: Quads) -> float:
        """How surely the lines stand on their heads, 0..1 (0.5 = cannot tell); tall boxes as lines that run downwards."""
        ...

    def legibility(self, grey: Pixels, quads: Quads) -> tuple[Legible, Legible]:
        """How well some of the lines read: as they stand, and turned by half; tall boxes as lines that run downwards."""
        ...

    def recognize(self, grey: Pixels, quads: Quads, dpi: float, skew: float = 0.0) -> tuple[Word, ...]:
        """Read an upright page that leans by `skew` degrees (counter-clockwise); words in no promised order, confidence 0..1.

        The boxes, and those of the words, are in pixels of the straightened page (domain.page.PageTransform). Empty words are left out.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineOptions:
    """How an engine works; what an engine has no part for is nothing to it.

    `threads` at most. `bulk`: fewer pixels for a third more pages and a few more errors. The other
    switches are for measuring what each step is worth.
    """

    threads: int = 1
    bulk: bool = False
    part_tangles: bool = True
    rescue: bool = True
    lookalikes: bool = True
    numbers_twice: bool = True


ENGINES = {"null": "ocr.null", "tesseract": "ocr.tesseract", "ppocr": "ocr.ppocr"}
"""Engine name → the module whose `build(options)` makes it; imported at first use, so that a missing runtime costs only its engine."""


def load_engine(name: str, options: EngineOptions | None = None, *, fallback: str | None = "tesseract") -> OcrEngine:
    """Build the engine of that name for this process.

    Where a part of it is missing, the fallback is built instead and the change logged; without a fallback MissingPartError says what
    is missing. UsageError for an unknown name.
    """
    for wanted in (name, fallback):
        if wanted is not None and wanted not in ENGINES:
            known = ", ".join(sorted(ENGINES))
            raise UsageError(f"There is no OCR engine {wanted!r}; known: {known}.", f"没有名为 {wanted!r} 的识别引擎，可选：{known}。")
    options = options or EngineOptions()
    try:
        return _build(name, options)
    except MissingPartError as missing:
        if fallback is None or fallback == name:
            raise
        _log.warning(
            "OCR engine %s cannot load, %s is used instead: %s",
            name,
            fallback,
            missing.en,
            extra={"action": "engine_fallback", "engine": name, "fallback": fallback},
        )
        return _build(fallback, options)


def _build(name: str, options: EngineOptions) -> OcrEngine:
    build: Callable[[EngineOptions], OcrEngine] = importlib.import_module(ENGINES[name]).build
    return build(options)
