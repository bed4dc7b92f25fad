"""How a decoder's result comes back: plain data and raw arrays in one shared memory file, never a pickle.

The writer may have been taken over by a hostile file, so reading builds only what is listed here: plain values, arrays of numbers,
and the project's own frozen dataclasses and enums. Layout: 8 bytes length of the header, the header as JSON, then the arrays, each at
an offset that is a multiple of 64.
"""

import dataclasses
import importlib
import json
import mmap
import os
from collections.abc import Callable
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

import numpy as np

EXIT_DONE, EXIT_CRASHED, EXIT_MEMORY, EXIT_DISK_FULL = 0, 70, 71, 72
"""Exit statuses of a child."""
_ALIGN = 64
_PLAIN = (bool, int, float, str)
ROOTS = frozenset(
    {
        "domain", "ingest", "imaging", "ocr", "classifiers", "extraction", "dossiers", "checks", "publishing", "storage", "services",
    }
)  # fmt: skip
"""Packages whose dataclasses and enums may come back."""


class WireError(Exception):
    """The result is not in the agreed form: the decoder broke down while writing, or was taken over."""


def _aligned(offset: int) -> int:
    return -(-offset // _ALIGN) * _ALIGN


def _encode(value: object, arrays: list[np.ndarray[Any, Any]]) -> object:
    encoded: object
    if value is None or type(value) in _PLAIN:
        encoded = value
    elif isinstance(value, np.ndarray):
        arrays.append(np.ascontiguousarray(value))
        encoded = ["array", len(arrays) - 1]
    elif isinstance(value, bytes):
        arrays.append(np.frombuffer(value, dtype=np.uint8))
        encoded = ["bytes", len(arrays) - 1]
    elif isinstance(value, tuple | list):
        encoded = ["tuple", [_encode(item, arrays) for item in value]]
    elif isinstance(value, Enum):
        encoded = ["enum", type(value).__module__, type(value).__qualname__, value.name]
    elif isinstance(value, Path):
        encoded = ["path", str(value)]
    elif type(value) is date:
        encoded = ["date", value.isoformat()]
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name: _encode(getattr(value, f.name), arrays) for f in dataclasses.fields(value)}
        encoded = ["object", type(value).__module__, type(value).__qualname__, fields]
    else:
        raise TypeError(f"a sandboxed function may not return {type(value).__name__}")
    return encoded


def write(descriptor: int, value: object) -> None:
    """Write the value to an empty file; TypeError for a type that is not carried."""
    arrays: list[np.ndarray[Any, Any]] = []
    body = _encode(value, arrays)
    described = [[array.dtype.str, list(array.shape)] for array in arrays]
    header = json.dumps([body, described]).encode("ascii")
    with open(descriptor, "wb", closefd=False) as stream:
        stream.write(len(header).to_bytes(8, "little"))
        stream.write(header)
        for array in arrays:
            stream.write(bytes(_aligned(stream.tell()) - stream.tell()))
            stream.write(array.data.cast("B") if array.size else b"")


def _project_type(module: object, name: object) -> Any:
    if not isinstance(module, str) or not isinstance(name, str) or module.partition(".")[0] not in ROOTS or "." in name:
        raise WireError("foreign type")
    return getattr(importlib.import_module(module), name, None)


def _decode_enum(rest: list[Any], _arrays: list[np.ndarray[Any, Any]]) -> object:
    kind = _project_type(rest[0], rest[1])
    if not (isinstance(kind, type) and issubclass(kind, Enum)):
        raise WireError("no enum")
    return kind[rest[2]]


def _decode_object(rest: list[Any], arrays: list[np.ndarray[Any, Any]]) -> object:
    kind = _project_type(rest[0], rest[1])
    if not (isinstance(kind, type) and dataclasses.is_dataclass(kind)):
        raise WireError("no dataclass")
    return kind(**{name: _decode(item, arrays) for name, item in rest[2].items()})


_DECODERS: dict[str, Callable[[list[Any], list[np.ndarray[Any, Any]]], object]] = {
    "array": lambda rest, arrays: arrays[rest[0]],
    "bytes": lambda rest, arrays: arrays[rest[0]].tobytes(),
    "tuple": lambda rest, arrays: tuple(_decode(item, arrays) for item in rest[0]),
    "path": lambda rest, _arrays: Path(rest[0]),
    "date": lambda rest, _arrays: date.fromisoformat(rest[0]),
    "enum": _decode_enum,
    "object": _decode_object,
}


def _decode(value: Any, arrays: list[np.ndarray[Any, Any]]) -> object:
    if value is None or isinstance(value, _PLAIN):
        return value
    return _DECODERS[value[0]](value[1:], arrays)


def _map_arrays(memory: mmap.mmap, start: int, described: list[Any]) -> list[np.ndarray[Any, Any]]:
    arrays: list[np.ndarray[Any, Any]] = []
    offset = start
    for dtype_name, shape in described:
        dtype = np.dtype(dtype_name)
        if dtype.hasobject:
            raise WireError("array of objects")
        array: np.ndarray[Any, Any] = np.ndarray(shape, dtype, buffer=memory, offset=_aligned(offset) if np.prod(shape) else 0)
        arrays.append(array)
        offset = _aligned(offset) + array.nbytes
    return arrays


def read(descriptor: int) -> object:
    """The value written to that file; its arrays are private, writable views of the file's memory. WireError where the form is wrong.

    The descriptor may be closed afterwards; the memory goes when the last array does.
    """
    size = os.fstat(descriptor).st_size
    if size < 8:
        raise WireError("nothing written")
    memory = mmap.mmap(descriptor, size, access=mmap.ACCESS_COPY)
    length = int.from_bytes(memory[:8], "little")
    try:
        body, described = json.loads(memory[8 : 8 + length])
        return _decode(body, _map_arrays(memory, 8 + length, described))
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, ImportError, RecursionError) as error:
        raise WireError(type(error).__name__) from error
