"""How much the networks compute on the pages, and how quick this processor can be at it at best."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from math import prod
from pathlib import Path
from time import process_time
from typing import Any
from unittest.mock import patch

import numpy as np
import openvino
from openvino import opset13
from threadpoolctl import threadpool_limits

import ocr.ppocr
from ocr.inference import Floats, Session, Task, load_session, native_precision
from ocr.scores import Scores

SIDE = 1024
"""Side of the matrices multiplied: large enough to hide the start of a call, small enough for the second-level cache's blocks."""
TRIES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What one network did: calls, processor seconds in them, floating-point operations (a multiplication and an addition are two).

    `depthwise` is the part in convolutions of one channel each, which no processor can do at the rate of a matrix product.
    """

    model: str
    calls: int
    seconds: float
    operations: float
    depthwise: float


class Tally:
    """Counts calls by model and shape while models are loaded and run inside `counting`."""

    def __init__(self) -> None:
        self._calls: dict[tuple[Path, tuple[int, ...]], int] = defaultdict(int)
        self._seconds: dict[Path, float] = defaultdict(float)

    @contextmanager
    def counting(self) -> Iterator[None]:
        """Sessions that the engine loads meanwhile are counted for as long as they live."""

        def load(path: Path, threads: int, task: Task) -> Session:
            return _Counted(load_session(path, threads, task), path, self.add)

        with patch.object(ocr.ppocr, "load_session", load):
            yield

    def add(self, path: Path, shape: tuple[int, ...], seconds: float) -> None:
        """Note one call."""
        self._calls[path, shape] += 1
        self._seconds[path] += seconds

    def work(self) -> tuple[Work, ...]:
        """What each network did, in the order they were first used."""
        found = []
        for path, seconds in self._seconds.items():
            calls = {shape: count for (of, shape), count in self._calls.items() if of == path}
            plain, depthwise = (sum(count * operations(path, shape)[part] for shape, count in calls.items()) for part in (0, 1))
            found.append(
                Work(model=path.stem, calls=sum(calls.values()), seconds=seconds, operations=plain + depthwise, depthwise=float(depthwise))
            )
        return tuple(found)


class _Counted:
    """A session that tells of each call."""

    def __init__(self, session: Session, path: Path, tell: Callable[[Path, tuple[int, ...], float], None]) -> None:
        self._session, self._path, self._tell = session, path, tell

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)

    def run(self, batch: Floats) -> Scores:
        started = process_time()
        output = self._session.run(batch)
        as_trained = (len(batch), 3, *batch.shape[2:])  # three channels instead of one, which only the first layer sees
        self._tell(self._path, as_trained, process_time() - started)
        return output


def operations(path: Path, shape: tuple[int, ...]) -> tuple[float, float]:
    """Floating-point operations of one call: (in matrix products and full convolutions, in depthwise convolutions)."""
    plain, depthwise = _of_one(path, (1, *shape[1:]))
    return shape[0] * plain, shape[0] * depthwise


@cache
def _of_one(path: Path, shape: tuple[int, ...]) -> tuple[float, float]:
    model = openvino.Core().read_model(path)
    for node in model.get_ordered_ops():
        if node.get_type_name() == "Identity":  # it keeps shapes from being worked out
            for reader in node.output(0).get_target_inputs():
                reader.replace_source_output(node.input(0).get_source_output())
    model.reshape(list(shape))
    counts = {True: 0.0, False: 0.0}
    for node in model.get_ordered_ops():
        kind = node.get_type_name()
        if kind in _PRODUCTS:
            weights = list(node.input(1).get_shape())
            counts[kind == "GroupConvolution"] += 2.0 * _PRODUCTS[kind](node, weights)
    return counts[False], counts[True]


_PRODUCTS: Mapping[str, Callable[[Any, list[int]], float]] = {
    # weights: out, in, kernel…; groups, out, in, kernel…; in, out, kernel…; …, inner, out
    "Convolution": lambda node, weights: prod(node.get_output_shape(0)) * prod(weights[1:]),
    "GroupConvolution": lambda node, weights: prod(node.get_output_shape(0)) * prod(weights[2:]),
    "ConvolutionBackpropData": lambda node, weights: prod(node.input(0).get_shape()) * prod(weights[1:]),
    "MatMul": lambda node, _weights: prod(node.get_output_shape(0)) * list(node.input(0).get_shape())[-1],
}
"""Kind of node → multiplications with an addition in one call."""


def attainable_rate() -> float:
    """Floating-point operations a second that one core reaches in a matrix product.

    The better of OpenBLAS in float32 and OpenVINO in the precision that the networks run in.
    """
    rng = np.random.default_rng(1)
    left, right = (rng.random((SIDE, SIDE), np.float32) for _ in range(2))
    product = opset13.matmul(opset13.parameter([SIDE, SIDE], np.float32), opset13.constant(right), False, False)
    core = openvino.Core()
    options = {"INFERENCE_NUM_THREADS": 1, "INFERENCE_PRECISION_HINT": native_precision(core), "ENABLE_CPU_PINNING": False}
    request = core.compile_model(openvino.Model([product], [product.input_value(0).get_node()]), "CPU", options).create_infer_request()
    with threadpool_limits(limits=1, user_api="blas"):
        best = min(_shortest(lambda: left @ right), _shortest(lambda: request.infer([left])))
    return 2 * SIDE**3 / best


def _shortest(act: Callable[[], object]) -> float:
    seconds = []
    for _ in range(TRIES):
        started = process_time()
        act()
        seconds.append(process_time() - started)
    return min(seconds)
