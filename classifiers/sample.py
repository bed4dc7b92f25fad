"""The shipped sample: a few invented pages of every shipped type, so that learning a company's papers does not unlearn the rest.

JSON lines, compressed; written by evaluation/learning_sample.py.
"""

import json
import lzma
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib import resources
from typing import Any

from classifiers.train import Example
from domain.errors import MissingPartError
from domain.taxonomy import Category, Taxonomy
from domain.text import Box, Line, OcrPage, Word

SAMPLE = "sample.jsonl.xz"
_HEADING_LINES = 3
_LEAST_LINES = 7
"""A page with fewer lines is never shown without its heading: nothing would be left."""


class Part(StrEnum):
    """What a page serves for: weights are fitted on replay, combination and calibration on weigh, nothing ever on guard."""

    REPLAY = "replay"
    WEIGH = "weigh"
    GUARD = "guard"


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplePage:
    """A page of the sample with its truth and its part."""

    part: Part
    example: Example


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """The parts' pages, some a second time without their heading."""

    replay: tuple[Example, ...]
    weigh: tuple[Example, ...]
    guard: tuple[Example, ...]


def load_sample(taxonomy: Taxonomy) -> Sample:
    """The shipped pages of the types that the taxonomy has, in its categories; MissingPartError where the file is missing or damaged."""
    known = {doc_type.code: doc_type.category for doc_type in taxonomy.types}
    parts: dict[Part, list[Example]] = {part: [] for part in Part}
    for item in unpack_sample(_read()):
        if item.example.doc_type in known:
            example = replace(item.example, category=known[item.example.doc_type])
            parts[item.part] += [example, *without_heading([example], every=2)]
    return Sample(replay=tuple(parts[Part.REPLAY]), weigh=tuple(parts[Part.WEIGH]), guard=tuple(parts[Part.GUARD]))


def without_heading(rows: Iterable[Example], *, every: int = 1) -> Iterator[Example]:
    """The pages of every second (`every` 2) or each document once more without their first lines: the body must speak for itself."""
    for row in rows:
        if row.document // 2 % every == 0 and len(row.page.lines) >= _LEAST_LINES:
            yield replace(row, page=replace(row.page, lines=row.page.lines[_HEADING_LINES:]), cut=True)


def pack_sample(pages: Sequence[SamplePage]) -> bytes:
    """The file's bytes; equal pages give equal bytes."""
    rows = "\n".join(json.dumps(_row(page), ensure_ascii=False, separators=(",", ":")) for page in pages)
    return lzma.compress(rows.encode("utf-8"), preset=9)


def unpack_sample(data: bytes) -> tuple[SamplePage, ...]:
    """What pack_sample wrote; MissingPartError where it is something else."""
    try:
        return tuple(_page(json.loads(line)) for line in lzma.decompress(data).decode("utf-8").splitlines())
    except (lzma.LZMAError, ValueError, TypeError, KeyError) as error:
        raise MissingPartError(
            "The shipped sample pages are damaged. Install the program again.", "程序自带的样本页已损坏，请重新安装程序。"
        ) from error


def _read() -> bytes:
    try:
        return (resources.files("classifiers") / "models" / SAMPLE).read_bytes()
    except OSError as error:
        raise MissingPartError(
            f"The shipped sample pages ({SAMPLE}) are missing. Install the program again.",
            f"缺少程序自带的样本页（{SAMPLE}），请重新安装程序。",
        ) from error


def _row(page: SamplePage) -> list[Any]:
    row = page.example
    lines = [
        [[w.text, *(round(v) for v in (w.box.left, w.box.top, w.box.right, w.box.bottom))] for w in line.words] for line in row.page.lines
    ]
    return [page.part, row.doc_type, row.category, row.starts, row.document, row.page.page_no, row.page.width, row.page.height, lines]


def _page(row: list[Any]) -> SamplePage:
    part, doc_type, category, starts, document, page_no, width, height, lines = row
    page = OcrPage(page_no=page_no, width=width, height=height, lines=tuple(_line(words) for words in lines), engine="sample")
    example = Example(page=page, doc_type=doc_type, category=Category(category), starts=bool(starts), cut=False, document=int(document))
    return SamplePage(part=Part(part), example=example)


def _line(words: list[Any]) -> Line:
    return Line(words=tuple(Word(text=t, box=Box(left=x0, top=y0, right=x1, bottom=y1), confidence=0.97) for t, x0, y0, x1, y1 in words))
