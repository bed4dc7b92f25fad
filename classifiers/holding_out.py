"""Which reviewed pages are kept from a fit, so that it is judged on papers it never saw.

Papers are dealt into folds: each fold's pages are judged by weights that were fitted on the other folds. All pages of a document stay
together, so do documents with nearly the same text (a copy scanned twice), and where the papers come from two estates or more, all
papers of an estate.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from classifiers.train import Example

T = TypeVar("T", bound=Hashable)

MOST_FOLDS = 5
NEARLY_THE_SAME = 0.985
"""Cosine of two pages' features from which they count as one paper; two forms of one print filled in by hand stay below it."""


def deal(rows: Sequence[Example], pages: csr_matrix) -> tuple[int, ...]:
    """The fold of each page, from 0; `pages` are the rows' features of length 1. Deterministic.

    A type that one estate alone has is held out by documents: with its whole estate away nothing could be learnt of it.
    """
    papers = _papers(rows, pages)
    home = {paper: row.estate for paper, row in zip(papers, rows, strict=True)}
    estates = set(home.values())
    if len(estates) < 2:
        fold = _spread(Counter(papers), MOST_FOLDS)
        return tuple(fold[paper] for paper in papers)
    where: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        where[row.doc_type].add(row.estate)
    by_estate = _spread(Counter(home[paper] for paper in papers), MOST_FOLDS)
    folds = max(by_estate.values()) + 1
    alone = {paper for paper, row in zip(papers, rows, strict=True) if len(where[row.doc_type]) == 1}
    by_paper = _spread(Counter(paper for paper in papers if paper in alone), folds)
    return tuple(by_paper[paper] if paper in alone else by_estate[home[paper]] for paper in papers)


def _papers(rows: Sequence[Example], pages: csr_matrix) -> tuple[int, ...]:
    """A number for each page, the same for pages that must stay together."""
    documents = {document: i for i, document in enumerate(dict.fromkeys(row.document for row in rows))}
    of_page = np.array([documents[row.document] for row in rows])
    alike = (pages @ pages.T).tocoo()
    near = alike.data >= NEARLY_THE_SAME
    links = csr_matrix((np.ones(int(near.sum())), (of_page[alike.row[near]], of_page[alike.col[near]])), shape=(len(documents),) * 2)
    _, group = connected_components(links, directed=False)
    return tuple(int(group[i]) for i in of_page)


def _spread(sizes: Mapping[T, int], most: int) -> dict[T, int]:
    """Deal the largest first, each into the fold that holds least."""
    folds = [0] * max(1, min(most, len(sizes)))
    dealt = {}
    for key, size in sorted(sizes.items(), key=lambda pair: (-pair[1], str(pair[0]))):
        fold = folds.index(min(folds))
        folds[fold] += size
        dealt[key] = fold
    return dealt


def parts(folds: Iterable[int]) -> tuple[tuple[tuple[int, ...], tuple[int, ...]], ...]:
    """For each fold the indices outside and inside it."""
    of_page = tuple(folds)
    everything = range(len(of_page))
    return tuple(
        (tuple(i for i in everything if of_page[i] != fold), tuple(i for i in everything if of_page[i] == fold))
        for fold in range(max(of_page, default=-1) + 1)
    )
