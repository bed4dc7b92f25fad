"""What the scanner saw beside the paper: the dark bed round a sheet that is smaller than the glass or lies askew on it."""

import cv2
import numpy as np

from domain.page import Pixels

DARK = 0.65
"""Share of the paper's tone below which a region is no paper; a white lid cannot be told from paper and does no harm."""

LEAST = 0.002
"""Share of the picture that a dark region must cover: what is smaller is ink or a shadow."""

SOLID = 12
"""A bed is a surface: what is left of it when opened by so many thousandths of the long side. Lines and letters vanish."""


def bed(grey: Pixels) -> Pixels:
    """1 where the picture shows the dark bed beside the paper, 0 elsewhere; for pictures of some 800 to 1,600 pixels."""
    paper = float(np.percentile(grey[::4, ::4], 75))
    dark = (grey < DARK * paper).astype(np.uint8)
    reach = max(3, max(grey.shape) * SOLID // 1000)
    solid = cv2.morphologyEx(cv2.copyMakeBorder(dark, reach, reach, reach, reach, cv2.BORDER_REPLICATE), cv2.MORPH_OPEN, _square(reach))
    solid = solid[reach:-reach, reach:-reach]
    if not solid.any():
        return np.zeros_like(dark)
    count, parts, stats, _ = cv2.connectedComponentsWithStats(solid, connectivity=8)
    height, width = grey.shape
    out = np.zeros_like(dark)
    for i in range(1, count):
        left, top, wide, high, area = (int(v) for v in stats[i])
        at_edge = left == 0 or top == 0 or left + wide == width or top + high == height
        if at_edge and area >= LEAST * dark.size:
            out[parts == i] = 1
    return np.asarray(cv2.dilate(out, _square(reach)), np.uint8)


def _square(side: int) -> Pixels:
    return np.ones((side, side), np.uint8)
