from collections.abc import Sequence

import numpy as np
import pytest

from domain.errors import MissingPartError
from ocr.inference import LEAST, Floats
from ocr.ppocr import _words
from ocr.recognizer import BATCH_PIXELS, HEIGHT, NOTHING, ROUND_WIDTH, LineText, Recognizer


class Reader:
    """A model that reads one class per 8 pixels from the line's grey: k is class k, all else (padding too) is a blank."""

    runtime = "test"

    def __init__(self, characters: str = "甲\n乙\n丙") -> None:
        self.characters = characters
        self.shapes: list[tuple[int, ...]] = []

    def run(self, batch: Floats) -> Floats:
        self.shapes.append(batch.shape)
        classes = np.round((batch[:, 0, 0, ::8] + 1) * 127.5).astype(int)
        sure = np.eye(5, dtype=np.float32)[np.where(classes > 4, 0, classes)]
        return np.asarray(np.log(np.where(sure, 0.9, 0.1 / 4)), np.float32)


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
    assert all(width % ROUND_WIDTH == 0 and (count == 1 or count * width <= BATCH_PIXELS) for count, _, _, width in reader.shapes)


def test_short_lines_go_together_but_no_long_one_pads_them() -> None:
    reader = Reader()
    Recognizer(reader).read([line(*[1] * chars) for chars in (8, 9, 16, 8, 150)])
    assert sorted((count, width) for count, _, _, width in reader.shapes) == [(1, 1216), (4, 128)]


def test_an_empty_line_has_no_text_and_no_confidence() -> None:
    assert Recognizer(Reader()).read([line(0, 0)]) == (NOTHING,)
    assert Recognizer(Reader()).read([]) == ()


STREWN = 2000


class Doubter:
    """A model that gives the chances it was made with, whatever it is shown; what is left of 1 at a step is strewn over many classes."""

    runtime = "test"

    def __init__(self, alphabet: str, steps: Sequence[dict[str, float]]) -> None:
        self.characters = "\n".join([*alphabet, *map(chr, range(0xE000, 0xE000 + STREWN))])
        self._scores = np.zeros((1, len(steps), len(alphabet) + STREWN + 2), np.float32)
        for step, chances in enumerate(steps):
            for char, chance in chances.items():
                self._scores[0, step, alphabet.index(char) + 1 if char else 0] = chance
        strewn = self._scores[0, :, len(alphabet) + 1 : -1]
        strewn[:] = np.maximum(1 - self._scores[0].sum(1, keepdims=True), 0) / STREWN
        self._scores = np.log(np.maximum(self._scores, LEAST))

    def run(self, batch: Floats) -> Floats:
        del batch
        return self._scores


BLANK = {"": 0.99}


def sure(char: str) -> list[dict[str, float]]:
    return [{char: 0.98}, BLANK, BLANK, BLANK]


@pytest.mark.parametrize(
    ("middle", "text"),
    [
        ([{"": 0.6, "〇": 0.2, "○": 0.15}, BLANK, BLANK, BLANK], "十四〇二室"),
        ([{"": 0.95, "〇": 0.02, "○": 0.02}, BLANK, BLANK, BLANK], "十四〇二室"),
        ([{"": 0.99, "〇": 0.004, "○": 0.002}, BLANK, BLANK, BLANK], "十四二室"),
        ([{"": 0.9, "室": 0.1}, BLANK, BLANK, BLANK], "十四二室"),
        ([{"": 0.5, "四": 0.4}, BLANK, BLANK, BLANK], "十四二室"),
        ([{"": 0.5, "〇": 0.4}], "十四二室"),
    ],
    ids=[
        "two forms share the chance",
        "a trace of a ring in a number",
        "no trace",
        "too unlikely",
        "trace of the neighbour",
        "no room",
    ],
)
def test_a_character_hidden_in_a_gap_is_found(middle: list[dict[str, float]], text: str) -> None:
    model = Doubter("十四二室〇○", [*sure("十"), *sure("四"), *middle, *sure("二"), *sure("室")])
    shown = np.zeros((HEIGHT, 160), np.uint8)
    (read,) = Recognizer(model).read([shown])
    assert read.text == text
    assert len(read.places) == len(read.sureness) == len(read.twins) == len(text)
    assert list(read.places) == sorted(read.places)
    assert Recognizer(model, rescue=False).read([shown])[0].text == "十四二室"


@pytest.mark.parametrize(
    ("rings", "text"),
    [
        ([{"〇": 0.98}, {"〇": 0.9}, {"〇": 0.6}, {"": 0.8, "〇": 0.2}, BLANK, BLANK, BLANK, BLANK], "十四〇〇二室"),
        ([{"": 0.9, "〇": 0.1}, BLANK, BLANK, BLANK, {"": 0.8, "○": 0.2}, BLANK, BLANK, BLANK], "十四〇○二室"),
        ([{"": 0.9, "〇": 0.1}, BLANK, BLANK, BLANK, BLANK, BLANK, BLANK, BLANK], "十四〇二室"),
        ([{"〇": 0.98}, {"〇": 0.9}, BLANK, BLANK], "十四〇二室"),
        ([{"〇": 0.98}, BLANK, BLANK, BLANK, BLANK, BLANK, BLANK, BLANK], "十四〇二室"),
    ],
    ids=["run into one", "both faint", "one faint", "one", "one and a blank"],
)
def test_rings_side_by_side_are_told_by_their_room(rings: list[dict[str, float]], text: str) -> None:
    model = Doubter("十四二室〇○", [*sure("十"), *sure("四"), *rings, *sure("二"), *sure("室")])
    assert Recognizer(model).read([np.zeros((HEIGHT, 160), np.uint8)])[0].text == text


@pytest.mark.parametrize(
    ("steps", "text"),
    [
        ([*sure("十"), *sure("四"), {"": 0.9, "〇": 0.06, "○": 0.03}, BLANK, *sure("二"), *sure("室")], "十四〇二室"),
        ([*sure("十"), *sure("四"), {"": 0.95, "〇": 0.02, "○": 0.02}, BLANK, *sure("二"), *sure("室")], "十四二室"),
        ([*sure("十"), *sure("四"), *sure("二"), {"": 0.9, "〇": 0.09}, BLANK, BLANK, BLANK, *sure("室")], "十四二〇室"),
    ],
    ids=["little room", "little room, no ring", "at a number's end"],
)
def test_a_ring_is_told_by_its_trace_where_room_tells_little(steps: list[dict[str, float]], text: str) -> None:
    model = Doubter("十四二室〇○", steps)
    assert Recognizer(model).read([np.zeros((HEIGHT, 64), np.uint8)])[0].text == text


def test_a_likely_form_in_the_other_script_is_kept_in_mind() -> None:
    model = Doubter("内內后後号", [{"内": 0.6, "內": 0.4}, BLANK, {"后": 0.99, "後": 0.0001}, BLANK, {"号": 0.99}])
    (read,) = Recognizer(model).read([np.zeros((HEIGHT, 40), np.uint8)])
    assert read.text == "内后号"
    assert read.twins == ("內", "", "")


def test_a_model_without_alphabet_is_refused() -> None:
    with pytest.raises(MissingPartError):
        Recognizer(Reader(characters=""))


def test_a_wide_gap_parts_a_box_into_words() -> None:
    quad = np.array([[100, 10], [500, 10], [500, 50], [100, 50]], np.float32)
    text = LineText(
        text=" 房号 业主 电", confidence=0.8, places=(0.0, 0.05, 0.1, 0.3, 0.55, 0.6, 0.65, 0.7), sureness=(0.8,) * 8, twins=("",) * 8
    )
    words = list(_words(quad, text, downwards=False))
    assert [word.text for word in words] == ["房号", "业主 电"]
    assert [len(word.char_x) for word in words] == [2, 4]
    assert words[0].box.left == 100
    assert words[0].box.right < words[1].box.left
    assert words[1].box.right == 500
    assert [word.text for word in _words(quad, text, downwards=True)] == ["房号 业主 电"]
    assert (
        list(_words(quad, LineText(text="  ", confidence=0.9, places=(0.1, 0.2), sureness=(0.9, 0.9), twins=("", "")), downwards=False))
        == []
    )
