"""When a page's class is not sure enough to act on."""

from domain.classification import Classification
from domain.review import ReviewReason


def class_doubt(classification: Classification, threshold: float) -> ReviewReason | None:
    """CLASS_UNCERTAIN where the category's calibrated confidence (0..1) is under the threshold, None where it may be used."""
    return ReviewReason.CLASS_UNCERTAIN if classification.confidence < threshold else None
