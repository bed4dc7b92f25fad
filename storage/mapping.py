"""Frozen values to JSON columns and back; pydantic checks the shape on the way in."""

import gzip
from typing import Any, TypeVar

from pydantic import TypeAdapter

from domain.text import OcrPage

T = TypeVar("T")


_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}


def _adapter(kind: Any) -> TypeAdapter[Any]:
    """Building an adapter costs milliseconds, so each is built once a process."""
    return _ADAPTERS.get(kind) or _ADAPTERS.setdefault(kind, TypeAdapter(kind))


def to_json(kind: type[T], value: T) -> Any:
    """Turn a frozen dataclass (or a tuple of them, by its type) into plain JSON data."""
    return _adapter(kind).dump_python(value, mode="json")


def from_json(kind: type[T], data: Any) -> T:
    """Rebuild the value; pydantic.ValidationError where the data has another shape."""
    return _adapter(kind).validate_python(data)  # type: ignore[no-any-return]


def pack_ocr_page(page: OcrPage) -> bytes:
    """Serialise a recognised page for the object store: JSON, gzip with a fixed time so that equal pages give equal bytes."""
    return gzip.compress(_adapter(OcrPage).dump_json(page), mtime=0)


def unpack_ocr_page(content: bytes) -> OcrPage:
    """Read what pack_ocr_page wrote."""
    return _adapter(OcrPage).validate_json(gzip.decompress(content))  # type: ignore[no-any-return]
