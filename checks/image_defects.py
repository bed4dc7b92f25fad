"""What is wrong with the pictures of a batch: resolution, skew, sharpness, edges, and what was set aside as blank."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from domain.acceptance import Check, Defect
from domain.scan_quality import FaultKind, PageFacts, QualityLimits, scan_faults

INKED = 0.01
"""Share of dark pixels from which a side set aside as blank is looked at: written pages hold that much, blank ones half of it at most."""
EMPTY = 0.0005
"""Below this share of dark pixels, and without text, a page kept in a document is an empty picture."""

_CHECK_OF = {
    FaultKind.COARSE: Check.RESOLUTION,
    FaultKind.LEANING: Check.SKEW,
    FaultKind.BLURRED: Check.CLEAR,
    FaultKind.PALE: Check.CLEAR,
    FaultKind.CLIPPED: Check.EDGES,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturedPage:
    """A page that was read: `blank` where it was set aside as such, `text` whether any was read on it."""

    subject: str
    paper: str
    blank: bool
    text: bool
    facts: PageFacts


def image_defects(pages: Iterable[PicturedPage], limits: QualityLimits) -> Iterator[Defect]:
    """Yield what is wrong with pictures: of kept pages resolution, skew, sharpness, edges, emptiness; of blank ones what they hold."""
    for page in pages:
        ink = page.facts.quality.ink
        if page.blank:
            if page.text or ink >= INKED:
                yield _blank(page, "set aside as blank, but something is on it", "判为空白页，但页面上有内容")
            continue
        if not page.text and ink < EMPTY:
            yield _blank(page, "kept as a page, but nothing is on it", "作为正文页保留，但页面上没有内容")
        said: dict[Check, list[tuple[str, str]]] = defaultdict(list)
        for fault in scan_faults(page.facts, limits):
            if fault.kind in _CHECK_OF:
                said[_CHECK_OF[fault.kind]].append((fault.en, fault.zh))
        for check, words in said.items():
            en, zh = "; ".join(w[0] for w in words), "；".join(w[1] for w in words)
            yield Defect(check=check, subject=page.subject, paper=page.paper, en=en, zh=zh)


def _blank(page: PicturedPage, en: str, zh: str) -> Defect:
    return Defect(check=Check.BLANK, subject=page.subject, paper=page.paper, en=en, zh=zh)
