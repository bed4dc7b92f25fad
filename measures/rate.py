"""Counts of right answers, and the F1 of two of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """`right` of `total`."""

    right: int
    total: int

    @property
    def share(self) -> float:
        """Right / total, 0..1; 1 where nothing was asked."""
        return self.right / self.total if self.total else 1.0


def rate(cases: Iterable[T], right: Callable[[T], bool]) -> Rate:
    """How many of the cases are right."""
    answers = [right(case) for case in cases]
    return Rate(right=sum(answers), total=len(answers))


def f1(pairs: Iterable[tuple[bool, bool]]) -> float | None:
    """F1 = 2 TP / (2 TP + FP + FN) over (is, is said to be); None where neither occurs."""
    both = [(truth, said) for truth, said in pairs if truth or said]
    right = sum(truth and said for truth, said in both)
    return 2 * right / (len(both) + right) if both else None
