import numpy as np
import pytest

from domain.errors import MissingPartError
from ocr.inference import Floats
from ocr.ppocr import _words
from ocr.recognizer import BATCH_PIXELS, HEIGHT, LineText, Recognizer


class Reader:
    """A model that reads one class per 8 pixels from the line's grey: k is class k, all else (padding too) is a blank."""

    runtime = "test"

    def __init__(self, characters: str = "甲\n乙\n丙") -> None:
        self.characters = characters
        self.shapes: list[tuple[int, ...]] = []

    def run(self, batch: Floats) -> Floats:
        self.shapes.append(batch.shape)
        classes = np.round((batch[:, 0, 0, ::8] + 1) * 127.5).astype(int)
        out: Floats = np.eye(5, dtype=np.float32)[np.where(classes > 4, 0, classes)] * 0.9
        return out


def line(*classes: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.repeat(np.repeat(np.array([[c or 255 for c in classes]], np.uint8), 8, 1), HEIGHT, 0)


def test_repeats_join_and_blanks_part() -> None:
    (text,) = Recognizer(Reader()).read([line(1, 1, 0, 1, 2, 0, 0, 3)])
    assert text.text == "甲甲乙丙"
    assert text.confidence == pytest.approx(0.9)
    assert text.places == pytest.approx(((0 + 0.5) / 8, 3.5 / 8, 4.5 / 8, 7.5 / 8))


def test_texts_come_in_the_order_given_and_batches_are_bounded() -> None:
    reader = Reader()
    lines = [line(*([1 + i % 3] + [0] * (3 + i % 90))) for i in range(60)]
    texts = Recognizer(reader).read(lines)
    assert [text.text for text in texts] == ["甲乙丙"[i % 3] for i in range(60)]
    assert all(width % 32 == 0 and (count == 1 or count * width <= BATCH_PIXELS) for count, _, _, width in reader.shapes)


def test_an_empty_line_has_no_text_and_no_confidence() -> None:
    assert Recognizer(Reader()).read([line(0, 0)]) == (LineText(text="", confidence=0.0, places=(), sureness=()),)
    assert Recognizer(Reader()).read([]) == ()


def test_a_model_without_alphabet_is_refused() -> None:
    with pytest.raises(MissingPartError):
        Recognizer(Reader(characters=""))


def test_a_wide_gap_parts_a_box_into_words() -> None:
    quad = np.array([[100, 10], [500, 10], [500, 50], [100, 50]], np.float32)
    text = LineText(text=" 房号 业主 电", confidence=0.8, places=(0.0, 0.05, 0.1, 0.3, 0.55, 0.6, 0.65, 0.7), sureness=(0.8,) * 8)
    words = list(_words(quad, text, downwards=False))
    assert [word.text for word in words] == ["房号", "业主 电"]
    assert [len(word.char_x) for word in words] == [2, 4]
    assert words[0].box.left == 100
    assert words[0].box.right < words[1].box.left
    assert words[1].box.right == 500
    assert [word.text for word in _words(quad, text, downwards=True)] == ["房号 业主 电"]
    assert list(_words(quad, LineText(text="  ", confidence=0.9, places=(0.1, 0.2), sureness=(0.9, 0.9)), downwards=False)) == []
