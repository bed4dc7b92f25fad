"""A pen that walks down pages: text, paragraphs and rules, with page breaks and page numbers."""

import random
import re
from dataclasses import dataclass

from evaluation.generator.sheet import Code, Fill, PageDraft, Role, Rule, Run, Seal, Split
from evaluation.generator.slots import HAND, PRINT

_MARKS = re.compile(f"([{HAND}{PRINT}])")
A4 = (595.0, 842.0)
A5_LANDSCAPE = (595.0, 420.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LayoutStyle:
    """The looks of one house form. Sizes in points; `pairs` label-value pairs a row; `grid` full, lines, underline or dotted.

    `title_at` centre, left, boxed; `header` none, company, letterhead, number; `pageno_at` centre, right, top; `sign_at` right, left,
    row; `cells` splits the unit into building, entrance, room.
    """

    name: str
    split: Split
    size: float = 11.0
    lead: float = 1.7
    margin: float = 62.0
    title_size: float = 18.0
    title_at: str = "centre"
    header: str = "none"
    pairs: int = 2
    grid: str = "full"
    shade: bool = False
    label_em: float = 6.0
    row_height: float = 2.2
    colon: str = ""
    cells: bool = False
    pageno_at: str = "centre"
    sign_at: str = "right"
    cover: bool = False
    seal: str = "round"


_T, _D, _E = Split.TRAIN, Split.DEV, Split.TEST
STYLES: tuple[LayoutStyle, ...] = (
    LayoutStyle(name="t-grid2", split=_T),
    LayoutStyle(name="t-grid1-shaded", split=_T, pairs=1, shade=True, label_em=8, header="company"),
    LayoutStyle(name="t-cells", split=_T, cells=True, size=10.5, margin=50, header="number"),
    LayoutStyle(name="t-underline", split=_T, grid="underline", colon="：", pairs=2, header="company", sign_at="left"),
    LayoutStyle(name="t-dotted", split=_T, grid="dotted", colon="：", pairs=1, title_at="left", size=12),
    LayoutStyle(name="t-grid3", split=_T, pairs=3, size=9.5, margin=40, label_em=4.6, title_size=16, sign_at="row"),
    LayoutStyle(name="t-letterhead", split=_T, header="letterhead", grid="lines", pairs=2, title_size=20, cover=True, pageno_at="right"),
    LayoutStyle(name="t-wide", split=_T, size=12.5, lead=2.0, margin=80, title_size=22, row_height=2.6, cover=True, seal="oval"),
    LayoutStyle(name="d-boxed", split=_D, title_at="boxed", grid="full", pairs=2, label_em=7, row_height=1.9, size=10.8, margin=55),
    LayoutStyle(
        name="d-lines", split=_D, grid="lines", pairs=1, colon=":", label_em=9, header="letterhead", pageno_at="top", sign_at="left"
    ),
    LayoutStyle(
        name="d-cells3", split=_D, cells=True, pairs=3, size=10, margin=46, label_em=4.8, shade=True, header="company", seal="oval"
    ),
    LayoutStyle(name="d-plain", split=_D, grid="dotted", colon="：", pairs=2, size=11.6, lead=1.9, margin=70, title_size=19, cover=True),
    LayoutStyle(
        name="e-tall", split=_E, grid="full", pairs=1, label_em=5.5, row_height=3.0, size=12.2, margin=66, header="number", title_size=21
    ),
    LayoutStyle(
        name="e-dense", split=_E, grid="full", pairs=2, size=9.2, lead=1.5, margin=44, row_height=1.8, label_em=7.5, pageno_at="right"
    ),
    LayoutStyle(
        name="e-cells", split=_E, cells=True, pairs=2, label_em=5, shade=True, header="letterhead", sign_at="row", seal="box", size=11.4
    ),
    LayoutStyle(
        name="e-under-left",
        split=_E,
        grid="underline",
        pairs=1,
        colon=":",
        title_at="left",
        header="company",
        size=11.8,
        lead=1.8,
        cover=True,
    ),
    LayoutStyle(
        name="e-boxed", split=_E, title_at="boxed", grid="lines", pairs=3, size=10.2, margin=52, label_em=5.2, colon="：", pageno_at="top"
    ),
)
STYLE_OF = {style.name: style for style in STYLES}
STYLES_OF = {split: tuple(style for style in STYLES if style.split is split) for split in Split}


def advance(text: str, size: float) -> float:
    """The width of a text in points: 1 em a wide character, 0.55 em a narrow one."""
    wide = sum(c >= "\u2e80" for c in text)
    return size * (wide + 0.55 * (len(text) - wide))


class Flow:
    """Builds the pages of one document from the top down. `y` is the pen's top in points."""

    def __init__(self, style: LayoutStyle, rng: random.Random, paper: tuple[float, float] = A4) -> None:
        self.style, self.rng = style, rng
        self.width, self.height = paper
        self.left, self.right = style.margin, paper[0] - style.margin
        self._pages: list[tuple[Role, list[Run], list[Rule], list[Fill], list[Seal], list[Code]]] = []
        self.y = 0.0
        self.pen = rng.choice(("black", "blue"))
        self.stretch = rng.choice((1.0, 1.0, 1.3, 1.7)) if paper == A4 else 1.0
        self.turn_page(Role.FIRST)

    def turn_page(self, role: Role = Role.CONTINUATION) -> None:
        """Begin a new page."""
        self._pages.append((role, [], [], [], [], []))
        self.y = min(self.style.margin, self.height * 0.09)

    def need(self, height: float) -> None:
        """Turn the page where less than `height` is left."""
        if self.y + height > self.height - min(self.style.margin, self.height * 0.12):
            self.turn_page()

    def put(self, text: str, x: float, y: float, size: float, face: str = "body", ink: str = "black") -> float:
        """Text at a place; marks of handwriting split it into runs. Returns the x after it."""
        hand = False
        for part in _MARKS.split(text) if HAND in text else (text,):
            if part in (HAND, PRINT):
                hand = part == HAND
            elif part:
                width = advance(part, size)
                self._pages[-1][1].append(
                    Run(text=part, x=x, y=y, size=size, width=width, face="hand" if hand else face, ink=self.pen if hand else ink)
                )
                x += width
        return x

    def rule(self, x0: float, y0: float, x1: float, y1: float, weight: float = 0.8, *, dashed: bool = False) -> None:
        """A ruled line."""
        self._pages[-1][2].append(Rule(x0=x0, y0=y0, x1=x1, y1=y1, weight=weight, dashed=dashed))

    def box(self, x0: float, y0: float, x1: float, y1: float, weight: float = 0.8) -> None:
        """Four rules."""
        for a, b, c, d in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
            self.rule(a, b, c, d, weight=weight)

    def shade(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A grey field behind a label."""
        self._pages[-1][3].append(Fill(x0=x0, y0=y0, x1=x1, y1=y1))

    def seal(self, text: str, x: float, y: float) -> None:
        """The house's red stamp."""
        radius = self.rng.uniform(42, 58)
        x = min(max(x, radius), self.width - radius)
        self._pages[-1][4].append(Seal(x=x, y=min(y, self.height - radius), radius=radius, text=text, shape=self.style.seal))

    def para(self, text: str, indent: float = 2.0, size: float = 0.0) -> None:
        """A paragraph wrapped to the margins; `indent` in em."""
        size = size or self.style.size
        step = size * self.style.lead
        x = self.left + indent * size
        for line in wrap(text, self.right - self.left, size, indent):
            self.need(step)
            self.put(line, x, self.y, size)
            x = self.left
            self.y += step

    def centre(self, text: str, size: float, face: str = "title", ink: str = "black") -> None:
        """A centred line."""
        self.put(text, (self.width - advance(text, size)) / 2, self.y, size, face, ink)
        self.y += size * 1.9

    def finish(self, pageno: str = "") -> tuple[PageDraft, ...]:
        """The pages; `pageno` is a template with {p} and {t}, "" for none."""
        total, size = len(self._pages), 9.0
        for number, page in enumerate(self._pages, 1):
            if not pageno or (page[0] is Role.COVER):
                continue
            text = pageno.format(p=number, t=total)
            x = {"centre": (self.width - advance(text, size)) / 2}.get(self.style.pageno_at, self.right - advance(text, size))
            y = 24.0 if self.style.pageno_at == "top" else self.height - 34
            place = 0 if self.style.pageno_at == "top" else len(page[1])
            page[1].insert(place, Run(text=text, x=x, y=y, size=size, width=advance(text, size)))
        return tuple(
            PageDraft(
                width=self.width, height=self.height, role=role, runs=tuple(runs), rules=tuple(rules), fills=tuple(fills),
                seals=tuple(seals), codes=tuple(codes),
            )
            for role, runs, rules, fills, seals, codes in self._pages
        )  # fmt: skip

    def set_role(self, role: Role) -> None:
        """Say what the page in hand is."""
        self._pages[-1] = (role, *self._pages[-1][1:])


def wrap(text: str, width: float, size: float, indent: float = 0.0) -> list[str]:
    """Break a text to lines of `width` points; the first is `indent` em shorter. Closing punctuation may hang over the edge."""
    room = width / size
    lines, line, used, hand = [], [], indent, False
    for char in text:
        if char in (HAND, PRINT):
            hand = char == HAND
            line.append(char)
            continue
        step = 1.0 if char >= "\u2e80" else 0.55
        if used + step > room and char not in "，。；：、）》”":
            lines.append("".join(line) + (PRINT if hand else ""))
            line, used = ([HAND] if hand else []), 0.0
        line.append(char)
        used += step
    if line:
        lines.append("".join(line))
    return lines
