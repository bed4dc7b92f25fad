"""Papers that look like blank sides or separators and are neither: a side with one mark on it, a paper with a code on it."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from evaluation.generator import marks, wording
from evaluation.generator.flow import A4, advance
from evaluation.generator.sheet import Code, DocumentSpec, PageDraft, Role, Rule, Run
from evaluation.generator.styles import STYLE_OF

_EDGE = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A page of a paper, of a document whose words and looks are known."""

    draft: PageDraft
    spec: DocumentSpec


def empty(paper: Paper, role: Role = Role.CONTINUATION) -> PageDraft:
    """The bare sheet that a page is on."""
    return PageDraft(width=paper.draft.width, height=paper.draft.height, role=role)


def _seal(rng: random.Random, paper: Paper) -> PageDraft:
    return marks.lone_seal(empty(paper), rng, paper.spec.company, STYLE_OF[paper.spec.layout].seal)


def _stamp(rng: random.Random, paper: Paper) -> PageDraft:
    words, date = wording.load(paper.spec.split, paper.spec.script).bench["stamps"], paper.spec.date
    return marks.box_stamp(empty(paper), rng, rng.choice(words), f"{date.year}.{date.month}.{date.day}")


def _pencil(rng: random.Random, paper: Paper) -> PageDraft:
    return marks.pencil_note(empty(paper), rng, rng.choice(wording.load(paper.spec.split, paper.spec.script).bench["pencil"]))


def _pen_name(rng: random.Random, paper: Paper) -> PageDraft:
    """A signature or a unit number by hand."""
    text = rng.choice([word for word in (paper.spec.owner_text, paper.spec.unit_text) if word] or ["已阅"])
    return _written(rng, paper, text, rng.uniform(13, 24), face="hand", ink=rng.choice(("black", "blue", "grey")))


def _page_number(rng: random.Random, paper: Paper) -> PageDraft:
    sheet, number = empty(paper), rng.randint(1, 40)
    text = rng.choice((f"{number}", f"- {number} -", f"第{number}页", f"— {number} —"))
    size = rng.uniform(9, 12)
    x = rng.choice(((sheet.width - advance(text, size)) / 2, sheet.width - _EDGE - advance(text, size)))
    return _with(sheet, text, x, sheet.height - rng.uniform(36, 70), size)


def _title(rng: random.Random, paper: Paper) -> PageDraft:
    """A cover that says little."""
    sheet, size = empty(paper), rng.uniform(20, 34)
    for row, text in enumerate((paper.spec.title, paper.spec.unit_text)[: rng.randint(1, 2)]):
        em = min(size, (sheet.width - 2 * _EDGE) / max(advance(text, 1), 1))
        sheet = _with(sheet, text, (sheet.width - advance(text, em)) / 2, sheet.height * 0.25 + row * size * 2, em, face="title")
    return sheet


def _line(rng: random.Random, paper: Paper) -> PageDraft:
    """The last line of the page before."""
    text = rng.choice([run.text for run in paper.draft.runs if not run.down and run.text.strip()] or ["完"])
    size = rng.uniform(9, 12)
    sheet = empty(paper)
    return _with(sheet, text[: int((sheet.width - 2 * _EDGE) / size)], _EDGE, rng.uniform(50, 110), size)


def _sketch(rng: random.Random, paper: Paper) -> PageDraft:
    """The plan of a flat without a word: its walls."""
    sheet = empty(paper)
    left, top = rng.uniform(80, 160), rng.uniform(80, sheet.height * 0.4)
    wide, high = rng.uniform(180, 320), rng.uniform(120, 220)
    xs, ys = (left, left + wide * rng.uniform(0.3, 0.7), left + wide), (top, top + high * rng.uniform(0.3, 0.7), top + high)
    walls = [(xs[0], y, xs[2], y) for y in ys] + [(x, ys[0], x, ys[2]) for x in xs]
    weight, ink = rng.uniform(0.6, 2.0), rng.choice(("black", "blue", "grey"))
    return replace(sheet, rules=tuple(Rule(x0=a, y0=b, x1=c, y1=d, weight=weight, ink=ink) for a, b, c, d in walls))


NEARLY_EMPTY: dict[str, Callable[[random.Random, Paper], PageDraft]] = {
    "seal": _seal,
    "stamp": _stamp,
    "pencil": _pencil,
    "pen name": _pen_name,
    "page number": _page_number,
    "title": _title,
    "line": _line,
    "sketch": _sketch,
}
"""What stands alone on a side, by name."""


def coded(rng: random.Random, paper: Paper) -> PageDraft:
    """The page itself with a code that pays, verifies or counts; without one where it is full."""
    code = _foreign(rng, rng.uniform(50, 110))
    spot = marks.free_spot(paper.draft, rng, code.size, code.size)
    return replace(paper.draft, codes=(replace(code, x=spot[0], y=spot[1]),)) if spot else paper.draft


def label(rng: random.Random, paper: Paper) -> PageDraft:
    """A parcel's or a meter's label: a code with four to ten short lines under it."""
    sheet = PageDraft(width=A4[0], height=A4[1], role=Role.FIRST)
    code = replace(_foreign(rng, rng.uniform(110, 190)), x=rng.uniform(80, 200), y=rng.uniform(60, 120))
    lines = [run.text for run in paper.draft.runs if run.text.strip() and not run.down]
    lines = (lines * 4)[: rng.randint(4, 10)] or ["收件人", "地址", "电话", "备注"]
    y = code.y + code.size + 20
    for text in lines:
        sheet = _with(sheet, text[:22], _EDGE, y, 12)
        y += 24
    return replace(sheet, codes=(code,))


def _foreign(rng: random.Random, size: float) -> Code:
    number = rng.randint(10**9, 10**10)
    payloads = {
        "qr": (f"https://pay.example/{number}", f"wxp://f2f0{number}", f"01,04,0440018{number},{number % 10**8},120.50", f"ZD-{number}"),
        "code128": (f"SF{number}", f"690{number}", f"CB{number % 10**7}"),
    }
    kind = rng.choice(tuple(payloads))
    return Code(x=0, y=0, size=size, kind=kind, payload=rng.choice(payloads[kind]))


def _written(rng: random.Random, paper: Paper, text: str, size: float, *, face: str, ink: str) -> PageDraft:
    sheet = empty(paper)
    x = rng.uniform(_EDGE, max(_EDGE, sheet.width - _EDGE - advance(text, size) * 1.2))
    return _with(sheet, text, x, rng.uniform(_EDGE, sheet.height - 2 * _EDGE), size, face=face, ink=ink)


def _with(sheet: PageDraft, text: str, x: float, y: float, size: float, *, face: str = "body", ink: str = "black") -> PageDraft:
    run = Run(text=text, x=x, y=y, size=size, width=advance(text, size), face=face, ink=ink)
    return replace(sheet, runs=(*sheet.runs, run))
