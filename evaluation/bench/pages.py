"""The pages to read, with their truth: corpora of evaluation.generator, fresh or from a folder that exists."""

import json
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any

from domain.page import PageKind
from evaluation.metrics import Segment

_KINDS = {"filed": PageKind.CONTENT, "review": PageKind.CONTENT, "blank": PageKind.BLANK, "separator": PageKind.SEPARATOR}
"""Truth status → what the page is; pages of other statuses (unreadable, duplicate) are no matter of reading."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scanned:
    """All that a reader is told: the file and the page in it, from 1."""

    path: Path
    page_no: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TruePage:
    """One scanned page and the truth about it.

    `corpus` is the folder's name, `source` the file below its scans; `rotation` degrees clockwise to upright, `skew` degrees
    counter-clockwise after that; `colour` is colour, grey or bilevel; `script` hans or hant, of a blank or separator that of most pages
    of its corpus.
    """

    corpus: str
    source: str
    scan: Scanned
    kind: PageKind
    text: str
    segments: tuple[Segment, ...]
    seal_text: str
    rotation: int
    skew: float
    profile: str
    script: str
    colour: str
    dpi: int
    fax: bool
    handwritten: bool

    @property
    def name(self) -> str:
        """Corpus, file and page in one line."""
        return f"{self.corpus}/{self.source}#{self.scan.page_no}"

    @property
    def printed(self) -> bool:
        """A page of printed text alone: not handwritten, no red ink, no fax."""
        return not (self.handwritten or self.fax or any(flag in flags for _, flags in self.segments for flag in "hr"))


def load_corpus(folder: Path) -> tuple[TruePage, ...]:
    """The scanned pages of a corpus; pages born digital need no reading. OSError where there is none, KeyError where its truth is old."""
    lines = (folder / "truth" / "pages.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    wanted = [row for row in rows if row["status"] in _KINDS and row["page"] is not None and not row["born_digital"]]
    script = Counter(row["script"] for row in wanted if row["script"]).most_common(1)
    return tuple(_page(folder, row, script[0][0] if script else "") for row in wanted)


def _page(folder: Path, row: dict[str, Any], usual_script: str) -> TruePage:
    return TruePage(
        corpus=folder.name,
        source=row["source"],
        scan=Scanned(path=folder.absolute() / "scans" / row["source"], page_no=row["page"]),
        kind=_KINDS[row["status"]],
        text=row["text"],
        segments=tuple((text, flags) for text, flags in row["segments"]),
        seal_text=row["seal_text"],
        rotation=row["rotation"],
        skew=row["skew"],
        profile=row["profile"],
        script=row["script"] or usual_script,
        colour=row["colour"],
        dpi=row["dpi"],
        fax=row["fax"],
        handwritten=bool(row["handwritten"]),
    )


def spread(corpora: Iterable[Sequence[TruePage]]) -> tuple[TruePage, ...]:
    """All pages in an order whose every beginning holds equally many pages of each corpus, drawn by a fixed lot."""
    shuffled = []
    for pages in corpora:
        lot = list(pages)
        random.Random("bench").shuffle(lot)
        shuffled.append(lot)
    return tuple(page for page in chain.from_iterable(zip_longest(*shuffled)) if page is not None)
