"""Drawn pages with their text boxes known, so that imaging is tested without any engine."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from domain.page import Pixels
from domain.text import Quads

FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
TEXT = "房号三栋二单元五〇一室业主报修内容厨房水管漏水请尽快派人维修谢谢"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    pixels: Pixels
    quads: Quads


@pytest.fixture(scope="session")
def draw() -> Callable[..., Drawn]:
    """A 620 × 877 page (A4 at 75 dpi), or `scale` times that, of rows of text."""

    def page(
        *, rows: int = 20, chars: int = 26, skew: float = 0.0, rotation: int = 0, ink: int = 20, paper: int = 250, scale: int = 1
    ) -> Drawn:
        """`skew`: content counter-clockwise; `rotation`: clockwise turn that will stand it upright."""
        font = ImageFont.truetype(FONT, 18 * scale, index=2)
        width, height = 620 * scale, 877 * scale
        image = Image.new("L", (width, height), paper)
        pen = ImageDraw.Draw(image)
        boxes = []
        for row in range(rows):
            length = max(1, chars - (row * 7) % 11)
            left, top, right = 60 * scale, (70 + row * 36) * scale, (60 + 18 * length) * scale
            bottom = top + 24 * scale
            pen.text((left, top), TEXT[:length], font=font, fill=ink)
            boxes.append(((left, top), (right, top), (right, bottom), (left, bottom)))
        quads = np.array(boxes, np.float32).reshape(-1, 4, 2)
        matrix = cv2.getRotationMatrix2D((width / 2 - 0.5, height / 2 - 0.5), skew, 1.0)
        pixels = cv2.warpAffine(np.array(image), matrix, (width, height), flags=cv2.INTER_CUBIC, borderValue=paper)
        quads = (quads - 0.5) @ matrix[:, :2].T + matrix[:, 2] + 0.5
        return _lay(np.asarray(pixels, np.uint8), quads.astype(np.float32), rotation)

    return page


def _lay(pixels: Pixels, quads: Quads, rotation: int) -> Drawn:
    """The page laid down so that turning it clockwise by `rotation` stands it up."""
    for _ in range(rotation // 90):
        width = pixels.shape[1]
        pixels = np.ascontiguousarray(np.rot90(pixels))
        quads = np.roll(np.stack([quads[..., 1], width - quads[..., 0]], -1), -1, axis=1)
    return Drawn(pixels=pixels, quads=quads)


@pytest.fixture(scope="session")
def seal() -> Pixels:
    """A page that bears a red seal and nothing else."""
    image = Image.new("RGB", (620, 877), (248, 246, 240))
    pen = ImageDraw.Draw(image)
    pen.ellipse((360, 600, 460, 700), outline=(205, 40, 45), width=5)
    pen.regular_polygon((410, 650, 16), 5, fill=(205, 40, 45))
    return np.array(image)
