"""The ring that a cup or a drop leaves on paper: a thin circle round nothing. A seal has writing within its ring."""

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from imaging.parts import Part, parts_of
from imaging.surface import Surface

LEAST, LONGER = 30.0, 1.35
"""Pixels (9 mm) across a ring at least, and how many times as long as wide it is at most."""

RIM, ON_RIM = 6.0, 0.9
"""So far (1.8 mm) from the circle with that share of its ink a part is of the ring."""

SECTORS, ROUND = 36, 0.55
"""Share of so many sectors of a circle that have ink: less is a bow that somebody drew."""

PALER = 0.7
"""Of the depth of its pieces, from which a ring is seen as a whole."""

WITHIN, FAINTER, MOST_WITHIN = 0.82, 0.6, 24
"""Nothing stands within that share of a ring's radius: at most so many pixels of that share of the ring's own depth."""

RED = 14.0
"""Levels by which the red of a ring is above its green or blue on average where it is a seal's."""


Ellipse = tuple[Sequence[float], Sequence[float], float]
"""Centre, both diameters, degrees by which it is turned: as OpenCV says it."""


def without_ring(parts: Sequence[Part], surface: Surface) -> list[Part]:
    """The parts that are not of one ring round nothing; all of them where there is none."""
    for seen in (parts, _fainter(parts, surface)):
        circle = _ring(seen, surface)
        if circle is not None:
            return [part for part in parts if not _is_on(part.points, circle)]
    return list(parts)


def _fainter(parts: Sequence[Part], surface: Surface) -> list[Part]:
    """What stands on the page with its fainter ink: a ring that has fallen to pieces."""
    if not parts:
        return []
    points = np.concatenate([part.points for part in parts])
    ink = surface.ink(PALER * float(np.median(surface.depth[points[:, 1], points[:, 0]])))
    return [part for part in parts_of(ink, surface.beside) if not part.is_dust and not part.is_things]


def _ring(parts: Sequence[Part], surface: Surface) -> Ellipse | None:
    """The ring round nothing that the parts make up, with or without others."""
    if sum(len(part.points) for part in parts) < LEAST:
        return None
    circle = cv2.fitEllipse(np.concatenate([part.points for part in parts]).astype(np.float32))
    if not LEAST <= min(circle[1]) <= max(circle[1]) <= LONGER * min(circle[1]):
        return None
    on = [part.points for part in parts if _is_on(part.points, circle)]
    if not on:
        return None
    points = np.concatenate(on)
    found = _goes_round(points, circle) and not _is_red(points, surface) and _is_empty(points, circle, surface)
    return circle if found else None


def _radii(points: npt.NDArray[np.int32], circle: Ellipse) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Each point's distance from the centre in radii of the ellipse, and its direction in radians."""
    (x, y), (wide, high), degrees = circle
    turn = np.deg2rad(degrees)
    across, down = points[:, 0] - x, points[:, 1] - y
    along, aside = across * np.cos(turn) + down * np.sin(turn), down * np.cos(turn) - across * np.sin(turn)
    return np.hypot(along / (wide / 2), aside / (high / 2)), np.arctan2(aside, along)


def _is_on(points: npt.NDArray[np.int32], circle: Ellipse) -> bool:
    away, _ = _radii(points, circle)
    return bool((abs(away - 1) * min(circle[1]) / 2 <= RIM).mean() >= ON_RIM)


def _goes_round(points: npt.NDArray[np.int32], circle: Ellipse) -> bool:
    _, directions = _radii(points, circle)
    sectors = np.unique((directions + np.pi) / (2 * np.pi) * SECTORS // 1)
    return len(sectors) >= ROUND * SECTORS


def _is_red(points: npt.NDArray[np.int32], surface: Surface) -> bool:
    if surface.scan.ndim == 2:
        return False
    at = np.minimum((points[:, ::-1] / surface.scale).astype(int), np.array(surface.scan.shape[:2]) - 1)
    ink = surface.scan[at[:, 0], at[:, 1]].astype(np.int16)
    paper = np.percentile(surface.scan[::8, ::8].reshape(-1, 3), 60, axis=0)
    red, green, blue = (ink - paper).mean(0)
    return bool(red - max(green, blue) >= RED)


def _is_empty(points: npt.NDArray[np.int32], circle: Ellipse, surface: Surface) -> bool:
    level = FAINTER * float(np.median(surface.depth[points[:, 1], points[:, 0]]))
    within = 0
    for part in parts_of(surface.ink(level), surface.beside):
        away, _ = _radii(part.points, circle)
        within += 0 if part.is_dust else int((away < WITHIN).sum())
    return within <= MOST_WITHIN
