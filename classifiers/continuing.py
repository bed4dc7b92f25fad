"""Continue from weights that are good already: the same regression, held near them instead of near zero."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.linalg import cholesky, solve_triangular
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import logsumexp

from classifiers.model import BUCKETS, Floats, Weights

_UNHEARD_OF = 3.0
"""Log-odds by which a new type starts below the rarest known one: its own n-grams must speak for it."""
_JITTER = 1e-6
"""Added to each page's product with itself, so that two equal pages do no harm."""


def continue_weights(
    prior: Weights, pages: csr_matrix, labels: Sequence[str], share: Sequence[float], *, types: tuple[str, ...], strength: float
) -> Weights:
    """Weights of `types` that make the labels likely and stay near the prior's.

    Minimises strength · Σ share · (−ln p(label)) + ½ ‖W − W₀‖², the bias counting as one more weight; `pages` is (n, BUCKETS), `share` how
    much each page counts. A type that the prior lacks starts from zero weights and below the prior's least bias; one not in `types` is
    dropped.
    What the pages say nothing of stays exactly the prior's. The change of the weights is a combination of the n pages, so the search is
    over (n, types) numbers and takes n² memory.
    """
    start, bias = _start(prior, types)
    kernel = (pages @ pages.T).toarray() + 1.0
    kernel[np.diag_indices_from(kernel)] += _JITTER
    root = cholesky(kernel, lower=True)
    truth = np.array([types.index(label) for label in labels])
    counts = np.asarray(share, dtype=np.float64)
    change = _search(pages @ start.T + bias + _often(truth, counts, len(types)), root, truth, counts, strength)
    mixture = solve_triangular(root.T, change, lower=False)
    return Weights(
        types=types,
        matrix=(start + (pages.T @ mixture).T).astype(np.float16).astype(np.float32),
        bias=(bias + mixture.sum(axis=0)).astype(np.float32),
        tag="training",
    )


def _start(prior: Weights, types: tuple[str, ...]) -> tuple[Floats, Floats]:
    matrix, bias = np.zeros((len(types), BUCKETS)), np.full(len(types), float(prior.bias.min()) - _UNHEARD_OF)
    for row, code in enumerate(types):
        if code in prior.types:
            matrix[row] = prior.matrix[prior.types.index(code)]
            bias[row] = prior.bias[prior.types.index(code)]
    return matrix, bias


def _often(truth: npt.NDArray[np.int64], share: Floats, types: int) -> Floats:
    """Logarithm of how often each type occurs, added while fitting and left out afterwards (logit adjustment, Menon et al. 2021).

    So what is reviewed often is not thought likelier on every page: how often people saw a type says who reviewed what.
    """
    total = np.bincount(truth, weights=share, minlength=types)
    result: Floats = np.log(np.maximum(total, 1.0) / max(float(total.mean()), 1.0))
    return result


def _search(scores: Floats, root: Floats, truth: npt.NDArray[np.int64], share: Floats, strength: float) -> Floats:
    """The change in coordinates in which its penalty is its plain length: scores + root @ change."""
    rows = np.arange(len(truth))

    def loss(flat: Floats) -> tuple[float, Floats]:
        change = flat.reshape(scores.shape)
        total = scores + root @ change
        normal = logsumexp(total, axis=1)
        error = np.exp(total - normal[:, None])
        error[rows, truth] -= 1.0
        nll = float(np.sum(share * (normal - total[rows, truth])))
        slope = strength * (root.T @ (error * share[:, None])) + change
        return strength * nll + 0.5 * float(flat @ flat), slope.ravel()

    found = minimize(loss, np.zeros(scores.size), jac=True, method="L-BFGS-B", options={"maxiter": 300, "ftol": 1e-6})
    result: Floats = found.x.reshape(scores.shape)
    return result


def model_scores(weights: Weights, pages: csr_matrix, order: Sequence[str]) -> Floats:
    """Natural logarithm of the model's probabilities, (pages, order); NaN for a type it does not know. log_probabilities, all at once."""
    scores = pages @ weights.matrix.T.astype(np.float64) + weights.bias
    known = scores - logsumexp(scores, axis=1, keepdims=True)
    column = {code: i for i, code in enumerate(weights.types)}
    result = np.full((pages.shape[0], len(order)), np.nan)
    for i, code in enumerate(order):
        if code in column:
            result[:, i] = known[:, column[code]]
    return result
