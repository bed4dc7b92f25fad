"""A batch's counts at each hand-over: what one step gave has to come out of the next, in whatever form."""

from dataclasses import dataclass
from enum import Enum


class Step(Enum):
    """One hand-over: stable code, what is given, and what becomes of it."""

    SCANNER_FILES = ("scanner_files", "扫描仪计数（文件）", "系统接收的文件")
    SCANNER_PAGES = ("scanner_pages", "扫描仪计数（页）", "文件中的页")
    SCANS = ("scans", "接收的文件", "文件的去向")
    PAGES = ("pages", "已打开文件的页数", "登记的页")
    SORTED = ("sorted", "登记的页", "页的去向")
    JOINED = ("joined", "待入文件的页", "已编入文件的页")
    DOCUMENTS = ("documents", "编成的文件（件）", "文件的结果")
    SHELVED = ("shelved", "已归档文件", "有档号并在户档中")

    def __init__(self, code: str, gives: str, takes: str) -> None:
        self.code = code
        self.gives = gives
        self.takes = takes


PART_ZH = {
    "scans": "接收",
    "announced": "页",
    "opened": "已打开",
    "unopened": "等待打开",
    "duplicates": "重复",
    "refused": "隔离",
    "pages": "页",
    "unread": "等待识别",
    "unsorted": "等待成件",
    "blank": "空白页",
    "separators": "分隔页",
    "repeated": "重复页",
    "refused_pages": "隔离页",
    "kept": "入文件",
    "joined": "编入文件",
    "filed": "已归档",
    "review": "待复核",
    "rejected": "已退回",
    "shelved": "上架",
}
"""What the figures that are a step's parts are called."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some of what a step took: the figure's name and how many."""

    name: str
    count: int

    @property
    def zh(self) -> str:
        """What staff call it."""
        return PART_ZH[self.name]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver:
    """What was given and what was taken; `given` None where nobody knows."""

    step: Step
    given: int | None
    parts: tuple[Part, ...]

    @property
    def taken(self) -> int:
        """All parts together."""
        return sum(part.count for part in self.parts)

    @property
    def difference(self) -> int | None:
        """How many more were taken than given; 0 where all is well, None where it cannot be told."""
        return None if self.given is None else self.taken - self.given


@dataclass(frozen=True, slots=True, kw_only=True)
class ScannerCount:
    """What the scanner counted for a batch, None where not known, as a person entered it; `at` in seconds since 1970."""

    files: int | None
    pages: int | None
    by: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchFigures:
    """A batch's rows counted where they lie, each by itself, so that they can be held against one another.

    Scans: `scans` all, then by fate; `opened` and `unopened` were neither refused nor copies. `announced`: pages that opened files say they
    have. Pages: `pages` all, then by fate (`unread` and `unsorted` wait), `kept` those filed or in review, `joined` those that a document
    holds. `shelved`: filed documents with an archive number and a dossier.
    """

    scans: int = 0
    opened: int = 0
    unopened: int = 0
    duplicates: int = 0
    refused: int = 0
    announced: int = 0
    pages: int = 0
    unread: int = 0
    unsorted: int = 0
    blank: int = 0
    separators: int = 0
    repeated: int = 0
    refused_pages: int = 0
    kept: int = 0
    joined: int = 0
    documents: int = 0
    filed: int = 0
    review: int = 0
    rejected: int = 0
    shelved: int = 0

    @property
    def unsettled(self) -> int:
        """Files and pages that the machine is not done with."""
        return self.unopened + self.unread + self.unsorted


def hand_overs(figures: BatchFigures, counted: ScannerCount | None) -> tuple[HandOver, ...]:
    """Return the steps in the order of the work; the scanner's are left out where nobody entered its count."""

    def step(which: Step, given: int | None, *parts: str) -> HandOver:
        return HandOver(step=which, given=given, parts=tuple(Part(name=name, count=getattr(figures, name)) for name in parts))

    of_scanner = (
        step(Step.SCANNER_FILES, counted.files if counted else None, "scans"),
        step(Step.SCANNER_PAGES, counted.pages if counted else None, "announced"),
    )
    sorts = ("unread", "unsorted", "blank", "separators", "repeated", "refused_pages", "kept")
    return (
        *(each for each in of_scanner if each.given is not None),
        step(Step.SCANS, figures.scans, "opened", "unopened", "duplicates", "refused"),
        step(Step.PAGES, figures.announced, "pages"),
        step(Step.SORTED, figures.pages, *sorts),
        step(Step.JOINED, figures.kept, "joined"),
        step(Step.DOCUMENTS, figures.documents, "filed", "review", "rejected"),
        step(Step.SHELVED, figures.filed, "shelved"),
    )
