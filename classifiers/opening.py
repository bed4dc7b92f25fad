"""How likely a page is the first of its document, from its title, page number, clauses and first words."""

import math

from classifiers.furniture import Furniture


def starts_document(title_score: float, has_title: bool, furniture: Furniture) -> float:
    """Probability 0..1. Our rule: log-odds are added; a page number speaks loudest, then a title that names a type.

    `title_score` is 0..1 for the best type named, `has_title` is True where any heading stands.
    """
    odds = -0.6
    if title_score >= 0.3:
        odds += 1.0 + 3.5 * title_score
    elif has_title:
        odds += 1.2
    if furniture.number == 1:
        odds += 3.0
    elif furniture.number > 1:
        odds -= 5.0
    if furniture.clause > 1:
        odds -= 2.5
    if furniture.broken_start:
        odds -= 2.0
    return round(1.0 / (1.0 + math.exp(-odds)), 4)
