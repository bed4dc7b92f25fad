"""Pages: one side of paper, from pixels to a final state."""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
"""Grey (height, width) or colour (height, width, 3) in RGB order, 0..255, C-contiguous."""

Rotation = Literal[0, 90, 180, 270]
"""Degrees clockwise that the page must be turned to stand upright."""

HAIR = 1e-6
"""Pixels: a side that is longer than a whole number by less is that number, whatever floating point makes of it."""


class PageState(StrEnum):
    """waiting → one final state. `duplicate` is only shown in exports, for pages of a duplicate scan."""

    WAITING = "waiting"
    FILED = "filed"
    REVIEW = "review"
    BLANK = "blank"
    SEPARATOR = "separator"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"


class PageKind(StrEnum):
    """What a page is as paper: text and graphics, an empty side, or a separator sheet between documents."""

    CONTENT = "content"
    BLANK = "blank"
    SEPARATOR = "separator"


@dataclass(frozen=True, slots=True, kw_only=True)
class PageImage:
    """A page decoded as scanned (not turned by us).

    `dpi` is the resolution of `pixels`; `scale` = pixels here / pixels of the original scan (≤ 1 where bounded); `born_text` is
    the text layer of a born-digital page, "" otherwise.
    """

    page_no: int
    pixels: Pixels
    dpi: float
    scale: float = 1.0
    born_text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTransform:
    """How the prepared page came from the scan.

    Turned `rotation` clockwise, then straightened by turning `-skew` degrees on a canvas that holds the whole turned page, the two
    centres on each other: no corner of the scan is lost. `scan_width` and `scan_height` are the PageImage's pixels before turning;
    `skew` is degrees counter-clockwise of the content after rotation.
    """

    scan_width: int
    scan_height: int
    rotation: Rotation
    skew: float

    @property
    def upright_size(self) -> tuple[int, int]:
        """Width and height in pixels once the page is turned upright, before straightening."""
        return (self.scan_height, self.scan_width) if self.rotation in {90, 270} else (self.scan_width, self.scan_height)

    @property
    def prepared_size(self) -> tuple[int, int]:
        """Width and height in pixels of the prepared page: the fewest that hold the straightened one."""
        width, height = self.upright_size
        cos, sin = math.cos(math.radians(self.skew)), abs(math.sin(math.radians(self.skew)))
        return math.ceil(width * cos + height * sin - HAIR), math.ceil(width * sin + height * cos - HAIR)

    @property
    def to_upright(self) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
        """Rows of the affine map from points of the prepared page to points of the upright one (continuous pixels)."""
        (width, height), (wide, high) = self.upright_size, self.prepared_size
        cos, sin = math.cos(math.radians(self.skew)), math.sin(math.radians(self.skew))
        return (
            (cos, sin, (width - cos * wide - sin * high) / 2),
            (-sin, cos, (height + sin * wide - cos * high) / 2),
        )


def leaning(upright: Pixels, skew: float) -> PageTransform:
    """The transform of a picture that is upright and leans by `skew` degrees."""
    height, width = upright.shape[:2]
    return PageTransform(scan_width=width, scan_height=height, rotation=0, skew=skew)


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityFacts:
    """Measured facts of a page as scanned. A measure that a page has too little text for is 0.

    `skew_known` and `rotation_known` are False where the page has too little to tell how far it leans (it may be straightened by a
    guess), or which way is up (it is then left as it lies). `blur`: width of the edges of printed strokes, from 10 % to 90 % of their
    step, in millimetres of paper, so that it compares across resolutions; a sharp scan has little more than a pixel (0.08 at 300 dpi),
    strokes of body text are 0.3 to 0.4. `contrast`: how far the ink of a text line is below its paper, median of the lines, grey levels
    0..255. `ink`: share of dark pixels 0..1. `clipped`: text lines cut off at an edge of the scan.
    """

    dpi: float
    skew_known: bool
    blur: float
    contrast: float
    ink: float
    rotation_known: bool = True
    clipped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedPage:
    """How a page is turned upright and straightened, with what was learnt on the way.

    `separator` is the payload of a separator sheet ("" for patch T without payload); meaningful only where kind is SEPARATOR.
    """

    page_no: int
    kind: PageKind
    transform: PageTransform
    quality: QualityFacts
    separator: str = ""
