"""How likely each of many classes is, as a network wrote it down: logits."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Bits = npt.NDArray[np.uint16]
Scores = Floats | Bits
"""Logits of classes along the last axis: as float32, or as the bits of bfloat16 (float32's upper half), which are half as much to move."""


def likeliest(scores: Scores) -> npt.NDArray[np.intp]:
    """The likeliest class, the first of equals."""
    if scores.dtype != np.uint16:
        return np.asarray(scores.argmax(-1), np.intp)
    signed = scores.view(np.int16)  # ordered as the numbers are, but among negative ones the other way round
    best = signed.argmax(-1)
    below = np.take_along_axis(signed, best[..., None], -1)[..., 0] < 0
    return np.asarray(np.where(below, signed.argmin(-1), best) if below.any() else best, np.intp)


def logits(scores: Scores) -> Floats:
    """The scores as float32."""
    if scores.dtype != np.uint16:
        return np.asarray(scores, np.float32)
    return np.left_shift(scores, np.uint32(16), dtype=np.uint32).view(np.float32)


def chances(scores: Scores) -> Floats:
    """The chance of each class, which together are 1 along the last axis (softmax)."""
    values = logits(scores)
    shares = np.subtract(values, values.max(-1, keepdims=True))
    np.exp(shares, out=shares)
    shares /= shares.sum(-1, keepdims=True)
    return np.asarray(shares, np.float32)


def sigmoid(values: Floats) -> Floats:
    """Chances of logits that stand alone."""
    return np.asarray(1 / (1 + np.exp(-values)), np.float32)
