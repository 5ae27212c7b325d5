"""Clues beside the vectors: likeness in spelling, and the frequency of both words.

Clues become log odds that a pair is a translation and not one of its rivals. The mutual nearest
neighbours of an induced dictionary count as translations; the other candidates of those words are
the rivals. A logistic function separates them by the clues alone. It learns to compare spellings on
one half of the pairs and is fitted to the other half. A clue without information, such as spelling
between unrelated languages, gets coefficients near zero. No dictionary is used.

The odds are added to CSLS. The probability of a candidate grows as the exponential of CSLS times a
sharpness (`align.retrieval.confidence`). Odds divided by that sharpness are in units of CSLS.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from align.lexicon import Pairs
from align.retrieval.confidence import fit_sharpness
from align.retrieval.hubness import Candidates
from align.retrieval.signs import LOG_ROW
from align.retrieval.spelling import Compared, Spellings, read_spellings, spelled_alike
from embeddings.arrays import Floats, Rows, Scores
from embeddings.space import Space

#: Factors of the log odds of frequency and of spelling, best on the development pairs
#: (docs/experiments.md). The vectors contain part of the frequency already. Some mutual neighbours
#: are not translations, so the odds of spelling learned from them are too small.
_FREQUENCY_WEIGHT, _SPELLING_WEIGHT = 0.5, 2.0

#: Number of frequency features; they come first.
_FREQUENCY_FEATURES = 4

#: Fewer mutual neighbours are too few to learn from.
FEWEST_PAIRS = 200

#: Rivals of a pair, spread evenly over the candidates of each of its words.
_RIVALS = 8

#: Weight of the L2 penalty; keeps the coefficients finite if the clues separate perfectly.
_SHRINKING = 1e-4

#: Rows whose features are in memory at once.
_BLOCK = 1_000


@dataclass(frozen=True, eq=False)
class Clues:
    """Evidence about words beside their vectors. Their rows are their frequency ranks.

    Parameters
    ----------
    spellings
        Letter n-grams of the words; None to ignore spelling, as for symbols that are not writing.
    """

    spellings: Spellings | None = None


def read_clues(
    source: Space, target: Space, *, spelling: bool = True, rng: np.random.Generator
) -> Clues:
    """Return the clues of the words of two spaces.

    Parameters
    ----------
    source, target
        The two spaces.
    spelling
        Whether spelling counts.
    rng
        Random numbers for a randomised decomposition.
    """
    return Clues(read_spellings(source.words, target.words, rng) if spelling else None)


@dataclass(frozen=True, eq=False)
class Odds:
    """The learned log odds of a pair.

    Parameters
    ----------
    coefficients : (f,) float array
        Coefficients of the features: four of frequency, and three more with spelling.
    scale
        Factor from log odds to units of CSLS.
    compared
        Vectors whose cosine measures likeness in spelling; None for frequency alone.
    """

    coefficients: Floats
    scale: float
    compared: Compared | None

    def bonus(self, rows: Rows, columns: Rows) -> Scores:
        """Return the bonus that is added to the CSLS of source `rows` and target `columns`.

        Parameters
        ----------
        rows, columns : (n, k) or (n, 1) int arrays
            Rows of both sides; they broadcast to (n, k), the shape of the result.
        """
        result = np.empty(np.broadcast_shapes(rows.shape, columns.shape), dtype=np.float32)
        compared = _widened(self.compared, rows, columns)
        for start in range(0, len(rows), _BLOCK):
            block = slice(start, start + _BLOCK)
            features = _features(compared, rows[block], columns[block])
            result[block] = self.scale * (features @ self.coefficients)
        return result


def learn_odds(
    forward: Candidates, backward: Candidates, pairs: Pairs, clues: Clues
) -> Odds | None:
    """Return the odds learned from mutual neighbours; None if there are too few.

    Parameters
    ----------
    forward, backward
        Candidates of the most frequent words of both sides.
    pairs : (p, 2) int array
        Rows of words that are each other's first candidate.
    clues
        Clues of the same words, and of rarer ones.
    """
    if len(pairs) < FEWEST_PAIRS:
        return None
    halves = ((pairs[::2], pairs[1::2]), (pairs[1::2], pairs[::2]))
    words = len(forward.rows), len(backward.rows)
    examples = [
        _examples(forward, backward, half, _compared(clues, other, words)) for half, other in halves
    ]
    right, wrong = (np.concatenate(part) for part in zip(*examples, strict=True))
    coefficients = _fit(right, wrong) * np.repeat(
        (_FREQUENCY_WEIGHT, _SPELLING_WEIGHT),
        (_FREQUENCY_FEATURES, right.shape[1] - _FREQUENCY_FEATURES),
    )
    scale = 1 / fit_sharpness(forward, backward)
    return Odds(coefficients, scale, _compared(clues, pairs))


def _compared(
    clues: Clues, pairs: Pairs, words: tuple[int | None, int | None] = (None, None)
) -> Compared | None:
    return spelled_alike(clues.spellings, pairs, words) if clues.spellings else None


def _widened(compared: Compared | None, *words: Rows) -> Compared | None:
    """Return what is compared of source and target `words`, ready for many comparisons."""
    return compared and compared.head(*(int(rows.max(initial=0)) + 1 for rows in words))


def _examples(
    forward: Candidates, backward: Candidates, pairs: Pairs, compared: Compared | None
) -> tuple[Floats, Floats]:
    """Return the features of `pairs` (p, f) and of their rivals (2 p r, f)."""
    rows, columns = pairs[:, :1], pairs[:, 1:]
    targets, sources = forward.rows[pairs[:, 0]], backward.rows[pairs[:, 1]]
    rivals = np.unique(np.linspace(1, targets.shape[1] - 1, _RIVALS).astype(np.intp))
    others = np.unique(np.linspace(1, sources.shape[1] - 1, _RIVALS).astype(np.intp))
    compared = _widened(compared, np.append(sources, rows), np.append(targets, columns))
    wrong = (
        _features(compared, rows, targets[:, rivals]),
        _features(compared, sources[:, others], columns),
    )
    right = _features(compared, rows, columns)
    width = right.shape[-1]
    return right.reshape(-1, width), np.concatenate([each.reshape(-1, width) for each in wrong])


def _features(compared: Compared | None, rows: Rows, columns: Rows) -> Floats:
    """Return the features (n, k, f) of pairs (n, k); either side may be (n, 1)."""
    source, target = np.log(rows + 10) - LOG_ROW, np.log(columns + 10) - LOG_ROW
    difference = source - target
    features = [np.ones(difference.shape), source, target, difference**2]
    if compared:
        alike = compared.likeness(rows, columns).astype(np.float64)
        features += [alike, np.maximum(alike, 0) ** 2, np.maximum(alike, 0) ** 4]
    return np.stack(np.broadcast_arrays(*features), axis=-1)


def _fit(right: Floats, wrong: Floats) -> Floats:
    """Return the coefficients (f,) that separate `right` (p, f) from `wrong` (q, f).

    Both classes have the same weight.
    """
    from scipy.optimize import minimize
    from scipy.special import expit

    def loss(coefficients: Floats) -> tuple[float, Floats]:
        for_right, for_wrong = right @ coefficients, wrong @ coefficients
        value = np.logaddexp(0, -for_right).mean() + np.logaddexp(0, for_wrong).mean()
        slope = expit(for_wrong) @ wrong / len(wrong) - expit(-for_right) @ right / len(right)
        shrunk = _SHRINKING * np.append(0.0, coefficients[1:])
        return value + shrunk @ coefficients, slope + 2 * shrunk

    result: Floats = minimize(loss, np.zeros(right.shape[1]), jac=True).x
    return result
