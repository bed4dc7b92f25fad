"""What paper a page is, and how sure we are."""

from dataclasses import dataclass

from domain.frame import NO_FRAME, PageFrame
from domain.taxonomy import Category


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One reason for a class.

    `code` names the rule (title, form_label, ngram, furniture, header), `doc_type` what it speaks for, `weight` its log-odds.
    """

    code: str
    doc_type: str
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """The class of one page.

    `confidence` is the calibrated probability that the category is right, `type_confidence` that the document type is. `scores` are
    (doc_type, probability), best first. `title` is the page's title as read, "" where it has none (a continuation page);
    `starts_document` is the probability that the page opens a document. `model` tags rules and weights (name/version/hash).
    `frame` says how the page begins and ends.
    """

    category: Category
    doc_type: str
    confidence: float
    type_confidence: float
    scores: tuple[tuple[str, float], ...]
    title: str
    starts_document: float
    evidence: tuple[Evidence, ...]
    model: str
    frame: PageFrame = NO_FRAME
