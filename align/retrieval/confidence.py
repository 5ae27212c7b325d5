"""How sure a translation is, without a gold dictionary.

A word's candidates share one unit of probability as a softmax of their CSLS,
``p(y | x) = exp(b csls(x, y)) / sum over y'``. The sharpness ``b`` maximises the likelihood of a
round trip, the mean over the most frequent words of ``log sum_y p(y | x) p(x | y)``. If words are
each other's clear best, a large ``b`` makes the return certain. Each word whose best candidate
leads elsewhere penalises a large ``b``. That is too soft for the way there alone, where several
candidates may be right, so a word's list is shared with twice the sharpness.

A softmax assumes that the right word is in the list. Two logistic functions of signs that need no
gold (`align.retrieval.signs`) say how far that holds:

* *absence*, the probability that no word of the other vocabulary translates the word;
* *trust*, how far the list can be believed if one does.

The probabilities of a word add up to ``(1 - absence) * trust``. The rest is for words outside the
list, and for no translation at all. The coefficients were fitted once, to words of the MUSE train
dictionaries that are in no test dictionary (benchmarks/fit_trust.py). Vectors from text that have
count vectors have coefficients of their own. How well they hold for a language that was left out of
the fit is in docs/experiments.md. If nothing was aligned, a list is trusted like one drawn at
random, and of absence nothing is said.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from align.retrieval.hubness import Candidates
from align.retrieval.signs import LOG_ROW, Signs
from embeddings.arrays import Floats, Neighbours, Rows, Scores

#: Words that `b` is fitted on: enough for one number, and frequent enough to have a translation.
_VOCABULARY = 5_000

#: Candidates that share the unit of probability of a word.
_LISTED = 10

#: Bounds of `b`: 1 is nearly uniform over differences of CSLS, 200 nearly certain.
_SHARPNESS = (1.0, 200.0)

#: How much sharper than a round trip a list is; of 1, 1.5 and 2 the best (docs/experiments.md).
_SHARPER = 2.0

#: Coefficients of `Signs.of_trust`, in their order; fitted by benchmarks/fit_trust.py.
_TRUST = (-3.40, 4.56, 0.58, 2.12, -0.32, 1.87, 0.60)

#: The same for spaces from text with count vectors.
_TRUST_COUNTED = (-5.83, 9.72, 0.33, 3.30, -0.39, 0.45, 0.48)

#: Coefficients of `Signs.of_absence`, in their order; fitted by benchmarks/fit_trust.py.
_ABSENCE = (6.51, -5.21, 0.46, -0.16, -7.67, -6.30, 2.42)

#: The same for spaces from text with count vectors.
_ABSENCE_COUNTED = (4.04, -3.43, 0.45, -0.18, -7.72, -3.17, 0.88)

#: Coefficients for unknown words: 1, the logarithm of the gain, CSLS, the logarithm of the rank.
_UNSEEN = (-1.24, 2.55, 5.44, -0.50)


def trust(signs: Signs | None, words: int, others: int, *, counted: bool = False) -> Scores:
    """Return how far the candidates of each word can be believed, (n,), if it has a translation.

    Parameters
    ----------
    signs
        The signs of the words; None if nothing was aligned (`Verdict.credit`).
    words, others
        Number of words n, and of words of the other language.
    counted
        Whether the gain is that of count vectors: vectors from text, into which letters enter, are
        near each other more often than they are translations.
    """
    if signs is None:
        return _at_random(words, others)
    return _logistic(signs.of_trust(signs.of_all), _TRUST_COUNTED if counted else _TRUST)


def absence(signs: Signs, rows: Rows, *, counted: bool = False) -> Scores:
    """Return the probability that no word of the other vocabulary translates a word, (r,).

    Parameters
    ----------
    signs
        The signs of the words.
    rows
        Rows of the words that are asked for.
    counted
        As in `trust`.
    """
    return _logistic(signs.of_absence(rows), _ABSENCE_COUNTED if counted else _ABSENCE)


def trust_unseen(
    scores: Scores, best: Neighbours, gain: float | None, others: int
) -> npt.NDArray[np.float32]:
    """Return the probability (n,) that the candidates of unknown words include a right one.

    Little is known of such a word, so the signs are fewer, and absence is part of the trust. On
    words outside the vocabulary (benchmarks/fit_unseen.py) the probability is calibrated if words
    without a known translation count too, and most have none.

    Parameters
    ----------
    scores : (n,) float32 array
        CSLS of each word's best candidate.
    best : (n,) int array
        Row of that candidate.
    gain
        Ratio of the objective to the null; None if nothing was aligned (`Verdict.credit`).
    others
        Number of words of the other language.
    """
    if gain is None:
        return _at_random(len(scores), others)
    ones = np.ones(len(scores))
    rank = np.log(best + 10) - LOG_ROW
    return _logistic(np.array((ones, ones * np.log(max(gain, 1.0)), scores, rank)), _UNSEEN)


def _at_random(words: int, others: int) -> npt.NDArray[np.float32]:
    return np.full(words, min(1.0, _LISTED / others), dtype=np.float32)


def _logistic(signs: Floats, coefficients: Sequence[float]) -> npt.NDArray[np.float32]:
    # In a form that does not overflow.
    result: npt.NDArray[np.float32] = (
        (1 + np.tanh(np.array(coefficients) @ signs / 2)) / 2
    ).astype(np.float32)
    return result


def shares(scores: Scores, sharpness: float) -> Scores:
    """Return how candidates of known words with the given scores share a unit, (n, k)."""
    return probabilities(scores, _SHARPER * sharpness)


def shares_of_groups(
    scores: npt.NDArray[np.float32], groups: Rows, n: int, sharpness: float
) -> Floats:
    """Return how the candidates of each of n words share a unit, (q,), as `shares` does for lists.

    Parameters
    ----------
    scores : (q,) float32 array
        CSLS of each candidate.
    groups : (q,) int array
        The word of each candidate, from 0 to n - 1.
    n
        The number of words.
    sharpness
        From `fit_sharpness`.
    """
    best = np.full(n, -np.inf, np.float32)
    np.maximum.at(best, groups, scores)
    weights = np.exp(_SHARPER * sharpness * (scores - best[groups]).astype(np.float64))
    result: Floats = weights / np.bincount(groups, weights, n)[groups]
    return result


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
