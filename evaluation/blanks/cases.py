"""The pages that are judged: sheets dealt to be mistaken for one another, and the pages of ordinary corpora."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from domain.page import PageImage, PageKind
from evaluation.bench.pages import TruePage, load_corpus
from evaluation.blanks.drawing import load, path_of
from evaluation.blanks.sheets import Sheet
from ingest.limits import DecodeLimits
from ingest.probe import detect
from ingest.rasterize import rasterize

FEW = 40
"""A paper of an ordinary corpus with so many letters at most is called sparse: a stamp, a note, a seal, a cover."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One page: its `name`, what it is, what sort of that it is, and how it was scanned; `load` gives the picture."""

    name: str
    kind: PageKind
    variety: str
    profile: str
    mode: str
    load: Callable[[], PageImage] = field(repr=False, compare=False)


def dealt(sheets: Iterable[Sheet], folder: Path) -> tuple[Case, ...]:
    """The sheets whose pictures are in the folder."""
    return tuple(
        Case(
            name=path_of(sheet, folder).name,
            kind=sheet.kind,
            variety=sheet.variety,
            profile=sheet.profile,
            mode=sheet.mode,
            load=partial(load, sheet, folder),
        )
        for sheet in sheets
    )


def ordinary(corpora: Iterable[Path]) -> tuple[Case, ...]:
    """The scanned pages of corpora of evaluation.generator. OSError where a folder is none."""
    return tuple(
        Case(
            name=page.name,
            kind=page.kind,
            variety=_variety(page),
            profile=page.profile,
            mode=page.colour,
            load=partial(_decoded, page),
        )
        for folder in corpora
        for page in load_corpus(folder)
    )


def _variety(page: TruePage) -> str:
    if page.kind is not PageKind.CONTENT:
        return "ordinary"
    return "sparse" if len(page.text) + len(page.seal_text) <= FEW else "page"


def _decoded(page: TruePage) -> PageImage:
    path = page.scan.path
    return rasterize(path, page.scan.page_no, detect(path, name=path.name), DecodeLimits())
