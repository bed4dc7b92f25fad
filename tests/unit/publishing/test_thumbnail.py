"""Thumbnails."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from domain.page import Pixels
from publishing.thumbnail import thumbnail


@pytest.mark.parametrize("shape", [(900, 600), (900, 600, 3)])
def test_longer_side_is_bounded_and_shape_kept(shape: tuple[int, ...]) -> None:
    pixels: Pixels = np.full(shape, 200, dtype=np.uint8)
    picture = Image.open(BytesIO(thumbnail(pixels)))
    assert (picture.format, picture.size) == ("WEBP", (213, 320))


def test_a_small_page_is_not_enlarged() -> None:
    assert Image.open(BytesIO(thumbnail(np.zeros((40, 50), dtype=np.uint8)))).size == (50, 40)


def test_an_extremely_long_page_still_has_a_picture() -> None:
    assert Image.open(BytesIO(thumbnail(np.zeros((10_000, 2), dtype=np.uint8)))).size == (1, 320)
