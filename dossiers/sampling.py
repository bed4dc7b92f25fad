"""Which filed documents are put before a person: a keyed hash decides, so that a draw can be repeated and nobody can foresee it."""

import hashlib
import hmac
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.ids import DocumentId, DrawId
from domain.taxonomy import Category

_DIGITS = 1 << 64

TIGHTER = 0.5
"""What a broken promise multiplies a category's factor by."""
TIGHTEST = 1.0 / 16.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunity:
    """One chance that documents had of being sampled: those filed from `since` (inclusive) until `until` (exclusive), of `category` or any.

    `draw` is its number; times in seconds since 1970; `share` is each one's probability, 0..1.
    """

    draw: DrawId
    since: float
    until: float
    category: Category | None
    share: float

    def meets(self, filed_at: float, category: Category) -> bool:
        """Whether a document filed then in that category had this chance."""
        return self.since <= filed_at < self.until and self.category in {None, category}


def lot(key: str, document_id: DocumentId) -> float:
    """The document's lot under a key: the first 64 bits of HMAC-SHA256 over its number, 0 <= lot < 1."""
    digest = hmac.digest(key.encode(), str(document_id).encode(), "sha256")
    return int.from_bytes(digest[:8], "big") / _DIGITS


def chosen(key: str, document_id: DocumentId, share: float) -> bool:
    """Whether a document is sampled as it is filed: each with the probability `share` (0..1), independently of all others."""
    return lot(key, document_id) < share


def draw(key: str, population: Iterable[DocumentId], count: int) -> tuple[DocumentId, ...]:
    """A simple random sample without replacement: the `count` documents of the smallest lots, in that order; all where there are fewer."""
    return tuple(sorted(population, key=lambda each: (lot(key, each), each))[:count])


def fingerprint(population: Iterable[DocumentId]) -> str:
    """SHA-256 of the population's numbers in order, by which a draw can be checked later."""
    return hashlib.sha256("\n".join(str(each) for each in sorted(population)).encode()).hexdigest()


def weight(drawn_by: DrawId, filed_at: float, category: Category, chances: Sequence[Opportunity]) -> float:
    """How many filed documents a sampled one stands for: 1 over its probability of being in the sample by any of its chances.

    A chance that came after the document was drawn counts as well: it would have had it. Source: Horvitz and Thompson (1952).
    """
    missed = math.prod(1.0 - each.share for each in chances if each.draw == drawn_by or each.meets(filed_at, category))
    return 1.0 / (1.0 - missed)


def tightened(factor: float) -> float:
    """The factor after one more broken promise, never below TIGHTEST."""
    return max(TIGHTEST, factor * TIGHTER)
