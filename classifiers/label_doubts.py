"""Labels that cannot be right: a paper whose own heading names another type, and like papers that bear different types.

A clerk errs now and then; such papers are left out and named. Where it is more than now and then the whole lot is not learnt from.
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
_USUAL, _USUAL_OF_A_TYPE, _USUAL_AMONG_ALIKE = 0.05, 0.2, 0.3
"""Shares of wrong or differing labels that may happen: of clear headings, of the headings of one type, of most alike papers."""
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

    `contradicted`: documents to leave out and look at. `headed`: documents with a clear heading. `worst`: the label and the named type of
    a systematic contradiction, None where there is none. `alike` papers were compared with their most alike one, `differing` of them bear
    another type. `systematic` and `random` say whether that is more than accident.
    """

    contradicted: tuple[Contradicted, ...]
    headed: int
    worst: tuple[str, str, int, int] | None
    alike: int
    differing: int

    @property
    def random(self) -> bool:
        """Whether like papers bear different types too often."""
        return more_than(self.differing, self.alike, _USUAL_AMONG_ALIKE)

    @property
    def systematic(self) -> bool:
        """Whether headings are contradicted too often, of all or of one type."""
        return self.worst is not None or more_than(len(self.contradicted), self.headed, _USUAL)


def more_than(count: int, of: int, usual: float) -> bool:
    """Whether `count` of `of` is more than the usual share by more than chance; at least three."""
    return count >= 3 and bool(binomtest(count, of, usual, alternative="greater").pvalue < _SURE)


def doubt_labels(rows: Sequence[Example], evidence: Sequence[PageEvidence], pages: csr_matrix, order: Sequence[str]) -> LabelDoubts:
    """Look at each document's first page; `order` is the taxonomy's, `pages` are the rows' features of length 1."""
    firsts = [i for i, row in enumerate(rows) if row.starts and not row.cut]
    contradicted, headed = [], Counter[str]()
    for i in firsts:
        named = _named(evidence[i], order)
        if named:
            headed[named] += 1
            if named != rows[i].doc_type and evidence[i].title[order.index(rows[i].doc_type)] < _OTHERWISE:
                contradicted.append(Contradicted(document=rows[i].document, label=rows[i].doc_type, named=named))
    alike, differing = _alike(pages[firsts], [rows[i].doc_type for i in firsts])
    return LabelDoubts(
        contradicted=tuple(contradicted), headed=headed.total(), worst=_worst(contradicted, headed), alike=alike, differing=differing
    )


def _named(evidence: PageEvidence, order: Sequence[str]) -> str:
    best = int(np.argmax(evidence.title))
    return order[best] if evidence.title[best] >= _CLEAR else ""


def _worst(contradicted: Sequence[Contradicted], headed: Counter[str]) -> tuple[str, str, int, int] | None:
    """The commonest wrong label of a type whose headings are contradicted more than usual: label, named, count, headed so."""
    for named, count in Counter(item.named for item in contradicted).most_common():
        if more_than(count, headed[named], _USUAL_OF_A_TYPE):
            label, _ = Counter(item.label for item in contradicted if item.named == named).most_common(1)[0]
            return label, named, count, headed[named]
    return None


def _alike(pages: csr_matrix, labels: Sequence[str]) -> tuple[int, int]:
    if not labels:
        return 0, 0
    near = (pages @ pages.T).toarray()
    np.fill_diagonal(near, 0.0)
    best = near.argmax(axis=1)
    pairs = [(i, int(j)) for i, j in enumerate(best) if near[i, j] >= _ALIKE]
    return len(pairs), sum(labels[i] != labels[j] for i, j in pairs)
