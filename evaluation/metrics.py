"""How well a page was read: pure functions from truth and reading to tallies that add up over pages.

All texts are compared after NFKC with blanks and line breaks dropped (`plain`). What a seal says is not part of a page's text: a reader
that reads it is neither praised nor blamed, so characters read beyond the text are forgiven as far as the seal holds them.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from rapidfuzz.distance import Levenshtein

Segment = tuple[str, str]
"""A run of text as drawn and its flags: h handwriting-like, r red ink, s partly under a seal, u a written unit number."""


LEAST_PAGES = 10
"""Fewer say nothing about other pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """`part` of `whole`, both counts. Tallies add up: a rate over pages is of their characters or strings, not a mean of page rates."""

    part: int = 0
    whole: int = 0

    @property
    def share(self) -> float | None:
        """Part / whole; None where nothing was asked. An order-bound error may exceed 1."""
        return self.part / self.whole if self.whole else None


def total(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    counted = list(tallies)
    return Tally(part=sum(tally.part for tally in counted), whole=sum(tally.whole for tally in counted))


def interval(tallies: Sequence[Tally]) -> tuple[float, float] | None:
    """The 95 % interval of the common share in percent, by the bootstrap over pages (Efron, 1979; 1,000 draws of a fixed lot).

    None for fewer than ten pages that are asked anything. An error that never occurred has the interval 0..0: read it as "fewer than
    one in the whole".
    """
    asked = np.array([(tally.part, tally.whole) for tally in tallies if tally.whole])
    if len(asked) < LEAST_PAGES:
        return None
    drawn = asked[np.random.default_rng(0).integers(len(asked), size=(1000, len(asked)))].sum(1)
    low, high = np.percentile(100 * drawn[:, 0] / drawn[:, 1], (2.5, 97.5))
    return float(low), float(high)


def plain(text: str) -> str:
    """The text as it is compared: NFKC, no white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def order_free(truth: str, read: str, seal: str = "") -> Tally:
    """1 - F1 of the two multisets of characters: (missing + surplus) of (true + read) characters.

    With M characters in common F1 = 2M / (true + read). Surplus that the seal holds does not count as read.
    """
    true, got, stamp = Counter(plain(truth)), Counter(plain(read)), Counter(plain(seal))
    missing, surplus = (true - got).total(), ((got - true) - stamp).total()
    common = true.total() - missing
    return Tally(part=missing + surplus, whole=true.total() + common + surplus)


def order_bound(truth: str, read: str, seal: str = "") -> Tally:
    """CER: Levenshtein distance (each insertion, deletion, substitution costs 1) of true characters.

    An inserted character is forgiven where it is surplus, more often read than true, and stands in the seal; text moved elsewhere on
    the page is no surplus and never forgiven.
    """
    true, got = plain(truth), plain(read)
    edits = Levenshtein.editops(true, got)
    inserted = Counter(got[edit.dest_pos] for edit in edits if edit.tag == "insert")
    forgiven = inserted & (Counter(got) - Counter(true)) & Counter(plain(seal))
    return Tally(part=len(edits) - forgiven.total(), whole=len(true))


def substring_distance(wanted: str, text: str) -> int:
    """The least Levenshtein distance of `wanted` to any substring of `text`, at most len(wanted).

    Sellers, "The theory and computation of evolutionary distances", 1980: the dynamic programme whose first row is 0. Row by row; the
    run of insertions along a row is a running minimum.
    """
    if wanted in text:
        return 0
    letters = np.array([ord(char) for char in text], np.int32)
    along = np.arange(len(text) + 1)
    row = np.zeros(len(text) + 1, np.int64)
    for number, char in enumerate(wanted, start=1):
        best = np.minimum(row[1:] + 1, row[:-1] + (letters != ord(char)))
        row = np.minimum.accumulate(np.concatenate(([number], best)) - along) + along
    return int(row.min())


def segment_error(segments: Iterable[Segment], read: str) -> Tally:
    """Edits to the nearest substring of the read text, of the segments' characters; 1 - share is the segment recall."""
    got = plain(read)
    wanted = [plain(text) for text, _ in segments]
    return Tally(part=sum(substring_distance(text, got) for text in wanted), whole=sum(map(len, wanted)))


def units_found(units: Sequence[str], read: str) -> Tally:
    """How many of the written unit numbers stand in the read text, character by character.

    A string that is due twice must stand there twice. A digit or Latin letter right before it, or a digit right after it, makes it
    another number: 12号楼 does not hold 2号楼. Blanks inside do not matter.
    """
    text = unicodedata.normalize("NFKC", read)
    due = Counter(unit for unit in map(plain, units) if unit)
    found = sum(min(times, len(_standing(unit).findall(text))) for unit, times in due.items())
    return Tally(part=found, whole=due.total())


def _standing(unit: str) -> re.Pattern[str]:
    before = r"(?<![0-9A-Za-z])" if re.match(r"[0-9A-Za-z]", unit) else ""
    after = r"(?!\d)" if re.search(r"[0-9]$", unit) else ""
    return re.compile(before + r"\s*".join(map(re.escape, unit)) + after)


@dataclass(frozen=True, slots=True, kw_only=True)
class SkewErrors:
    """Errors in degrees over the pages whose skew the reader claims to know (`known` of `pages`); None where it claims none."""

    known: int
    pages: int
    mean: float | None
    p95: float | None
    largest: float | None


def skew_errors(pairs: Iterable[tuple[float, float | None]]) -> SkewErrors:
    """Mean, 95th percentile (linear between ranks) and largest of |true - read|; None is a reading that does not claim to know."""
    pages = list(pairs)
    errors = [abs(true - read) for true, read in pages if read is not None]
    if not errors:
        return SkewErrors(known=0, pages=len(pages), mean=None, p95=None, largest=None)
    p95 = float(np.percentile(errors, 95))
    return SkewErrors(known=len(errors), pages=len(pages), mean=sum(errors) / len(errors), p95=p95, largest=max(errors))
