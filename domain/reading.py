"""What is kept of a page once it has been read and understood."""

from dataclasses import dataclass

from domain.classification import Classification
from domain.fields import ExtractedFields
from domain.ids import Sha256
from domain.page import PageKind, PageTransform, QualityFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class PageRecord:
    """One page's facts. `classification` is None for blank and separator pages; `timings` are (stage, seconds).

    `ocr_sha256` names the stored OcrPage (None where nothing was recognised), `text_confidence` is the mean over characters 0..1;
    `doubtful` and `type_height` are those of domain.scan_quality.PageFacts.
    """

    kind: PageKind
    transform: PageTransform
    scale: float
    quality: QualityFacts
    separator: str
    engine: str
    text: str
    text_confidence: float
    doubtful: float
    type_height: float
    ocr_sha256: Sha256 | None
    thumbnail_sha256: Sha256
    classification: Classification | None
    fields: ExtractedFields
    timings: tuple[tuple[str, float], ...]
