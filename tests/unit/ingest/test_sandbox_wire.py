import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from domain.failure import Failure, FailureCode
from domain.page import PageImage
from domain.scan import FileKind, PageFacts, ProbedFile
from ingest import sandbox_wire
from ingest.sandbox_wire import WireError


@pytest.fixture
def memory() -> Iterator[int]:
    descriptor = os.memfd_create("test")
    yield descriptor
    os.close(descriptor)


def carried(memory: int, value: object) -> object:
    sandbox_wire.write(memory, value)
    return sandbox_wire.read(memory)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        3.5,
        "户档\udcff",
        b"\0\1",
        b"",
        ("a", (1, 2), ()),
        Path("箱/1.pdf"),
        date(2024, 3, 5),
        Failure(code=FailureCode.DAMAGED, page_no=3, detail="x"),
        ProbedFile(kind=FileKind.PDF, pages=(PageFacts(page_no=1, width=None, height=None, dpi=300.0),)),
    ],
)
def test_values_come_back_equal(memory: int, value: object) -> None:
    assert carried(memory, value) == value


def test_pixels_come_back_writable_and_outlive_the_descriptor() -> None:
    pixels = np.arange(60, dtype=np.uint8).reshape(4, 5, 3)
    descriptor = os.memfd_create("test")
    page = carried(descriptor, PageImage(page_no=1, pixels=pixels, dpi=300.0))
    os.close(descriptor)
    assert isinstance(page, PageImage)
    assert np.array_equal(page.pixels, pixels)
    assert page.pixels.flags.c_contiguous
    page.pixels[0, 0, 0] = 9


def test_turned_views_and_empty_arrays_are_carried(memory: int) -> None:
    turned, empty = np.rot90(np.eye(3, 5)), np.empty((0, 4), np.uint8)
    back = carried(memory, (turned, empty))
    assert isinstance(back, tuple)
    assert np.array_equal(back[0], turned)
    assert back[1].shape == (0, 4)


@dataclass(frozen=True)
class Foreign:
    x: int


@pytest.mark.parametrize("value", [Fraction(1, 2), {"a": 1}, object()])
def test_other_types_are_not_written(memory: int, value: object) -> None:
    with pytest.raises(TypeError):
        sandbox_wire.write(memory, value)


def test_types_of_others_are_not_built(memory: int) -> None:
    sandbox_wire.write(memory, Foreign(1))
    with pytest.raises(WireError):
        sandbox_wire.read(memory)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"1234567",
        b"\xff" * 64,
        (2).to_bytes(8, "little") + b"[]",
        (40).to_bytes(8, "little") + b'[["array",0],[["|O8",[1]]]]             ',
        (40).to_bytes(8, "little") + b'[["array",0],[["|u1",[99999999]]]]      ',
        (60).to_bytes(8, "little") + b'[["object","os","system",{"command":"true"}],[]]            ',
        (60).to_bytes(8, "little") + b'[["object","domain.page","np",{}],[]]                       ',
        (60).to_bytes(8, "little") + b'[["enum","domain.failure","Failure","x"],[]]                ',
        (60).to_bytes(8, "little") + b'[["call",1],[]]                                             ',
    ],
)
def test_broken_or_hostile_answers_are_refused(memory: int, content: bytes) -> None:
    os.write(memory, content)
    with pytest.raises(WireError):
        sandbox_wire.read(memory)
