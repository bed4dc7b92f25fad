"""Form labels: columns and fields that only one kind of form carries, found where labels stand and not in running text."""

import math
import re
from collections import Counter

from classifiers.lines import compact
from domain.taxonomy import Taxonomy
from domain.text import OcrPage

_NUMBERED = re.compile(r"^[0-9一二三四五六七八九十]{1,2}(?=[^0-9年月日])")


class LabelMatcher:
    """Counts each type's form labels on a page; built once from the taxonomy.

    A label shared by several types counts less for each (inverse document frequency over the types).
    """

    def __init__(self, taxonomy: Taxonomy) -> None:
        shared = Counter(compact(label) for doc_type in taxonomy.types for label in set(doc_type.labels))
        total = max(len(taxonomy.types), 2)
        self._weights = {label: math.log(total / count) / math.log(total) for label, count in shared.items()}
        self._labels = tuple(
            (doc_type.code, tuple(compact(label) for label in doc_type.labels)) for doc_type in taxonomy.types if doc_type.labels
        )

    def scores(self, page: OcrPage) -> tuple[tuple[str, float], ...]:
        """Sum of the weights of each type's labels found, at most 4; types without one are left out; best first."""
        cells = "".join(f"\n{cell}" for cell in label_cells(page))
        found = []
        for code, labels in self._labels:
            score = sum(self._weights[label] for label in labels if f"\n{label}" in cells)
            if score > 0:
                found.append((code, min(round(score, 4), 4.0)))
        return tuple(sorted(found, key=lambda pair: (-pair[1], pair[0])))


def label_cells(page: OcrPage) -> tuple[str, ...]:
    """The compact beginnings of form cells: words, and what follows a blank inside one, up to 12 characters each."""
    cells = set()
    for line in page.lines:
        for word in line.words:
            for piece in re.split(r"\s+|(?<=[：:；;|])", word.text):
                key = compact(piece)
                cells.add(key[:12])
                cells.add(_NUMBERED.sub("", key)[:12])
        cells.add(compact(line.text)[:12])
    return tuple(sorted(cell for cell in cells if cell))
