from typing import Any

import numpy as np
import pytest

from domain.page import PageImage
from evaluation.bench import ours
from evaluation.bench.ablations import ABLATIONS
from ocr.engine import EngineOptions
from ocr.null import build as null_engine
from services.reading import ReadingOptions


@pytest.mark.parametrize("step", ABLATIONS)
def test_each_step_left_out_changes_something(step: str) -> None:
    """A switch that switches nothing would show a step as worthless."""
    ablation = ABLATIONS[step]
    image = PageImage(page_no=1, pixels=np.full((4, 4, 3), (200, 30, 30), np.uint8), dpi=200)
    reading, engine = ReadingOptions(), EngineOptions()
    same = (ablation.reading(reading) == reading, ablation.engine(engine) == engine, ablation.picture(image) is image)
    assert same.count(False) == 1


def test_changes_reach_the_engine_and_the_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[EngineOptions] = []

    def load(name: str, options: EngineOptions, **rest: Any) -> Any:
        built.append(options)
        return null_engine(options)

    monkeypatch.setattr(ours, "load_engine", load)
    for make in (ours.accurate, ours.bulk):
        make().close()
    assert [options.bulk for options in built] == [False, True]
    assert ours.Ours(reading=lambda _: ReadingOptions(red_text=False))._options == ReadingOptions(red_text=False)


def test_a_grey_picture_of_red_ink_is_dark() -> None:
    image = PageImage(page_no=1, pixels=np.full((2, 2, 3), (200, 30, 30), np.uint8), dpi=200)
    assert ABLATIONS["red channel"].picture(image).pixels.tolist() == [[81, 81], [81, 81]]
