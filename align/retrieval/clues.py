"""Clues beside the vectors: how alike two words are spelled, and how frequent each of them is.

Both become log odds, that a pair is a translation and not one of its rivals. Translations are the
mutual nearest neighbours that were induced, rivals are the other candidates of those words. A
logistic function tells them apart by the clues alone; how to compare spellings it learns from the
one half of the pairs and is fitted to the other. Where a clue says nothing, as spelling does
between languages without common words, its coefficients come out near zero. No dictionary is used.

The odds are added to CSLS: the chance of a candidate rises as the exponential of CSLS times a
sharpness (`align.retrieval.confidence`), so dividing them by that sharpness puts them into units of
CSLS.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from align.lexicon import Pairs
from align.retrieval.confidence import fit_sharpness
from align.retrieval.hubness import Candidates
from align.retrieval.spelling import Compared, Spellings, read_spellings, spelled_alike
from embeddings.arrays import Rows, Scores
from embeddings.space import Space

_Numbers = npt.NDArray[np.float64]

#: What log odds of frequency and of spelling are multiplied with: best on the development pairs
#: (docs/method.md). Frequency is in part in the vectors already; and as some of the mutual
#: neighbours are no translations, the odds of spelling that they teach are too small.
_FREQUENCY_WEIGHT, _SPELLING_WEIGHT = 0.5, 2.0

#: How many of the features are of frequency, the first ones.
_FREQUENCY_FEATURES = 4

#: Fewer mutual neighbours teach nothing.
FEWEST_PAIRS = 200

#: Rivals of a pair, evenly spread over the candidates of each of its words.
_RIVALS = 8

#: Keeps the coefficients finite where the clues tell all.
_SHRINKING = 1e-4

#: Logarithms of the row in a vocabulary are counted from that of about the thousandth word.
_LOG_ROW = 7.0

#: Rows whose features are held at once.
_BLOCK = 1_000


@dataclass(frozen=True, eq=False)
class Clues:
    """What is known of the words beside their vectors: their rows are their frequency ranks.

    Parameters
    ----------
    spellings
        Their n-grams; None where spelling is to be left out, as with symbols that are no writing.
    """

    spellings: Spellings | None = None


def read_clues(
    source: Space, target: Space, *, spelling: bool = True, rng: np.random.Generator
) -> Clues:
    """Return the clues of the words of two spaces, that of spelling if it is to count.

    `rng` starts a randomised decomposition.
    """
    return Clues(read_spellings(source.words, target.words, rng) if spelling else None)


@dataclass(frozen=True, eq=False)
class Odds:
    """The learned log odds of a pair.

    Parameters
    ----------
    coefficients : (f,) float array
        Of the features: four of frequency, and three more with spelling.
    scale
        From log odds to units of CSLS.
    compared
        Vectors whose cosine is how alike two words are spelled; None to go by frequency only.
    """

    coefficients: _Numbers
    scale: float
    compared: Compared | None

    def bonus(self, rows: Rows, columns: Rows) -> Scores:
        """Return what is added to the CSLS of source `rows` and target `columns`.

        Parameters
        ----------
        rows, columns : int arrays
            They broadcast to (n, k), the shape of the result.
        """
        rows, columns = np.broadcast_arrays(rows, columns)
        result = np.empty(rows.shape, dtype=np.float32)
        for start in range(0, len(rows), _BLOCK):
            block = slice(start, start + _BLOCK)
            features = _features(self.compared, rows[block], columns[block])
            result[block] = self.scale * (features @ self.coefficients)
        return result


def learn_odds(
    forward: Candidates, backward: Candidates, pairs: Pairs, clues: Clues
) -> Odds | None:
    """Return the odds that mutual neighbours teach; None where there are too few.

    Parameters
    ----------
    forward, backward
        Candidates of the most frequent words of both sides.
    pairs : (p, 2) int array
        Those that are each other's first candidate.
    clues
        Of the same words, and rarer ones.
    """
    if len(pairs) < FEWEST_PAIRS:
        return None
    halves = ((pairs[::2], pairs[1::2]), (pairs[1::2], pairs[::2]))
    lessons = [_lessons(forward, backward, half, _compared(clues, other)) for half, other in halves]
    right, wrong = (np.concatenate(part) for part in zip(*lessons, strict=True))
    coefficients = _fit(right, wrong) * np.repeat(
        (_FREQUENCY_WEIGHT, _SPELLING_WEIGHT),
        (_FREQUENCY_FEATURES, right.shape[1] - _FREQUENCY_FEATURES),
    )
    scale = 1 / fit_sharpness(forward, backward)
    return Odds(coefficients, scale, _compared(clues, pairs))


def _compared(clues: Clues, pairs: Pairs) -> Compared | None:
    return spelled_alike(clues.spellings, pairs) if clues.spellings else None


def _lessons(
    forward: Candidates, backward: Candidates, pairs: Pairs, compared: Compared | None
) -> tuple[_Numbers, _Numbers]:
    """Return the features of `pairs` (p, f) and of their rivals (2 p r, f)."""
    rows, columns = pairs[:, :1], pairs[:, 1:]
    there, back = forward.rows[pairs[:, 0]], backward.rows[pairs[:, 1]]
    rivals = np.unique(np.linspace(1, there.shape[1] - 1, _RIVALS).astype(np.intp))
    others = np.unique(np.linspace(1, back.shape[1] - 1, _RIVALS).astype(np.intp))
    wrong = (
        _features(compared, rows, there[:, rivals]),
        _features(compared, back[:, others], columns),
    )
    right = _features(compared, rows, columns)
    width = right.shape[-1]
    return right.reshape(-1, width), np.concatenate([each.reshape(-1, width) for each in wrong])


def _features(compared: Compared | None, rows: Rows, columns: Rows) -> _Numbers:
    """Return what the odds of pairs (n, k) go by, (n, k, f)."""
    rows, columns = np.broadcast_arrays(rows, columns)
    source, target = np.log(rows + 10) - _LOG_ROW, np.log(columns + 10) - _LOG_ROW
    features = [np.ones(rows.shape), source, target, (source - target) ** 2]
    if compared:
        alike = compared.likeness(rows, columns).astype(np.float64)
        features += [alike, np.maximum(alike, 0) ** 2, np.maximum(alike, 0) ** 4]
    return np.stack(features, axis=-1)


def _fit(right: _Numbers, wrong: _Numbers) -> _Numbers:
    """Return the coefficients (f,) that tell `right` (p, f) from `wrong` (q, f), both as likely."""
    from scipy.optimize import minimize
    from scipy.special import expit

    def loss(coefficients: _Numbers) -> tuple[float, _Numbers]:
        for_right, for_wrong = right @ coefficients, wrong @ coefficients
        value = np.logaddexp(0, -for_right).mean() + np.logaddexp(0, for_wrong).mean()
        slope = expit(for_wrong) @ wrong / len(wrong) - expit(-for_right) @ right / len(right)
        shrunk = _SHRINKING * np.append(0.0, coefficients[1:])
        return value + shrunk @ coefficients, slope + 2 * shrunk

    result: _Numbers = minimize(loss, np.zeros(right.shape[1]), jac=True).x
    return result
