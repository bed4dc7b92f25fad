"""Classes that were said beside the true ones."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from measures.rate import Rate, f1, rate

Said = tuple[str, str]
"""A true class and the one that was said, "" for none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """Accuracy, macro F1 and the confusion table: (true, said, how often), most frequent classes first."""

    accuracy: Rate
    macro_f1: float | None
    confusion: tuple[tuple[str, str, int], ...]


def classes(pairs: Sequence[Said]) -> Classes:
    """Measure one classification."""
    counts, size = Counter(pairs), Counter(true for true, _ in pairs)
    table = sorted(((true, said, number) for (true, said), number in counts.items()), key=lambda c: (-size[c[0]], c[0], -c[2], c[1]))
    return Classes(accuracy=rate(pairs, lambda pair: pair[0] == pair[1]), macro_f1=macro_f1(pairs), confusion=tuple(table))


def macro_f1(pairs: Sequence[Said]) -> float | None:
    """The mean of the classes' F1, each class that truly occurs weighing the same (Sokolova and Lapalme, 2009); None where none does.

    A class that is only said has no recall to measure; saying it costs the recall of the class it took the place of.
    """
    scores = [f1((true == name, said == name) for true, said in pairs) for name in sorted({true for true, _ in pairs})]
    known = [score for score in scores if score is not None]
    return sum(known) / len(known) if known else None
