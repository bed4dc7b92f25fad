"""The frozen values of the generator: what is on a page before it is drawn, and the plan of one document.

Coordinates are points (1/72 inch) from the top left of an upright page.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from domain.taxonomy import Category
from domain.unit_number import UnitNumber

DOWN_PITCH = 1.12
"""From one character to the next of a run that goes down, in em."""


class Split(StrEnum):
    """Which pools a document is drawn from; train, dev and test share no estates, wordings, layouts or fonts.

    The probes stand for offices that nobody has seen: wordings written by themselves, forms and ways of writing units that the others
    lack. Failures are looked for in the first and third; the second and fourth are only counted.
    """

    TRAIN = "train"
    DEV = "dev"
    TEST = "test"
    PROBE_A = "probe-a"
    PROBE_B = "probe-b"
    PROBE_C = "probe-c"
    PROBE_D = "probe-d"

    @property
    def probes(self) -> bool:
        """Whether it is one of the probes."""
        return self in (Split.PROBE_A, Split.PROBE_B, Split.PROBE_C, Split.PROBE_D)


class Script(StrEnum):
    """Simplified, Traditional, or estates of both."""

    HANS = "hans"
    HANT = "hant"
    MIXED = "mixed"


class Role(StrEnum):
    """What a page is within its document."""

    FIRST = "first"
    COVER = "cover"
    CONTINUATION = "continuation"
    ANNEX = "annex"
    BACK = "back"
    BLANK = "blank"
    SEPARATOR = "separator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A piece of text on one row: left, top and height (= font size) in points.

    `face` is body, title, bold, hand, stamp, or ticked: print whose box was ticked by hand.
    `ink` is black, blue, red or grey; `width` is the advance in points, 1 em per wide character and 0.55 em per narrow one. `tilt` turns
    the run counter-clockwise by so many degrees about its left end. A run that goes `down` has one character below the other; its `width`
    is one em.
    """

    text: str
    x: float
    y: float
    size: float
    width: float
    face: str = "body"
    ink: str = "black"
    tilt: float = 0.0
    down: bool = False

    @property
    def height(self) -> float:
        """From top to bottom in points."""
        return self.size * DOWN_PITCH * len(self.text) if self.down else self.size


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A straight ruled line; `dashed` draws it dotted."""

    x0: float
    y0: float
    x1: float
    y1: float
    weight: float = 0.8
    dashed: bool = False
    ink: str = "black"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """A shaded rectangle, grey 0..255."""

    x0: float
    y0: float
    x1: float
    y1: float
    grey: int = 225


@dataclass(frozen=True, slots=True, kw_only=True)
class Seal:
    """A red stamp over the text. `shape`: round, oval, box."""

    x: float
    y: float
    radius: float
    text: str
    shape: str = "round"


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A QR or Code 128 symbol with its payload, or the bars of a patch T ("patch")."""

    x: float
    y: float
    size: float
    kind: str
    payload: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageDraft:
    """One page before drawing; width and height in points. `payload` is a separator's.

    `runs` stand in reading order: cell by cell, all lines of a cell together. `units` are the unit numbers as the paper writes them.
    `number` and `total` are the page number printed on it, 0 where there is none.
    """

    width: float
    height: float
    role: Role
    runs: tuple[Run, ...] = ()
    rules: tuple[Rule, ...] = ()
    fills: tuple[Fill, ...] = ()
    seals: tuple[Seal, ...] = ()
    codes: tuple[Code, ...] = ()
    payload: str = ""
    units: tuple[str, ...] = ()
    number: int = 0
    total: int = 0

    @property
    def rows(self) -> tuple[tuple[Run, ...], ...]:
        """Runs grouped to rows by height, left to right within a row: what an engine without a sense of layout reads."""
        rows: list[list[Run]] = []
        bottom = -1.0
        for run in sorted(self.runs, key=lambda r: r.y + r.size / 2):
            if rows and run.y + run.size / 2 < bottom:
                rows[-1].append(run)
            else:
                rows.append([run])
                bottom = run.y + run.size
        return tuple(tuple(sorted(row, key=lambda r: r.x)) for row in rows)

    @property
    def text(self) -> str:
        """The runs in reading order: a space between those on one row from left to right, else a line feed. Seals are not part of it."""
        out = ""
        for before, run in zip((None, *self.runs), self.runs, strict=False):
            if before:
                level = before.y <= run.y + run.height / 2 <= before.y + before.height
                out += " " if level and run.x > before.x else "\n"
            out += run.text
        return out

    @property
    def seal_text(self) -> str:
        """What the seals say."""
        return " ".join(seal.text for seal in self.seals)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentSpec:
    """One logical paper to be laid out.

    `unit` and `owner` are the register's truth ("" / None where the paper names none); `unit_text` and `owner_text` what the paper
    says; `cells` the unit as (building, entrance, room) for split cells, empty where the form cannot show it so; `script` is hans or
    hant; `shape` and `layout` choose the layout; `must_review` holds the domain review reason code, "" where it should be filed.
    """

    split: Split
    script: Script
    doc_type: str
    category: Category
    title: str
    shape: str
    layout: str
    estate: str
    company: str
    unit: UnitNumber | None
    unit_text: str
    cells: tuple[str, ...]
    owner: str
    owner_text: str
    date: date
    handwritten: bool
    must_review: str
    archive_no: str
    seed: str
