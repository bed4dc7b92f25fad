from collections.abc import Callable
from typing import Any

import numpy as np
import openvino
import pytest

from domain.errors import MissingPartError
from ocr.inference import Task, model_file
from ocr.lean_graph import lean_detector, lean_recognizer, on_grey
from ocr.ppocr import MODELS, PACKAGE
from ocr.scores import chances, sigmoid

EXACT = {"INFERENCE_PRECISION_HINT": "f32"}


def read(task: Task) -> Any:
    return openvino.Core().read_model(model_file(PACKAGE, MODELS[task]))


def outputs(task: Task, lean: Callable[[Any], Any], shape: tuple[int, int]) -> tuple[Any, Any]:
    """What the model as trained says of a picture, and what the lean one does."""
    picture = np.random.default_rng(0).uniform(-1, 1, (2, 1, *shape)).astype(np.float32)
    core = openvino.Core()
    trained, rewritten = (core.compile_model(model, "CPU", EXACT) for model in (read(task), lean(read(task))))
    return trained([np.repeat(picture, 3, 1)])[0], rewritten([picture])[0]


def test_the_lean_detector_draws_the_same_map() -> None:
    trained, lean = outputs(Task.DETECT, lean_detector, (64, 96))
    assert lean.shape == trained.shape
    assert abs(sigmoid(lean) - trained).max() < 1e-4


def test_the_lean_recognizer_reads_the_same() -> None:
    trained, lean = outputs(Task.RECOGNIZE, lambda model: lean_recognizer(model, half=False), (48, 128))
    assert abs(chances(lean) - trained).max() < 1e-3


def test_the_turn_on_grey_is_the_same() -> None:
    trained, lean = outputs(Task.TURN, on_grey, (48, 192))
    assert abs(lean - trained).max() < 1e-5


def test_another_model_is_not_taken_for_the_one_that_is_known() -> None:
    with pytest.raises(MissingPartError, match="make setup"):
        lean_detector(read(Task.RECOGNIZE))
