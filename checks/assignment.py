"""The best one-to-one assignment of a block, and which parts of it are no more than a guess."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_MARGIN = 0.25
"""Points by which an assignment must beat any other to be taken for certain."""
_NEVER = -1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Rows and columns that could be paired otherwise just as well: which is which is not known, only how many there are."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """Certain pairs of row and column, in order, and the ties."""

    pairs: tuple[tuple[int, int], ...]
    ties: tuple[Tie, ...]


def assign(points: NDArray[np.float64], least: float) -> Assigned:
    """Pair rows with columns so that the sum of points above `least` is the greatest; a pair below `least` is never made.

    Every row and column may also stay alone, for no points. A pair is certain where every assignment within a margin of the best has
    it: in the graph whose arcs lead from a row to another row's column and cost what that exchange loses, no cycle through it costs next
    to nothing. The cycles are found as strongly connected components over the arcs of (nearly) no reduced cost; the potentials are
    shortest distances (the duals of the assignment, Ahuja, Magnanti, Orlin, Network Flows, 1993, ch. 12).
    """
    rows, columns = points.shape
    if rows == columns == 1:
        return Assigned(pairs=((0, 0),) if points[0, 0] >= least else (), ties=())
    from scipy.optimize import linear_sum_assignment
    from scipy.sparse.csgraph import connected_components

    size = rows + columns
    gains = np.full((size, size), _NEVER)  # a row's own empty column lies behind the columns, a column's own empty row below the rows
    gains[:rows, :columns] = np.where(points >= least, points - least + 4 * _MARGIN, _NEVER)
    gains[np.arange(rows), columns + np.arange(rows)] = 0.0
    gains[rows + np.arange(columns), np.arange(columns)] = 0.0
    gains[rows:, columns:] = 0.0
    _, chosen = linear_sum_assignment(gains, maximize=True)
    losses = gains[np.arange(size), chosen][:, None] - gains[:, chosen]  # [i, j]: what row i loses by taking row j's column
    far = _distances(losses)
    tight = losses + far[:, None] - far[None, :] <= _MARGIN
    _, groups = connected_components(tight, directed=True, connection="strong")
    tight &= groups[:, None] == groups[None, :]
    either = np.zeros((size, size), dtype=bool)  # real rows, then real columns: who may be paired with whom
    for row, at in zip(*np.nonzero(tight[:rows]), strict=True):
        if chosen[at] < columns:
            either[row, rows + chosen[at]] = True
    count, parts = connected_components(either, directed=False)
    return _told(rows, chosen, [np.flatnonzero(parts == part) for part in range(count)])


def _distances(losses: NDArray[np.float64]) -> NDArray[np.float64]:
    """Shortest distances from a source with free arcs to every row (Bellman and Ford); no cycle is negative in a best assignment."""
    distances = np.zeros(len(losses))
    for _ in range(len(losses)):
        shorter = np.minimum(distances, (distances[:, None] + losses).min(axis=0))
        if np.allclose(shorter, distances, rtol=0.0, atol=1e-9):
            break
        distances = shorter
    return distances


def _told(rows: int, chosen: NDArray[np.int64], parts: list[NDArray[np.int64]]) -> Assigned:
    """A part of one row and the column chosen for it is a certain pair; a larger one is a tie; a lone row or column stays alone."""
    pairs: list[tuple[int, int]] = []
    ties: list[Tie] = []
    for part in parts:
        own = tuple(int(at) for at in part if at < rows)
        theirs = tuple(int(at) - rows for at in part if at >= rows)
        if len(own) == len(theirs) == 1 and chosen[own[0]] == theirs[0]:
            pairs.append((own[0], theirs[0]))
        elif own and theirs:
            ties.append(Tie(rows=own, columns=theirs))
    return Assigned(pairs=tuple(sorted(pairs)), ties=tuple(sorted(ties, key=lambda tie: tie.rows)))
