"""Smaller pictures for measuring."""

import cv2
import numpy as np

from domain.page import Pixels


def halved(pixels: Pixels) -> Pixels:
    """Half the size, each pixel the mean of four: many times quicker than other ratios. An odd row or column at the end is left out."""
    height, width = (side // 2 * 2 for side in pixels.shape[:2])
    whole = pixels[:height, :width]
    return np.asarray(cv2.resize(whole, (width // 2, height // 2), interpolation=cv2.INTER_AREA), np.uint8)


def shrunk_by(pixels: Pixels, factor: int) -> Pixels:
    """So many times smaller, each pixel the mean of factor²; rows and columns left over at the end are left out."""
    if factor == 1:
        return pixels
    height, width = (side // factor for side in pixels.shape[:2])
    whole = pixels[: height * factor, : width * factor]
    return np.asarray(cv2.resize(whole, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def quickly_shrunk(pixels: Pixels, side: int) -> Pixels:
    """As `shrunk`, the last step by linear interpolation: a quarter of the time, and noise is averaged less."""
    while max(pixels.shape[:2]) >= 2 * side and min(pixels.shape[:2]) > 1:
        pixels = halved(pixels)
    return _resized(pixels, side, cv2.INTER_LINEAR)


def shrunk(pixels: Pixels, side: int) -> Pixels:
    """So small that the long side is `side` pixels at most; smaller pictures stay as they are."""
    while max(pixels.shape[:2]) >= 2 * side and min(pixels.shape[:2]) > 1:
        pixels = halved(pixels)
    return _resized(pixels, side, cv2.INTER_AREA)


def _resized(pixels: Pixels, side: int, method: int) -> Pixels:
    long = max(pixels.shape[:2])
    if long <= side:
        return pixels
    height, width = (max(1, round(length * side / long)) for length in pixels.shape[:2])
    return np.asarray(cv2.resize(pixels, (width, height), interpolation=method), np.uint8)
