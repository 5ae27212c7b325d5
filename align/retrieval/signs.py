"""What speaks for the first candidate of a word, and for a translation at all; no gold is needed.

Vectors say what company two words keep: their cosine, CSLS, and whether the way back leads home.
Letters say two other things: how alike the two words are, and whether a word's own forms lead to
the same candidate. A whole paradigm that agrees is surer than one form, and a way back to another
form of the word is a way home.

Of a vocabulary where many translations are missing, fewer words come home. The share of the most
frequent words that do is a sign for each word, beside how many forms a word of the language has:
where the other language has fewer, several words share one translation, and fewer come home too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from align.retrieval.citation import Listed
from align.retrieval.forms import Mask, forms_among, written
from align.retrieval.ngrams import cosine
from embeddings.arrays import Floats, Rows

#: Log rows in a vocabulary are measured from this one, of about the thousandth word.
LOG_ROW = 7.0

#: Most frequent words that tell how many come home, and words whose forms are looked up at once.
_FREQUENT = 5_000
_BLOCK = 4_096

#: What stands for the likeness and for the forms of words whose letters mean nothing: the means
#: of English and French.
_ALIKE, _FORMS = 0.5, 0.7


@dataclass(frozen=True, eq=False)
class Signs:
    """The signs of the words of one side.

    Parameters
    ----------
    there
        The n words that are asked for.
    back
        The words of the other side.
    gain
        Ratio of the objective to the null (`Verdict.credit`).
    letters
        Whether the letters of the words mean something.
    """

    there: Listed
    back: Listed
    gain: float
    letters: bool = True

    @property
    def of_all(self) -> Rows:
        """The rows of all words (n,)."""
        return np.arange(len(self.there.rows))

    def of_trust(self, rows: Rows) -> Floats:
        """Return the signs that the first candidate is right (7, r), for the words in `rows`.

        1, cosine, logarithm of 1 and the forms, likeness of letters, how much rarer the candidate
        is as a difference of logarithms, cosine times the logarithm of the gain, whether the way
        back leads home.
        """
        cosines, best = self._cosines(rows), self._best(rows)
        home, forms = self._way_back(rows)
        rarer = np.log((best + 10) / (rows + 10))
        return np.stack(
            (
                np.ones(len(rows)),
                cosines,
                forms,
                self._alike(rows),
                rarer,
                cosines * self._log_gain,
                home,
            )
        )

    def of_absence(self, rows: Rows) -> Floats:
        """Return the signs that no word translates those in `rows`, (7, r).

        1, score, logarithm of the rank, whether the way back leads home, the share of the frequent
        words for which it does, the mean of their forms, the logarithm of the gain.
        """
        homes, forms = self._habits
        home, _ = self._way_back(rows)
        same = np.ones(len(rows))
        return np.stack(
            (
                same,
                self.there.scores[rows, 0].astype(np.float64),
                np.log(rows + 10) - LOG_ROW,
                home,
                homes * same,
                forms * same,
                self._log_gain * same,
            )
        )

    @property
    def _log_gain(self) -> float:
        return float(np.log(max(self.gain, 1.0)))

    @cached_property
    def _habits(self) -> tuple[float, float]:
        """The share of frequent words that come home, and the mean of their forms."""
        home, forms = self._way_back(self.of_all[:_FREQUENT])
        return float(home.mean()), float(forms.mean())

    def _best(self, rows: Rows) -> Rows:
        best: Rows = self.there.rows[rows, 0].astype(np.intp)
        return best

    def _cosines(self, rows: Rows) -> Floats:
        def cosines(block: Rows) -> Floats:
            x, y = self.there.vectors[block], self.back.vectors[self._best(block)]
            found: Floats = np.einsum("nd,nd->n", x, y).astype(np.float64)
            return found

        return _in_blocks(cosines, rows)

    def _alike(self, rows: Rows) -> Floats:
        if not self.letters:
            return np.full(len(rows), _ALIKE)
        one, other = self.there.words, self.back.words
        pairs = zip(rows.tolist(), self._best(rows).tolist(), strict=True)
        return np.array([cosine(one[row], other[best]) for row, best in pairs])

    def _way_back(self, rows: Rows) -> tuple[Floats, Floats]:
        """Return whether the way back leads home, as 0 or 1, and the forms on it, (r,) each.

        Home is the word, or a form of it, as the first candidate of the first candidate. Of the
        other forms among these candidates it is the logarithm of 1 and their number.
        """
        if not self.letters:
            direct = self.back.rows[self._best(rows), 0] == rows
            return direct.astype(np.float64), np.full(len(rows), _FORMS)

        def both(block: Rows) -> Floats:
            related = self._related(block)
            others = self.back.rows[self._best(block)] != block[:, None]
            return np.column_stack([related[:, 0], np.log1p((related & others).sum(axis=1))])

        home, forms = _in_blocks(both, rows).T
        return home, forms

    def _related(self, rows: Rows) -> Mask:
        """Return which candidates (r, k) of the first candidates are the word or its forms."""
        back = self.back.rows[self._best(rows)]
        known, places = np.unique(np.column_stack([rows, back]), return_inverse=True)
        places = places.reshape(len(rows), 1 + back.shape[1])
        letters = written([self.there.words[row] for row in known.tolist()])
        return forms_among(letters, self.there.vectors[known], places[:, 0], places[:, 1:])


def _in_blocks(values: Callable[[Rows], Floats], rows: Rows) -> Floats:
    """Return `values` of all `rows`, some at a time, so that few vectors are copied at once."""
    starts = range(0, max(1, len(rows)), _BLOCK)
    result: Floats = np.concatenate([values(rows[start : start + _BLOCK]) for start in starts])
    return result
