"""Labels that cannot be right: papers that clearly are of another type, and like papers that bear different types.

Clear is a heading that names a type, or a page that the shipped model reads so surely that one in ten such readings is wrong at most. A
clerk errs now and then: a paper whose heading contradicts its label is left out and named. A sure reading that people correct is worth
learning and never left out. Where either is more than now and then the whole lot is not learnt from.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix
from scipy.stats import binomtest

from classifiers.combine import PageEvidence
from classifiers.train import Example

_CLEAR = 0.9
"""Title score from which a heading leaves no doubt what it names."""
_OTHERWISE = 0.5
"""Title score under which the heading does not name the label's type as well."""
_ALIKE = 0.6
"""Cosine from which two papers are compared."""
_SURELY_READ = 0.9
"""Calibrated type confidence of the shipped model from which a page is clear without a heading."""
_USUAL, _USUAL_OF_A_TYPE, _USUAL_AMONG_ALIKE = 0.1, 0.2, 0.3
"""Shares of contradicting or differing labels that may happen: of all clear papers, of those of one type, of most alike papers."""
_SURE = 0.01
"""Chance at which more than the usual share is no accident."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradicted:
    """A document filed as `label` whose heading names `named`."""

    document: int
    label: str
    named: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelDoubts:
    """What speaks against the labels.

    `contradicted`: documents to leave out and look at, since their heading names another type. `clear`: documents that are clear by heading
    or reading; `doubted` of them bear another label. `worst`: label, clear type, documents so labelled wrongly and all of that type where
    this is systematic, None where it is not. `alike` papers were compared with their most alike one, `differing` of them bear another type.
    `systematic` and `random` say whether that is more than accident.
    """

    contradicted: tuple[Contradicted, ...]
    clear: int
    doubted: int
    worst: tuple[str, str, int, int] | None
    alike: int
    differing: int

    @property
    def random(self) -> bool:
        """Whether like papers bear different types too often."""
        return more_than(self.differing, self.alike, _USUAL_AMONG_ALIKE)

    @property
    def systematic(self) -> bool:
        """Whether clear papers bear other labels too often, of all or of one type."""
        return self.worst is not None or more_than(self.doubted, self.clear, _USUAL)


def more_than(count: int, of: int, usual: float) -> bool:
    """Whether `count` of `of` is more than the usual share by more than chance; at least three."""
    return count >= 3 and bool(binomtest(count, of, usual, alternative="greater").pvalue < _SURE)


def doubt_labels(
    rows: Sequence[Example],
    evidence: Sequence[PageEvidence],
    readings: Sequence[tuple[str, float]],
    pages: csr_matrix,
    order: Sequence[str],
) -> LabelDoubts:
    """Look at each document's first page.

    `readings` are the shipped model's (type, calibrated confidence), `order` is the taxonomy's, `pages` are the rows' features of
    length 1.
    """
    firsts = [i for i, row in enumerate(rows) if row.starts and not row.cut]
    contradicted, doubted, clear = [], [], Counter[str]()
    for i in firsts:
        label, heading = rows[i].doc_type, _named(evidence[i], order)
        named = heading or (readings[i][0] if readings[i][1] >= _SURELY_READ else "")
        if not named:
            continue
        clear[named] += 1
        if named != label and evidence[i].title[order.index(label)] < _OTHERWISE:
            doubted.append((label, named))
            if heading:
                contradicted.append(Contradicted(document=rows[i].document, label=label, named=named))
    alike, differing = _alike(pages[firsts], [rows[i].doc_type for i in firsts])
    return LabelDoubts(
        contradicted=tuple(contradicted),
        clear=clear.total(),
        doubted=len(doubted),
        worst=_worst(doubted, clear),
        alike=alike,
        differing=differing,
    )


def _named(evidence: PageEvidence, order: Sequence[str]) -> str:
    best = int(np.argmax(evidence.title))
    return order[best] if evidence.title[best] >= _CLEAR else ""


def _worst(doubted: Sequence[tuple[str, str]], clear: Counter[str]) -> tuple[str, str, int, int] | None:
    """The commonest wrong label of a type whose clear papers bear other labels more than usual: label, type, count, clear papers."""
    for named, count in Counter(named for _, named in doubted).most_common():
        if more_than(count, clear[named], _USUAL_OF_A_TYPE):
            label, _ = Counter(label for label, other in doubted if other == named).most_common(1)[0]
            return label, named, count, clear[named]
    return None


def _alike(pages: csr_matrix, labels: Sequence[str]) -> tuple[int, int]:
    if not labels:
        return 0, 0
    near = (pages @ pages.T).toarray()
    np.fill_diagonal(near, 0.0)
    best = near.argmax(axis=1)
    pairs = [(i, int(j)) for i, j in enumerate(best) if near[i, j] >= _ALIKE]
    return len(pairs), sum(labels[i] != labels[j] for i, j in pairs)
