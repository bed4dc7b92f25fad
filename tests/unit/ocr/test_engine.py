import importlib.util
import logging
from pathlib import Path
from typing import Any

import numpy as np
import pytesseract
import pytest

from domain.errors import HudangError, MissingPartError, UsageError
from domain.text import ILLEGIBLE
from ocr import inference
from ocr.engine import load_engine
from ocr.inference import native_precision
from ocr.null import NO_QUADS

PAGE = np.full((40, 60), 255, np.uint8)


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Hide installed packages."""
    real = importlib.util.find_spec

    def hide(*names: str) -> None:
        monkeypatch.setattr(importlib.util, "find_spec", lambda name, *rest: None if name in names else real(name, *rest))

    return hide


def test_the_null_engine_sees_nothing() -> None:
    engine = load_engine("null")
    assert engine.tag == "null"
    assert engine.detect(PAGE).shape == (0, 4, 2)
    assert engine.upside_down(PAGE, NO_QUADS) == 0.5
    assert engine.legibility(PAGE, NO_QUADS) == (ILLEGIBLE, ILLEGIBLE)
    assert engine.recognize(PAGE, NO_QUADS, 300.0) == ()


@pytest.mark.parametrize(("name", "fallback"), [("abbyy", "null"), ("null", "abbyy")])
def test_an_unknown_engine_is_a_usage_error(name: str, fallback: str) -> None:
    with pytest.raises(UsageError, match="known: null, ppocr, tesseract"):
        load_engine(name, fallback=fallback)


@pytest.mark.parametrize("missing", [("rapidocr",), ("openvino", "onnxruntime")])
def test_a_missing_part_falls_back_and_says_so(without: Any, missing: tuple[str, ...], caplog: pytest.LogCaptureFixture) -> None:
    without(*missing)
    with caplog.at_level(logging.WARNING):
        assert load_engine("ppocr", fallback="null").tag == "null"
    assert [record.__dict__["action"] for record in caplog.records] == ["engine_fallback"]


@pytest.mark.parametrize("missing", [("rapidocr",), ("openvino", "onnxruntime")])
@pytest.mark.parametrize("fallback", [None, "ppocr"])
def test_a_missing_part_without_fallback_names_the_package(without: Any, missing: tuple[str, ...], fallback: str | None) -> None:
    without(*missing)
    with pytest.raises(MissingPartError, match="pip install") as error:
        load_engine("ppocr", fallback=fallback)
    assert error.value.exit_code == 3


def test_onnxruntime_serves_where_openvino_is_missing(without: Any) -> None:
    without("openvino")
    session = inference.load_session(inference.model_file("rapidocr", "ch_ppocr_mobile_v2.0_cls_mobile.onnx"), 1, inference.Task.TURN)
    assert (session.runtime, session.characters) == ("onnxruntime", "")
    assert session.run(np.zeros((1, 1, 48, 192), np.float32)).shape == (1, 2)


def test_fingerprint_follows_the_bytes(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"1")
    two.write_bytes(b"2")
    assert inference.fingerprint(one, two) != inference.fingerprint(two, one)
    assert len(inference.fingerprint(one)) == 8


def test_tesseract_names_the_missing_language(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pytesseract, "get_languages", lambda config: ["eng", "osd", "chi_sim"])
    with pytest.raises(MissingPartError, match="apt-get install tesseract-ocr-chi-tra"):
        load_engine("tesseract")


def test_tesseract_program_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing() -> str:
        raise pytesseract.TesseractNotFoundError

    monkeypatch.setattr(pytesseract, "get_tesseract_version", missing)
    with pytest.raises(MissingPartError, match=r"apt-get install tesseract-ocr$"):
        load_engine("tesseract")


@pytest.mark.parametrize("error", [pytesseract.TesseractError(1, "x"), RuntimeError("Tesseract process timeout")])
def test_a_failing_tesseract_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fail(*args: object, **kwargs: object) -> None:
        raise error

    engine = load_engine("tesseract")
    monkeypatch.setattr(pytesseract, "image_to_data", fail)
    monkeypatch.setattr(pytesseract, "image_to_osd", fail)
    with pytest.raises(HudangError, match="Tesseract failed"):
        engine.recognize(PAGE, NO_QUADS, 300.0)
    box = np.array([[[1, 1], [50, 1], [50, 9], [1, 9]]], np.float32)
    assert engine.upside_down(PAGE, box) == 0.5


class Processor:
    """What OpenVINO says of a processor that can do so much."""

    def __init__(self, *capabilities: str) -> None:
        self._capabilities = capabilities

    def get_property(self, device: str, name: str) -> tuple[str, ...]:
        assert (device, name) == ("CPU", "OPTIMIZATION_CAPABILITIES")
        return self._capabilities


def test_bfloat16_is_taken_only_where_the_processor_multiplies_it() -> None:
    assert native_precision(Processor("FP32", "BF16", "INT8")) == "bf16"
    assert native_precision(Processor("FP32", "FP16", "INT8")) == "f32"
