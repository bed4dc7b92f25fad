"""Ours with single steps switched off: what does each prove to be worth? The table below is the one place to add a step."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2

from domain.page import PageImage, Pixels
from evaluation.bench.ours import Ours
from ocr.engine import EngineOptions
from services.reading import ReadingOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Ablation:
    """A step switched off: options of reading or of the engine changed, or the decoded page changed before it is read."""

    reading: Callable[[ReadingOptions], ReadingOptions] = lambda options: options
    engine: Callable[[EngineOptions], EngineOptions] = lambda options: options
    picture: Callable[[PageImage], PageImage] = lambda image: image


def _as_grey(image: PageImage) -> PageImage:
    """The page as a grey scanner gives it, by the usual weights of the colours."""
    if image.pixels.ndim == 2:
        return image
    grey: Pixels = cv2.cvtColor(image.pixels, cv2.COLOR_RGB2GRAY).astype("uint8", copy=False)
    return replace(image, pixels=grey)


ABLATIONS = {
    "red channel": Ablation(picture=_as_grey),  # and with the colour goes the red text
    "dark seals": Ablation(reading=lambda options: replace(options, unshade=False)),
    "red text": Ablation(reading=lambda options: replace(options, red_text=False)),
    "turn": Ablation(reading=lambda options: replace(options, prepare=replace(options.prepare, turn=False))),
    "shine-through": Ablation(reading=lambda options: replace(options, prepare=replace(options.prepare, drop_shine=False))),
    "deskew": Ablation(reading=lambda options: replace(options, prepare=replace(options.prepare, deskew=False))),
    "ruled lines": Ablation(reading=lambda options: replace(options, ruling=False)),
    "tangles": Ablation(engine=lambda options: replace(options, part_tangles=False)),
    "rescue": Ablation(engine=lambda options: replace(options, rescue=False)),
    "lookalikes": Ablation(engine=lambda options: replace(options, lookalikes=False)),
    "numbers twice": Ablation(engine=lambda options: replace(options, numbers_twice=False)),
}


def build(step: str) -> Ours:
    """Ours without that step."""
    ablation = ABLATIONS[step]
    return Ours(reading=ablation.reading, engine=ablation.engine, picture=ablation.picture)
