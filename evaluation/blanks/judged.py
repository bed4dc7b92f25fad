"""Judging pages along the path of production as far as the decision, and what share of them was judged rightly."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from time import process_time

from domain.page import PageKind
from evaluation.blanks.cases import Case
from imaging.channels import reading_channel, red_ink
from imaging.orientation import Votes
from imaging.prepare import PrepareOptions, prepare
from ocr.engine import OcrEngine


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A page and what the program took it for; `cpu_seconds` of preparing it, detection not counted."""

    case: Case
    kind: PageKind
    cpu_seconds: float

    @property
    def right(self) -> bool:
        """Whether that is what it is."""
        return self.kind is self.case.kind


def judge(cases: Iterable[Case], engine: OcrEngine) -> Iterator[Judged]:
    """Each page's picture through detection and preparation."""
    votes = Votes(detect=engine.detect, upside_down=engine.upside_down, legibility=engine.legibility)
    for case in cases:
        image = case.load()
        grey = reading_channel(image.pixels, red_ink(image.pixels))
        quads = engine.detect(grey)
        start = process_time()
        prepared = prepare(image, grey, quads, votes, PrepareOptions())
        yield Judged(case=case, kind=prepared.page.kind, cpu_seconds=process_time() - start)


def figures(judged: Sequence[Judged]) -> list[list[str]]:
    """Rows of a table: for all, each profile and each scanner setting the precision, recall and F1 of blank sides and of separators."""
    rows = [
        [
            "pages",
            "n",
            *(f"{kind} {name}" for kind in ("blank", "separator") for name in ("P", "R", "F1", "n")),
            "papers lost",
            "blanks kept",
        ]
    ]
    groups: tuple[Callable[[Case], str], ...] = (lambda _: "all", lambda case: case.profile, lambda case: case.mode)
    for group in groups:
        for name in sorted({group(one.case) for one in judged}):
            some = [one for one in judged if group(one.case) == name]
            papers = [one for one in some if one.case.kind is PageKind.CONTENT]
            lost = sum(not one.right for one in papers)
            shares = [cell for kind in (PageKind.BLANK, PageKind.SEPARATOR) for cell in _shares(some, kind)]
            kept = sum(one.case.kind is PageKind.BLANK and one.kind is PageKind.CONTENT for one in some)
            rows.append([str(name), str(len(some)), *shares, f"{lost} of {len(papers)}", str(kept)])
    return rows


def _shares(judged: Sequence[Judged], kind: PageKind) -> list[str]:
    are = sum(one.case.kind is kind for one in judged)
    said = sum(one.kind is kind for one in judged)
    both = sum(one.kind is kind and one.right for one in judged)
    precision, recall = both / said if said else 1.0, both / are if are else 1.0
    return [f"{precision:.3f}", f"{recall:.3f}", f"{2 * both / (are + said) if are + said else 1.0:.3f}", str(are)]


def mistakes(judged: Sequence[Judged]) -> list[list[str]]:
    """Rows of a table: each way to be wrong with its variety and count, papers lost first."""
    counts = Counter((one.case.kind is not PageKind.CONTENT, one.case.kind, one.kind, one.case.variety) for one in judged if not one.right)
    of = Counter((one.case.kind, one.case.variety) for one in judged)
    rows = [["is", "was taken for", "variety", "wrong", "of"]]
    for (_, kind, taken, variety), count in sorted(counts.items(), key=lambda item: (item[0][0], -item[1], item[0])):
        rows.append([kind, taken, variety, str(count), str(of[kind, variety])])
    return rows
