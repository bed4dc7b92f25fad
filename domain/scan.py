"""Scans: the files as the scanner wrote them."""

from dataclasses import dataclass
from enum import StrEnum

from domain.failure import Failure
from domain.ids import BatchId, ScanId, Sha256


class FileKind(StrEnum):
    """What a file is by its content (never by its name)."""

    PDF = "pdf"
    TIFF = "tiff"
    JPEG = "jpeg"
    PNG = "png"
    BMP = "bmp"
    WEBP = "webp"
    HEIC = "heic"


MULTI_PAGE_KINDS = frozenset({FileKind.PDF, FileKind.TIFF})


class ScanState(StrEnum):
    """received → done | duplicate | quarantined; the last three are final."""

    RECEIVED = "received"
    DONE = "done"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"


class SourceKind(StrEnum):
    """Where a drop folder lives; decides how long a file must stand still before it is taken."""

    LOCAL = "local"
    SHARE = "share"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A watched drop folder.

    `priority`: smaller is sooner (1 daily drop, 5 default, 9 bulk). `estate` is the folder's estate, empty for all.
    """

    name: str
    path: str
    kind: SourceKind = SourceKind.LOCAL
    estate: str = ""
    priority: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class PageFacts:
    """What probing tells of one page before decoding.

    Size in pixels (None where the page is vector) and resolution in dots per inch (None where unknown).
    """

    page_no: int
    width: int | None
    height: int | None
    dpi: float | None
    born_digital: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ProbedFile:
    """A readable file: its kind by content and one PageFacts a page, in order, page_no from 1."""

    kind: FileKind
    pages: tuple[PageFacts, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scan:
    """A stored scan.

    `source` is the path below its drop folder or as given to batch, "/" as separator; `estate` is the estate its source names, or
    empty.
    """

    id: ScanId
    batch_id: BatchId
    source: str
    sha256: Sha256
    size: int
    kind: FileKind | None
    state: ScanState
    failure: Failure | None
    duplicate_of: ScanId | None
    priority: int
    estate: str
