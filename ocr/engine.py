"""The seam for text engines: what every engine does, and the registry that builds one by name."""

import importlib
import logging
from collections.abc import Callable
from typing import Protocol

from domain.errors import MissingPartError, UsageError
from domain.page import Pixels
from domain.text import Quads, Word

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

    def legibility(self, grey: Pixels, quads: Quads) -> tuple[float, float]:
        """How well some of the lines read, 0..1: as they stand, and turned by half; tall boxes as lines that run downwards."""
        ...

    def recognize(self, grey: Pixels, quads: Quads, dpi: float) -> tuple[Word, ...]:
        """Read an upright, straightened page; words in no promised order, confidence 0..1, empty words left out."""
        ...


ENGINES = {"null": "ocr.null", "tesseract": "ocr.tesseract", "ppocr": "ocr.ppocr"}
"""Engine name → the module whose `build(threads)` makes it; imported at first use, so that a missing runtime costs only its engine."""


def load_engine(name: str, *, threads: int = 1, fallback: str | None = "tesseract") -> OcrEngine:
    """Build the engine of that name for this process.

    Where a part of it is missing, the fallback is built instead and the change logged; without a fallback MissingPartError says what
    is missing. UsageError for an unknown name.
    """
    for wanted in (name, fallback):
        if wanted is not None and wanted not in ENGINES:
            known = ", ".join(sorted(ENGINES))
            raise UsageError(f"There is no OCR engine {wanted!r}; known: {known}.", f"没有名为 {wanted!r} 的识别引擎，可选：{known}。")
    try:
        return _build(name, threads)
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
        return _build(fallback, threads)


def _build(name: str, threads: int) -> OcrEngine:
    build: Callable[[int], OcrEngine] = importlib.import_module(ENGINES[name]).build
    return build(threads)
