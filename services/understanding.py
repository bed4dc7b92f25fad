"""From recognised text to what the paper is and says."""

from dataclasses import dataclass

from domain.classification import Classification
from domain.fields import ExtractedFields
from domain.text import OcrPage
from extraction.fields import extract
from services.protecting import protect
from services.workplace import Workplace


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """The class of a page and the fields read from it."""

    classification: Classification
    fields: ExtractedFields


def understand(place: Workplace, page: OcrPage) -> Understanding:
    """Classify the page and extract its fields, numbers of persons masked."""
    classification = place.classifier().classify(page)
    fields = extract(page, classification, today=place.today())
    return Understanding(classification=classification, fields=protect(fields, place.secret()))
