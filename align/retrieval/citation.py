"""Which form of a stem comes first: the citation form, as a dictionary lists it.

Vectors tell the forms of a stem apart badly where one language has many more of them. The French
`poètes` is nearer to `поэтов` (of poets) than to `поэты`. Self-learning pairs such forms and aims
at them, so the pairs that it induces do not tell the right one. Three signs need no pairs and no
grammar:

* CSLS, with less weight than between different stems.
* Frequency: of two forms, the more frequent is likelier.
* The mark. A form is unmarked if all other forms of its stem begin with it, as `поэта` and `поэтов`
  begin with `поэт`. It is mostly the citation form. The mean difference of vectors between
  unmarked forms and their sisters is a direction. Along it lie the citation forms of other stems
  too: `информация` lies farther than `информации`.

They count only for a word that is itself no more marked than its forms, because a plural wants a
plural. And they count in proportion to how many more forms the other language has, so from Finnish
to English nothing changes. What is left of a unit of weight goes to CSLS.

Only forms of the first candidate's stem exchange places, so another stem never overtakes. The
weights are the same for all languages; they hold for a language left out of the choice
(docs/experiments.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from align.retrieval.forms import Mask, Written, forms_among, written
from embeddings.arrays import Floats, Neighbours, Scores, Vectors

#: Weights of the log odds of CSLS, of the logarithm of the frequency rank, and of the mark in
#: standard deviations; chosen on the development pairs (docs/experiments.md).
_CSLS, _RANK, _MARK = 0.6, 0.7, 1.0

#: The signs have their full weight if the other language has 1.5 times as many forms: exp(0.4).
_RICHER = 0.4

#: Most frequent words that the marks are learned from, and the fewest stems with an unmarked form.
_FREQUENT = 20_000
_FEWEST_STEMS = 100


@dataclass(frozen=True, eq=False)
class Listed:
    """The n words of one side, with their candidates of the other.

    Parameters
    ----------
    words
        The words, the most frequent first.
    vectors : (n, d) float array
        Their unit vectors in the shared space.
    rows : (n, k) int array
        Rows of the candidates of each word, best first.
    scores : (n, k) float array
        Their scores, falling.
    """

    words: Sequence[str]
    vectors: Vectors
    rows: Neighbours
    scores: Scores


@dataclass(frozen=True, eq=False)
class _Side:
    """What is known of the n words of one side and of their candidates.

    Parameters
    ----------
    listed
        The words and their candidates.
    letters
        Their letters.
    stem : (n, k) bool array
        Which candidates are forms of the first one's stem.
    own : (n, k) int array
        Words of this side: the candidates of the first candidate.
    forms : (n, k) bool array
        Which of `own` are other forms of the word.
    """

    listed: Listed
    letters: Written
    stem: Mask
    own: Neighbours
    forms: Mask

    @property
    def richer(self) -> float:
        """How many times as many forms the other language has, as a mean logarithm."""
        answers, own = self.stem[:_FREQUENT].sum(axis=1), 1 + self.forms[:_FREQUENT].sum(axis=1)
        several = answers > 1
        return float(np.log(answers[several] / own[several]).mean()) if several.any() else 0.0


def citation_first(
    source: Listed, target: Listed, sharpness: float
) -> tuple[Neighbours, Neighbours]:
    """Return the candidates of both sides with the citation form first among forms of one stem.

    Parameters
    ----------
    source, target
        The two sides.
    sharpness
        The factor from scores to log odds (`align.retrieval.confidence`).

    Returns
    -------
    rows : (n, k) and (m, k) int arrays
        The rows of `source` and of `target`; forms of the first candidate's stem may have changed
        places.
    """
    letters = written(source.words), written(target.words)
    there = _side(source, target, *letters)
    back = _side(target, source, *reversed(letters))
    marks, of_target = _marks(there, back), _marks(back, there)
    return (
        _reordered(there, marks, of_target, sharpness),
        _reordered(back, of_target, marks, sharpness),
    )


def _side(asked: Listed, answers: Listed, letters: Written, of_answers: Written) -> _Side:
    """Return what is known of `asked`; `letters` are its own."""
    first, words = asked.rows[:, 0], np.arange(len(asked.rows))
    stem = forms_among(of_answers, answers.vectors, first, asked.rows)
    own = answers.rows[first]
    forms = forms_among(letters, asked.vectors, words, own) & (own != words[:, None])
    return _Side(asked, letters, stem, own, forms)


def _marks(side: _Side, other: _Side) -> Floats:
    """Return how unmarked each word of `side` is (n,), in standard deviations within a stem.

    The stems are those among the candidates of the frequent words of `other`.
    """
    rows, forms = other.listed.rows[:_FREQUENT], other.stem[:_FREQUENT]
    direction = _unmarked_direction(side.listed.vectors, rows, forms, side.letters)
    return (side.listed.vectors @ direction).astype(np.float64)


def _unmarked_direction(
    vectors: Vectors, rows: Neighbours, forms: Mask, letters: Written
) -> npt.NDArray[np.float32]:
    """Return the direction (d,) of unmarked forms, by the stems `forms` (n, k) among `rows`.

    Along it, forms differ from the mean of their stem by 1 in the root mean square. It is 0 if
    there are too few stems.
    """
    lengths = np.where(forms, letters.lengths[rows], np.iinfo(np.intp).max)
    shortest = lengths.argmin(axis=1)[:, None] == np.arange(rows.shape[1])
    base, sisters = rows[shortest], forms & ~shortest
    begun = letters.shared(base, rows) == letters.lengths[base][:, None]
    longer = lengths > lengths.min(axis=1, keepdims=True)
    stems = sisters.any(axis=1) & (begun & longer | ~sisters).all(axis=1)
    if stems.sum() < _FEWEST_STEMS:
        return np.zeros(vectors.shape[1], dtype=np.float32)
    count = forms[stems].sum(axis=1, keepdims=True)
    starts = np.append(0, np.cumsum(count)[:-1])
    deviations = vectors[rows[stems][forms[stems]]]
    deviations -= np.repeat(np.add.reduceat(deviations, starts) / count, count[:, 0], axis=0)
    # The mean of the sisters lies opposite, so this is a multiple of the difference from it.
    unmarked = deviations[shortest[stems][forms[stems]]] * (count / (count - 1))
    direction: npt.NDArray[np.float32] = unmarked.mean(axis=0).astype(np.float32)
    spread = float(np.sqrt(np.mean((deviations @ direction) ** 2)))
    return direction / np.float32(max(spread, 1e-9))


def _reordered(side: _Side, own: Floats, marks: Floats, sharpness: float) -> Neighbours:
    """Return the candidates (n, k) of a side in the new order.

    Words that are more marked than the mean of their forms keep the old one.

    Parameters
    ----------
    side
        The side.
    own : (n,) float array
        How unmarked its words are.
    marks : (m,) float array
        How unmarked the words of the other side are.
    sharpness
        The factor from scores to log odds.
    """
    rows, odds = side.listed.rows, sharpness * side.listed.scores
    among = (own + (own[side.own] * side.forms).sum(axis=1)) / (1 + side.forms.sum(axis=1))
    preferred = _CSLS * odds - _RANK * np.log(rows + 10) + _MARK * marks[rows]
    share = (np.clip(side.richer / _RICHER, 0, 1) * (own >= among))[:, None]
    value = share * preferred + (1 - share) * odds
    # Both orders begin with the forms, and leave the other candidates where they are.
    places = np.argsort(~side.stem, axis=1, kind="stable")
    best = np.argsort(np.where(side.stem, -value, np.inf), axis=1, kind="stable")
    result = rows.copy()
    np.put_along_axis(result, places, np.take_along_axis(rows, best, axis=1), axis=1)
    return result
