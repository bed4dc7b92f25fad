"""The ruled lines of a page: the frames of tables and forms, underlines, separators."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A straight printed line from its left (horizontal) or upper (vertical) end to the other.

    All in pixels of the prepared page: the ends lie on the middle of the line, `thickness` is across it. It may lean a little.
    """

    x0: float
    y0: float
    x1: float
    y1: float
    thickness: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """The ruled lines found on a prepared page, dotted and broken ones as one rule each; in no promised order."""

    horizontal: tuple[Rule, ...] = ()
    vertical: tuple[Rule, ...] = ()


NO_RULING = Ruling()
