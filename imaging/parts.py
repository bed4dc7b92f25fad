"""Ink that hangs together, and which of it nobody wrote: dust, punch holes, staples, clips, the paper's rim, what comes in from an edge.

All lengths are pixels of the small picture of a side (`imaging.surface`), 3.4 of them a millimetre.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from domain.page import Pixels

JOIN = 5
"""Strokes up to so far apart (1.5 mm) belong to one part: thresholded pencil falls to pieces."""

LEAST_INK, LEAST_PIECES, LEAST_EXTENT = 16, 40, 8
"""Pixels of ink of a part whose largest piece is that large (1.4 square millimetres), of one in pieces, and of extent (2.4 mm): a page
number has more, dust less, and of much dust some lies side by side."""

BOW, LONG, CORE = 25, 60, 92
"""A line bends by its length over so much at most; of one so long (18 mm) that percentage of its ink is asked, as dust sticks to it."""

HOLE_BAND, HOLE, SOLID = 0.2, (11, 32), 0.4
"""Punch holes, torn corners: within this share of the page from an edge (a sheet may lean), the largest disc within them so many pixels
(3.2 to 9.5 mm) across and that share of their ink, whatever specks and creases touch it: a triangle has half, writing far less."""

CORNER, STAPLE, WIRE = 60, (24, 60), 5
"""Staples: within so many pixels of two edges, straight, so long (7 to 17 mm) and so thick with their shadow at most."""

CLIP_LENGTH, CLIP_WIDTH, CLIP_FILL, CLIP_END = (50, 130), (16, 40), 0.6, 60
"""Paper clips, or the rust of one: so long on the paper (15 to 38 mm), so wide (5 to 12 mm), hollow, one end so near to an edge (18 mm)
that they point away from."""

RAIL, RUNS = 0.25, 0.7
"""Each wire of a clip runs within that share of its width from its side, along that share of its length."""

EDGE, TOUCHES = 20, 2
"""A part that lies wholly within so many pixels (5.9 mm) of an edge, or of the bed beside the paper, is the shadow of the paper's rim:
nobody writes there. One so near to an edge comes in from it."""


RIM, RIM_WIDTH, RIM_LENGTH, RIM_LEAN, RIM_WHOLE = 35, 7, 3, 0.14, 0.6
"""The rim of a sheet that leans on a lid hardly darker or lighter than itself: pieces within so many pixels (10 mm) of an edge, so thick at
most, so many times as long as thick, which run along the edge but for so much of their length (8 degrees). That share of their ink at least
hangs together: a row of small digits has ten pieces."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Part:
    """Ink that hangs together, gaps closed.

    Its `points` (n, 2), `length` and `thickness` of the narrowest box round them, and how far it is from the left, top, right and bottom
    of the `page`, which is so many pixels wide and high. `amount` are its pixels of ink, `piece` those of its largest piece, `disc` is as
    wide as the largest disc of ink in it;
    `at_bed`: it joins the bed beside the paper or lies within its rim.
    """

    points: npt.NDArray[np.int32]
    length: float
    thickness: float
    margins: tuple[int, int, int, int]
    page: tuple[int, int]
    amount: int
    piece: int
    disc: float
    at_bed: bool

    def is_straight(self, thin: int) -> bool:
        """Whether it is a stroke so thin, or thinner for its length; specks beside a long one do not make it thicker."""
        most = max(thin + 1, self.length / BOW)
        if len(self.points) > thin * self.length:
            return False
        return self.thickness <= most or (self.length >= LONG and self._core() <= most)

    def _core(self) -> float:
        """How wide the band along it is that holds nearly all of it."""
        along_x, along_y, x, y = cv2.fitLine(self.points.astype(np.float32), cv2.DIST_HUBER, 0, 0.01, 0.01).ravel()
        aside = (self.points[:, 0] - x) * along_y - (self.points[:, 1] - y) * along_x
        return 2 * float(np.percentile(abs(aside), CORE)) + 1

    @property
    def line(self) -> tuple[float, float, float, float]:
        """Where a straight one begins and ends: x, y, x, y."""
        (x, y), (wide, high), degrees = cv2.minAreaRect(self.points)
        turn = np.deg2rad(degrees if wide >= high else degrees + 90)
        across, down = np.cos(turn) * self.length / 2, np.sin(turn) * self.length / 2
        return float(x - across), float(y - down), float(x + across), float(y + down)

    @property
    def size(self) -> tuple[int, int]:
        """Pixels across and down."""
        wide, high = np.ptp(self.points, axis=0) + 1
        return int(wide), int(high)

    @property
    def is_dust(self) -> bool:
        """Whether it is specks that lie side by side."""
        return self.amount < LEAST_PIECES and self.piece < LEAST_INK

    @property
    def is_things(self) -> bool:
        """Whether it comes in from an edge, runs along it as the paper's rim does, or is a hole, a staple or a clip."""
        return self.comes_in or self._is_rim() or self._is_hole() or self._is_staple() or self._is_clip()

    @property
    def comes_in(self) -> bool:
        """Whether it reaches the edge of the paper or lies wholly within its rim."""
        (left, top, right, bottom), (wide, high) = self.margins, self.size
        return self.at_bed or min(self.margins) <= TOUCHES or min(left + wide, top + high, right + wide, bottom + high) <= EDGE

    def _is_rim(self) -> bool:
        (left, top, right, bottom), (wide, high) = self.margins, self.size
        reach = min(left, right) + wide if high > wide else min(top, bottom) + high
        thin = self.thickness <= RIM_WIDTH and self.length >= RIM_LENGTH * self.thickness
        whole = self.piece >= RIM_WHOLE * self.amount
        return thin and whole and reach <= RIM and min(wide, high) - self.thickness <= RIM_LEAN * self.length

    def _is_hole(self) -> bool:
        left, top, right, bottom = self.margins
        band = min(min(left, right) / self.page[0], min(top, bottom) / self.page[1]) < HOLE_BAND
        return band and HOLE[0] <= self.disc <= HOLE[1] and np.pi / 4 * self.disc**2 >= SOLID * self.amount

    def _is_staple(self) -> bool:
        left, top, right, bottom = self.margins
        at_corner = min(left, right) <= CORNER and min(top, bottom) <= CORNER
        return at_corner and STAPLE[0] <= self.length <= STAPLE[1] and self.is_straight(WIRE)

    def _is_clip(self) -> bool:
        left, top, right, bottom = self.margins
        wide, high = self.size
        near = min(top, bottom) if high > wide else min(left, right)
        sized = CLIP_LENGTH[0] <= self.length <= CLIP_LENGTH[1] and CLIP_WIDTH[0] <= self.thickness <= CLIP_WIDTH[1]
        if not sized or near > CLIP_END or self.length < 1.8 * self.thickness:
            return False
        return len(self.points) <= CLIP_FILL * self.length * self.thickness and self._has_rails()

    def _has_rails(self) -> bool:
        """Whether a line runs along both of its long sides: writing has none."""
        (x, y), (wide, high), degrees = cv2.minAreaRect(self.points)
        turn = np.deg2rad(degrees if wide >= high else degrees + 90)
        across, down = self.points[:, 0] - x, self.points[:, 1] - y
        along = np.floor(across * np.cos(turn) + down * np.sin(turn) + 0.25)
        aside = down * np.cos(turn) - across * np.sin(turn)
        inner = self.thickness * (0.5 - RAIL)
        return all(len(np.unique(along[side])) >= RUNS * self.length for side in (aside <= -inner, aside >= inner))


def parts_of(ink: Pixels, beside: Pixels) -> Iterator[Part]:
    """The parts of the ink that are more than a speck."""
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, square(JOIN))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    amounts = np.bincount(labels[ink > 0], minlength=count)
    from_bed = set(np.unique(labels[cv2.dilate(beside, square(JOIN)) > 0]).tolist())
    rim = cv2.dilate(beside, square(2 * EDGE + 1))
    for number in range(1, count):
        if amounts[number] < LEAST_INK or max(stats[number][2:4]) < LEAST_EXTENT:
            continue
        left, top, width, height = (int(v) for v in stats[number][:4])
        window = slice(top, top + height), slice(left, left + width)
        own = (labels[window] == number).astype(np.uint8)
        points = np.asarray(cv2.findNonZero(own), np.int32).reshape(-1, 2) + np.array([left, top], np.int32)
        _, sides, _ = cv2.minAreaRect(points)
        yield Part(
            points=points,
            length=max(sides) + 1,
            thickness=min(sides) + 1,
            margins=(left, top, ink.shape[1] - left - width, ink.shape[0] - top - height),
            page=(ink.shape[1], ink.shape[0]),
            amount=int(amounts[number]),
            piece=_largest_piece(own * ink[window]),
            disc=_largest_disc(own * ink[window]),
            at_bed=number in from_bed or bool((rim[window] >= own).all()),
        )


def _largest_piece(ink: Pixels) -> int:
    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    return int(stats[1:, cv2.CC_STAT_AREA].max(initial=0))


def _largest_disc(ink: Pixels) -> float:
    return 2 * float(cv2.distanceTransform(cv2.copyMakeBorder(ink, 1, 1, 1, 1, cv2.BORDER_CONSTANT), cv2.DIST_L2, 5).max()) - 1


def square(side: int) -> Pixels:
    """A kernel."""
    return np.ones((side, side), np.uint8)
