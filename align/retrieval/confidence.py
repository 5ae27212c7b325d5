"""How sure a translation is, without a gold dictionary.

A word's candidates share one unit of probability as a softmax of their CSLS,
``p(y | x) = exp(b csls(x, y)) / sum over y'``. The sharpness ``b`` maximises the likelihood of a
round trip, the mean over the most frequent words of ``log sum_y p(y | x) p(x | y)``. If words are
each other's clear best, a large ``b`` makes the return certain. Each word whose best candidate
leads elsewhere penalises a large ``b``.

A softmax assumes that the right word is in the list. The trust in a list is a logistic function of
signs that need no gold: the ratio of the objective to the null, whether the two words are mutual
nearest neighbours, both frequencies, and CSLS. Its coefficients were fitted once, to the MUSE train
dictionaries of English with French, Finnish and Russian in both directions. They hold for other
pairs: a language left out of the fit is still within 0.1 (docs/experiments.md). The probabilities
of a word add up to its trust; the rest is for words outside the list. If nothing was aligned, a
list is trusted like one drawn at random.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from align.retrieval.hubness import Candidates
from embeddings.arrays import Neighbours, Scores

#: Words that `b` is fitted on: enough for one number, and frequent enough to have a translation.
_VOCABULARY = 5_000

#: Candidates that share the unit of probability of a word.
_LISTED = 10

#: Bounds of `b`: 1 is nearly uniform over differences of CSLS, 200 nearly certain.
_SHARPNESS = (1.0, 200.0)

#: Coefficients of the signs, in their order; fitted by benchmarks/fit_trust.py.
_TRUST = (-1.24, 2.55, 0.30, 5.44, 0.37, -0.50)

#: The same for spaces from text with count vectors, fitted to P@1 of eight models of English with
#: German, Spanish and French novels of 1 to 5 million words (docs/experiments.md).
_TRUST_COUNTED = (-2.38, 2.97, -0.53, 6.69, 0.24, -0.46)

#: Log rows in a vocabulary are measured from this one, of about the thousandth word.
LOG_ROW = 7.0
_ORDINARY_ROW = round(np.exp(LOG_ROW)) - 10


def trust(
    forward: Candidates, backward: Candidates, gain: float | None, *, counted: bool = False
) -> npt.NDArray[np.float32]:
    """Return the probability (n,) that the candidates of each word include a right one.

    Parameters
    ----------
    forward
        Candidates of n source words.
    backward
        Candidates of m target words.
    gain
        Ratio of the objective to the null; None if nothing was aligned (`Verdict.credit`).
    counted
        Whether the gain is that of count vectors: vectors from text, into which letters enter, are
        near each other more often than they are translations.
    """
    if gain is None:
        return _at_random(len(forward.rows), len(backward.rows))
    return _trust(signs(forward, backward, gain), _TRUST_COUNTED if counted else _TRUST)


def trust_unseen(
    scores: Scores, best: Neighbours, gain: float | None, others: int
) -> npt.NDArray[np.float32]:
    """Return the probability (n,) that the candidates of unknown words include a right one.

    An unknown word counts as nobody's nearest neighbour, and as the thousandth word in frequency.
    Rare words were right more often than others of the same CSLS, but those were known words.
    On words outside the vocabulary (benchmarks/fit_unseen.py) the probability is calibrated if
    words without a known translation count too, and most have none.

    Parameters
    ----------
    scores : (n,) float32 array
        CSLS of each word's best candidate.
    best : (n,) int array
        Row of that candidate.
    gain
        As in `trust`.
    others
        Number of words of the other language.
    """
    if gain is None:
        return _at_random(len(scores), others)
    mutual, rows = np.zeros(len(scores), dtype=bool), np.full(len(scores), _ORDINARY_ROW)
    return _trust(_signs(gain, mutual, scores, rows, best))


def _at_random(words: int, others: int) -> npt.NDArray[np.float32]:
    return np.full(words, min(1.0, _LISTED / others), dtype=np.float32)


def _trust(
    signs: npt.NDArray[np.float64], coefficients: Sequence[float] = _TRUST
) -> npt.NDArray[np.float32]:
    # The logistic function, in a form that does not overflow.
    result: npt.NDArray[np.float32] = (
        (1 + np.tanh(np.array(coefficients) @ signs / 2)) / 2
    ).astype(np.float32)
    return result


def signs(forward: Candidates, backward: Candidates, gain: float) -> npt.NDArray[np.float64]:
    """Return the signs (6, n) behind `trust`, a row for each coefficient."""
    rows, best = np.arange(len(forward.rows)), forward.rows[:, 0]
    return _signs(gain, backward.rows[best, 0] == rows, forward.scores[:, 0], rows, best)


def _signs(
    gain: float, mutual: npt.NDArray[np.bool_], scores: Scores, rows: Neighbours, best: Neighbours
) -> npt.NDArray[np.float64]:
    return np.array(
        (
            np.ones(len(rows)),
            np.full(len(rows), np.log(max(gain, 1.0))),
            mutual,
            scores,
            np.log(rows + 10) - LOG_ROW,
            np.log(best + 10) - LOG_ROW,
        )
    )


def probabilities(scores: Scores, sharpness: float) -> Scores:
    """Return the softmax (n, k) of CSLS (n, k): how candidates share a unit of probability."""
    weights = np.exp(sharpness * (scores - scores.max(axis=1, keepdims=True)))
    result: Scores = (weights / weights.sum(axis=1, keepdims=True)).astype(np.float32)
    return result


def fit_sharpness(forward: Candidates, backward: Candidates) -> float:
    """Return the sharpness under which a round trip is likeliest.

    Parameters
    ----------
    forward, backward
        Candidates of the source and of the target words; the first ten of each word count.
    """
    from scipy.optimize import minimize_scalar

    first = slice(_VOCABULARY), slice(_LISTED)
    rows, scores = forward.rows[first], forward.scores[first]
    # Whether a candidate of a candidate is the word itself: (n, k, k), at most once in a list.
    home = backward.rows[rows, :_LISTED] == np.arange(len(rows))[:, None, None]

    def loss(sharpness: float) -> float:
        shares = probabilities(backward.scores[:, :_LISTED], sharpness)[rows]
        returned = (shares * home).sum(axis=2)
        return -_mean_log((probabilities(scores, sharpness) * returned).sum(axis=1))

    return float(minimize_scalar(loss, bounds=_SHARPNESS, method="bounded").x)


def _mean_log(chances: npt.NDArray[np.float32]) -> float:
    """Return the mean logarithm of the chances above 0: no `b` can change the others."""
    return float(np.log(np.maximum(chances[chances > 0], 1e-12)).mean())
