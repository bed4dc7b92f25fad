from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from domain.page import PageImage, PageKind, Pixels, Rotation
from domain.text import Legible, Quads
from imaging.channels import reading_channel
from imaging.geometry import as_read, to_prepared
from imaging.orientation import NONE, Votes
from imaging.prepare import PrepareOptions, prepare

ALL = PrepareOptions()


def knowing(rotation: int) -> Votes:
    """An engine that knows the answer."""
    scores = {90: (0.3, 0.95), 180: (0.3, 0.95)}.get(rotation, (0.95, 0.3))

    def legibility(grey: Pixels, quads: Quads) -> tuple[Legible, Legible]:
        del grey, quads
        return Legible(scores[0]), Legible(scores[1])

    return Votes(detect=lambda picture: NONE, upside_down=lambda grey, quads: 0.97 if rotation == 180 else 0.03, legibility=legibility)


def scan(pixels: Pixels) -> PageImage:
    return PageImage(page_no=3, pixels=pixels, dpi=75.0)


@pytest.mark.parametrize(
    ("rotation", "skew", "colour"),
    [(0, 0.0, False), (0, 2.6, True), (90, -7.0, True), (90, 0.0, False), (180, 2.6, False), (180, -7.0, True), (270, 9.0, False)],
)
def test_stands_upright_and_straight(draw: Callable[..., Any], rotation: Rotation, skew: float, colour: bool) -> None:
    page = draw(rotation=rotation, skew=skew)
    pixels = np.ascontiguousarray(np.repeat(page.pixels[:, :, None], 3, 2)) if colour else page.pixels
    done = prepare(scan(pixels), reading_channel(pixels), page.quads, knowing(rotation), ALL)
    straight = draw()
    transform = done.page.transform
    assert (done.page.page_no, done.page.kind, transform.rotation) == (3, PageKind.CONTENT, rotation)
    assert transform.skew == pytest.approx(skew, abs=0.12)
    shown = as_read(pixels, transform)
    width, height = transform.prepared_size
    assert shown.shape == ((height, width, 3) if colour else (height, width))
    assert done.grey.shape == transform.upright_size[::-1]
    left, top = round((width - 620) / 2), round((height - 877) / 2)
    assert done.quads - (left, top) == pytest.approx(straight.quads, abs=1.5)
    assert to_prepared(page.quads.mean(1), transform) == pytest.approx(done.quads.mean(1), abs=0.01)
    middle = shown[top : top + 877, left : left + 620].reshape(877, 620, -1)[:, :, 0]
    assert np.abs(middle.astype(int) - straight.pixels.astype(int)).mean() < 12


def test_blank_side_and_separator_stay_as_scanned(draw: Callable[..., Any]) -> None:
    empty = draw(rows=0)
    done = prepare(scan(empty.pixels), empty.pixels, empty.quads, knowing(0), ALL)
    assert (done.page.kind, done.grey is empty.pixels, done.page.quality.skew_known) == (PageKind.BLANK, True, False)


def test_steps_can_be_left_out(draw: Callable[..., Any]) -> None:
    page = draw(rotation=90, skew=3.0)
    none = PrepareOptions(turn=False, deskew=False, find_blank=False, find_separators=False)
    done = prepare(scan(page.pixels), page.pixels, page.quads, knowing(90), none)
    assert (done.page.transform.rotation, done.page.transform.skew, done.page.quality.skew_known) == (0, 0.0, False)
    assert done.grey is page.pixels
    assert done.quads == pytest.approx(page.quads)
