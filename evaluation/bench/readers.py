"""What a reader is, and the registry of all that can be compared."""

import importlib
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from domain.page import PageKind
from evaluation.bench.pages import Scanned

READERS = {
    "ours": "evaluation.bench.ours:accurate",
    "ours-bulk": "evaluation.bench.ours:bulk",
}
"""Our ways of reading → the function that builds one; imported in the process that reads."""

PEERS = {
    "ocrmypdf": "evaluation.bench.ocrmypdf_peer:OcrMyPdf",
    "pytesseract": "evaluation.bench.peers:PlainTesseract",
    "rapidocr": "evaluation.bench.peers:Rapid",
}
"""The same for others' programs."""

WITHOUT = "without "


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reader says of one page, and what it cost.

    None is what the reader does not say: `kind` of a reader that knows no blank or separator pages, `rotation` (degrees clockwise to
    upright) of one that does not turn, `skew` (degrees counter-clockwise after that) where it cannot tell. `cpu_seconds` are of its
    process and all it started.
    """

    text: str
    kind: PageKind | None = None
    rotation: int | None = None
    skew: float | None = None
    cpu_seconds: float
    wall_seconds: float


class Reader(Protocol):
    """Reads pages in one process; built once a process."""

    @property
    def batch(self) -> int:
        """How many pages it likes to be given at once: 1, or more where starting costs."""
        ...

    @property
    def tag(self) -> str:
        """What exactly reads: name, version, mode."""
        ...

    def read(self, scans: Sequence[Scanned]) -> list[Reading]:
        """One reading a page, in order; may raise anything, which is then the failure of all these pages."""
        ...

    def close(self) -> None:
        """End what it started."""
        ...


class Meter:
    """Seconds of processor (this process and the children it waited for) and of the clock; grows over several `running` blocks."""

    def __init__(self) -> None:
        self.cpu_seconds = self.wall_seconds = 0.0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Count the block."""
        cpu, wall = _cpu_seconds(), time.perf_counter()
        yield
        self.cpu_seconds += _cpu_seconds() - cpu
        self.wall_seconds += time.perf_counter() - wall


def _cpu_seconds() -> float:
    return sum(os.times()[:4])


def target(name: str) -> str:
    """Where the reader of that name is built, as `build` takes it; "without STEP" is ours lacking a step of evaluation.bench.ablations.

    KeyError for an unknown one.
    """
    if name.startswith(WITHOUT):
        return "evaluation.bench.ablations:build:" + name.removeprefix(WITHOUT)
    return (READERS | PEERS)[name]


def build(where: str) -> Reader:
    """Build a reader in this process: "module:function", or "module:function:argument". MissingPartError where something is missing."""
    module, function, *arguments = where.split(":", 2)
    make: Callable[..., Reader] = getattr(importlib.import_module(module), function)
    return make(*arguments)
