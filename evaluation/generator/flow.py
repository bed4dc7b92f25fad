"""A pen that walks down pages: text, paragraphs and rules, with page breaks and page numbers."""

import random
import re

from evaluation.generator.sheet import Code, Fill, PageDraft, Role, Rule, Run, Seal
from evaluation.generator.slots import HAND, PRINT
from evaluation.generator.styles import LayoutStyle

_MARKS = re.compile(f"([{HAND}{PRINT}])")
A4 = (595.0, 842.0)
A5_LANDSCAPE = (595.0, 420.0)


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
        self.stretch = rng.choice((1.0, 1.0, 1.3, 1.7)) if paper == A4 and style.loose else 1.0
        self.turn_page(Role.FIRST)

    def turn_page(self, role: Role = Role.CONTINUATION) -> None:
        """Begin a new page."""
        self._pages.append((role, [], [], [], [], []))
        self.y = min(self.style.margin, self.height * 0.09)

    @property
    def bottom(self) -> float:
        """Where the page's text area ends."""
        return self.height - min(self.style.margin, self.height * 0.12)

    def need(self, height: float) -> None:
        """Turn the page where less than `height` is left."""
        if self.y + height > self.bottom:
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

    def down(self, text: str, x: float, y: float, size: float) -> None:
        """Print that goes down, one character below the other."""
        self._pages[-1][1].append(Run(text=text, x=x, y=y, size=size, width=size, down=True))

    def rule(
        self, x0: float, y0: float, x1: float, y1: float, weight: float = 0.8, *, dashed: bool = False, ink: str = "black"
    ) -> None:  # fmt: skip
        """A ruled line."""
        self._pages[-1][2].append(Rule(x0=x0, y0=y0, x1=x1, y1=y1, weight=weight, dashed=dashed, ink=ink))

    def box(self, x0: float, y0: float, x1: float, y1: float, weight: float = 0.8) -> None:
        """Four rules."""
        for a, b, c, d in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
            self.rule(a, b, c, d, weight=weight)

    def shade(self, x0: float, y0: float, x1: float, y1: float, grey: int = 225) -> None:
        """A grey field behind a label."""
        self._pages[-1][3].append(Fill(x0=x0, y0=y0, x1=x1, y1=y1, grey=grey))

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

    def run_head(self, text: str, size: float = 8.5) -> None:
        """A small line at the head of every page but the first."""
        for page in self._pages[1:]:
            x = self.right - advance(text, size)
            page[1].insert(0, Run(text=text, x=x, y=self.height * 0.04, size=size, width=advance(text, size)))

    def finish(self, pageno: str = "") -> tuple[PageDraft, ...]:
        """The pages; `pageno` is a template with {p} and {t}, "" for none."""
        total, size = len(self._pages), 9.0
        numbers = [0 if not pageno or page[0] is Role.COVER else number for number, page in enumerate(self._pages, 1)]
        for number, page in zip(numbers, self._pages, strict=True):
            if not number:
                continue
            text = pageno.format(p=number, t=total)
            x = {"centre": (self.width - advance(text, size)) / 2}.get(self.style.pageno_at, self.right - advance(text, size))
            y = 24.0 if self.style.pageno_at == "top" else self.height - 34
            place = 0 if self.style.pageno_at == "top" else len(page[1])
            page[1].insert(place, Run(text=text, x=x, y=y, size=size, width=advance(text, size)))
        return tuple(
            PageDraft(
                width=self.width, height=self.height, role=role, runs=tuple(runs), rules=tuple(rules), fills=tuple(fills),
                seals=tuple(seals), codes=tuple(codes), number=number, total=total if number and "{t}" in pageno else 0,
            )
            for number, (role, runs, rules, fills, seals, codes) in zip(numbers, self._pages, strict=True)
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
