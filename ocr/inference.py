"""Run an ONNX model on OpenVINO, or on onnxruntime where OpenVINO cannot load.

Pictures go in grey, one channel: (n, 1, height, width), -1 black to 1 white.
"""

import ctypes
import hashlib
import importlib
import importlib.util
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from domain.errors import MissingPartError
from ocr.scores import Scores

MAPPED_FROM = 8 << 20
"""Bytes from which an array is mapped by itself and given back when freed. Left to itself, glibc raises its bound up to 32 MiB, and
pages of every size leave holes in the heap: 150 MiB of 1,170."""

M_MMAP_THRESHOLD = -3
"""As malloc.h of glibc has it."""

Floats = npt.NDArray[np.float32]

KEPT_PRIMITIVES = 1000
"""How many compiled primitives OpenVINO may keep. With 100 nearly every batch of lines compiles anew, for a third of the recogniser's
time; its own default of 5,000 takes more memory for hours for hardly any time (docs/performance.md)."""


LEAST = 1e-30
"""Chance that stands for none where a logarithm is taken."""


class Task(StrEnum):
    """What a network says of a picture.

    DETECT: (n, 1, height, width) how likely each pixel is text, as logits. RECOGNIZE: (n, steps, classes) logits of what stands at each
    step of a line. TURN: (n, 2) chances that a line stands upright, on its head.
    """

    DETECT = "detect"
    RECOGNIZE = "recognize"
    TURN = "turn"


class Session(Protocol):
    """A loaded model with one input and one output."""

    @property
    def runtime(self) -> str:
        """Name of the library that runs it."""
        ...

    @property
    def characters(self) -> str:
        """The alphabet kept in the model file, one character a line; empty where the model has none."""
        ...

    def run(self, batch: Floats) -> Scores:
        """The output for one batch; valid until the next call."""
        ...


class OpenVinoSession:
    """OpenVINO on the CPU, one stream, not pinned: pinned processes all sit on the same core.

    `runtime` tells the precision too, as texts may differ by a sign between two.
    """

    def __init__(self, path: Path, threads: int, task: Task) -> None:
        _map_large_arrays()
        openvino: Any = importlib.import_module("openvino")
        core = openvino.Core()
        model = core.read_model(path)
        self.characters = _openvino_alphabet(model)
        precision = native_precision(core)
        self.runtime = f"openvino-{precision}"
        self._half = precision == "bf16" and task is Task.RECOGNIZE
        options = {"INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1, "ENABLE_CPU_PINNING": False, "INFERENCE_PRECISION_HINT": precision}
        internal = {"CPU_RUNTIME_CACHE_CAPACITY": KEPT_PRIMITIVES}
        self._request = core.compile_model(self._lean(model, task), "CPU", options | internal).create_infer_request()

    def _lean(self, model: Any, task: Task) -> Any:
        graphs: Any = importlib.import_module("ocr.lean_graph")
        if task is Task.DETECT:
            return graphs.lean_detector(model)
        return graphs.lean_recognizer(model, half=self._half) if task is Task.RECOGNIZE else graphs.on_grey(model)

    def run(self, batch: Floats) -> Scores:
        """The output for one batch; valid until the next call."""
        self._request.infer([batch])
        output = self._request.get_output_tensor().data
        scores: Scores = output.view(np.uint16) if self._half else output
        return scores


class OnnxRuntimeSession:
    """onnxruntime on the CPU without its memory arena, which never gives back what one large page took."""

    runtime = "onnxruntime"

    def __init__(self, path: Path, threads: int, task: Task) -> None:
        ort: Any = importlib.import_module("onnxruntime")
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        options.log_severity_level = 4
        self._session = ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name
        self.characters: str = self._session.get_modelmeta().custom_metadata_map.get("character", "")
        self._task = task

    def run(self, batch: Floats) -> Scores:
        """The output for one batch; the model's own chances as the logits that they were."""
        three = np.ascontiguousarray(np.broadcast_to(batch, (len(batch), 3, *batch.shape[2:])))
        chances: Floats = self._session.run(None, {self._input: three})[0]
        if self._task is Task.TURN:
            return chances
        logits = np.log(np.maximum(chances, LEAST))
        return logits - np.log(np.maximum(1 - chances, LEAST)) if self._task is Task.DETECT else logits


def native_precision(core: Any) -> str:
    """The quickest precision that keeps the text: "bf16" where the processor multiplies bfloat16 (AMX, AVX512_BF16), else "f32"."""
    return "bf16" if "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES") else "f32"


def load_session(path: Path, threads: int, task: Task) -> Session:
    """The model on the quickest runtime that this machine has; MissingPartError where it has none."""
    if importlib.util.find_spec("openvino") is not None:
        return OpenVinoSession(path, threads, task)
    if importlib.util.find_spec("onnxruntime") is not None:
        return OnnxRuntimeSession(path, threads, task)
    raise MissingPartError(
        "Neither openvino nor onnxruntime is installed. Run: pip install openvino",
        "未安装 openvino 或 onnxruntime，请执行：pip install openvino",
    )


def _map_large_arrays() -> None:
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # glibc's; other C libraries have no such bound
    if mallopt is not None:
        mallopt(M_MMAP_THRESHOLD, MAPPED_FROM)


def model_file(package: str, name: str) -> Path:
    """A model inside an installed package, found without importing it; MissingPartError where it is not there."""
    spec = importlib.util.find_spec(package)
    folders = spec.submodule_search_locations if spec is not None else None
    for folder in folders or ():
        path = Path(folder) / "models" / name
        if path.is_file():
            return path
    raise MissingPartError(
        f"The model file {name} is missing from the package {package}. Run: pip install --force-reinstall {package}",
        f"软件包 {package} 中缺少模型文件 {name}，请执行：pip install --force-reinstall {package}",
    )


def fingerprint(*paths: Path) -> str:
    """First 8 hexadecimal digits of the SHA-256 over the files, in order."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def _openvino_alphabet(model: Any) -> str:
    if not model.has_rt_info(["framework", "character"]):
        return ""
    return str(model.get_rt_info(["framework", "character"]).astype(str))
