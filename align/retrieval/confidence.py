"""How sure a translation is, without a gold dictionary.

A word's candidates share one unit of probability as a softmax of their CSLS,
``p(y | x) = exp(b csls(x, y)) / sum over y'``. The sharpness ``b`` is the one under which going to
the other language and coming back is likeliest: it maximises the mean over the most frequent words
of ``log sum_y p(y | x) p(x | y)``. Where words are each other's clear best, a large ``b`` makes the
return certain; each word whose best candidate leads elsewhere makes a large ``b`` pay.

A softmax takes for granted that the right word is listed. How far that can be trusted is a logistic
function of what can be seen without gold: how far the objective came above the null, whether the
two words choose each other, how frequent both are, and how high the CSLS is. Its coefficients were
fitted once, to the MUSE train dictionaries of English with French, Finnish and Russian, both ways,
and hold for every pair: left out of the fit, a language is still within 0.1 (docs/method.md). So a
word's probabilities add up to that trust, and the rest is for what is not listed. Where nothing was
aligned, a list is trusted as one that was drawn by lot.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from align.retrieval.hubness import Candidates
from embeddings.arrays import Neighbours, Scores

#: The words that `b` is fitted on: enough to fit one number, and frequent enough to have a
#: translation.
_VOCABULARY = 5_000

#: Candidates of a word that share its unit of probability.
_LISTED = 10

#: Where `b` is sought: 1 is all but uniform over differences of CSLS, 200 all but certain.
_SHARPNESS = (1.0, 200.0)

#: Of `trust`, in its order: benchmarks/fit_trust.py.
_TRUST = (-1.24, 2.55, 0.30, 5.44, 0.37, -0.50)

#: Logarithms of the row in a vocabulary are counted from that of about the thousandth word.
_LOG_ROW = 7.0
_ORDINARY_ROW = round(np.exp(_LOG_ROW)) - 10


def trust(forward: Candidates, backward: Candidates, gain: float | None) -> npt.NDArray[np.float32]:
    """Return the chance (n,) that the candidates of each word hold a right one.

    Parameters
    ----------
    forward
        Candidates of n source words.
    backward
        Candidates of m target words.
    gain
        How many times the null the objective is; None if nothing was aligned (`Verdict.credit`).
    """
    if gain is None:
        return _by_lot(len(forward.rows), len(backward.rows))
    return _trust(signs(forward, backward, gain))


def trust_unseen(
    scores: Scores, best: Neighbours, gain: float | None, others: int
) -> npt.NDArray[np.float32]:
    """Return the chance (n,) that the candidates of words never seen hold a right one.

    They are taken as chosen by none, and for no rarer than the thousandth word: rare words were
    right more often than others of the same CSLS where they were measured, but those were known.
    Measured on words that are truly not in a vocabulary (benchmarks/fit_unseen.py) the chance is
    right with those among them whose translation is not known either, as of most it is not.

    Parameters
    ----------
    scores : (n,) float32 array
        CSLS of each word's best candidate.
    best : (n,) int array
        Its row.
    gain
        As `trust` has it.
    others
        How many words the other language has.
    """
    if gain is None:
        return _by_lot(len(scores), others)
    chosen, rows = np.zeros(len(scores), dtype=bool), np.full(len(scores), _ORDINARY_ROW)
    return _trust(_signs(gain, chosen, scores, rows, best))


def _by_lot(words: int, others: int) -> npt.NDArray[np.float32]:
    return np.full(words, min(1.0, _LISTED / others), dtype=np.float32)


def _trust(signs: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    # The logistic function, in the form that does not overflow.
    result: npt.NDArray[np.float32] = ((1 + np.tanh(np.array(_TRUST) @ signs / 2)) / 2).astype(
        np.float32
    )
    return result


def signs(forward: Candidates, backward: Candidates, gain: float) -> npt.NDArray[np.float64]:
    """Return what `trust` goes by, (6, n): a row for each coefficient, from the same arguments."""
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
            np.log(rows + 10) - _LOG_ROW,
            np.log(best + 10) - _LOG_ROW,
        )
    )


def probabilities(scores: Scores, sharpness: float) -> Scores:
    """Return how (n, k) candidates share a unit of probability, from their CSLS (n, k)."""
    above = np.exp(sharpness * (scores - scores.max(axis=1, keepdims=True)))
    result: Scores = (above / above.sum(axis=1, keepdims=True)).astype(np.float32)
    return result


def fit_sharpness(forward: Candidates, backward: Candidates) -> float:
    """Return the sharpness under which the way there and back is likeliest.

    Parameters
    ----------
    forward, backward
        Candidates of the source and of the target words; the first ten of each word count.
    """
    from scipy.optimize import minimize_scalar

    first = slice(_VOCABULARY), slice(_LISTED)
    there, there_scores = forward.rows[first], forward.scores[first]
    # Where on its candidate's list the word itself stands: (n, k, k), at most once in a list.
    home = backward.rows[there, :_LISTED] == np.arange(len(there))[:, None, None]

    def loss(sharpness: float) -> float:
        back = probabilities(backward.scores[:, :_LISTED], sharpness)[there]
        returned = (back * home).sum(axis=2)
        return -_mean_log((probabilities(there_scores, sharpness) * returned).sum(axis=1))

    return float(minimize_scalar(loss, bounds=_SHARPNESS, method="bounded").x)


def _mean_log(chance: npt.NDArray[np.float32]) -> float:
    """Return the mean logarithm, without the words that no `b` could help to return."""
    return float(np.log(np.maximum(chance[chance > 0], 1e-12)).mean())
