"""The class of a paper of several pages, from what each page by itself looks like."""

import math
from collections.abc import Sequence

from domain.classification import Classification
from domain.taxonomy import FALLBACK_TYPE, Category, DocumentType, Taxonomy

LATER = 0.3
"""What a later page's log-probabilities weigh beside the first one's, chosen on generated papers of the train and dev splits: a contract's
last pages look much like any other contract's, and an annex may be a table of any kind."""
_LEAST = 0.002
"""Probability given to a type that a page does not name among its likeliest."""
_MOST_OVERRULED = 0.85
"""Confidence at most where the later pages overrule the first: it is then for a person to see. Our rule."""


def paper_class(pages: Sequence[Classification], taxonomy: Taxonomy) -> tuple[Category, DocumentType, float]:
    """Category, type and confidence 0..1 of the category, from the classes of the paper's pages in order; the fallback for no pages.

    The pages' log-probabilities are added, the later ones' at a discount, so that a cover or a first page that says little gives way to
    the clauses behind it. A later page that agrees takes off up to 30 % of the doubt of the first; one that differs takes `LATER` of its
    own log-odds from those of the first, so that a continuation which says little by itself hardly makes a clear heading doubtful.
    """
    if not pages:
        return Category.OTHER, taxonomy.type_of(FALLBACK_TYPE), 0.0
    first, *rest = pages
    shares = _shares(pages, taxonomy)
    sums = {category: sum(shares[t.code] for t in taxonomy.types if t.category is category) for category in Category}
    category = max(sums, key=lambda item: sums[item]) if rest else first.category
    code = max((t.code for t in taxonomy.types if t.category is category), key=lambda item: shares[item]) if rest else first.doc_type
    if category is not first.category:
        return category, taxonomy.type_of(code), min(sums[category], _MOST_OVERRULED)
    confidence = first.confidence
    for page in rest:
        if page.category is category:
            confidence = 1.0 - (1.0 - confidence) * (1.0 - 0.3 * page.confidence)
        else:
            confidence = _less_sure(confidence, page.confidence)
    return category, taxonomy.type_of(code), confidence


def _less_sure(confidence: float, against: float) -> float:
    """What is left of a confidence 0..1 beside a later page that is another category's with the confidence `against` 0..1."""
    doubt = math.pow(max(against, 0.5) / max(1.0 - against, _LEAST), LATER)
    return confidence / (confidence + (1.0 - confidence) * doubt)


def _shares(pages: Sequence[Classification], taxonomy: Taxonomy) -> dict[str, float]:
    """Each type's probability over all pages."""
    total = {doc_type.code: 0.0 for doc_type in taxonomy.types}
    for order, page in enumerate(pages):
        known = dict(page.scores)
        for code in total:
            total[code] += (LATER if order else 1.0) * math.log(max(known.get(code, 0.0), _LEAST))
    most = max(total.values())
    odds = {code: math.exp(value - most) for code, value in total.items()}
    whole = sum(odds.values())
    return {code: value / whole for code, value in odds.items()}
