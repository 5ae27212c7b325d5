"""Which words are forms of one stem, by letters and vectors: `maison` and `maisons`.

Nothing is known of any language. Two words of one language count as forms of one stem if they begin
with the same letters and have near vectors:

* the shared beginning has three letters or more, and 0.6 of the longer word;
* the cosine in the shared space is 0.3 or more;
* the share and the cosine add up to 1.1 or more, so that one makes up for the other;
* no digit is in the endings, so that 1987 and 1988 stay two candidates.

The numbers were chosen by eye, among the candidates of 10,000 English words in French and of 10,000
French words in Russian. Forms of a Russian noun are often at a cosine of 0.35, such as `душа` and
`душу`. Just below the sum of 1.1 are `grand` and `grandes`, but also `personnelle` and `personnes`.
Above it are other words of the stem too, such as `enseignant` and `enseigner`, and now and then a
stranger: `королевы` (of the queen) and `короля` (of the king). Languages that inflect at the
beginning of a word gain nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np
import numpy.typing as npt

from embeddings.arrays import Neighbours, Rows, Vectors

#: Least letters of a shared beginning, its least share of the longer word, the least cosine of two
#: forms, and the least sum of share and cosine.
LETTERS, SHARE, COSINE, LIKENESS = 3, 0.6, 0.3, 1.1

#: Letters of each word that are compared in `Written`; hardly any word is longer.
_COMPARED = 32

#: Words whose candidates are compared at once.
_BLOCK = 4_096

Mask = npt.NDArray[np.bool_]


def are_forms(first: str, second: str, cosine: float) -> bool:
    """Return whether two words are forms of one stem.

    Parameters
    ----------
    first, second
        The words.
    cosine
        The cosine of their vectors.

    >>> are_forms("Maison", "maisons", 0.4), are_forms("поэты", "поэтов", 0.6)
    (True, True)
    >>> are_forms("1987", "1988", 0.9), are_forms("premier", "président", 0.9)
    (False, False)
    """
    words = first.casefold(), second.casefold()
    shared = sum(takewhile(bool, (a == b for a, b in zip(*words, strict=False))))
    share = shared / max(1, *map(len, words))
    if shared < LETTERS or share < SHARE or cosine < COSINE or share + cosine < LIKENESS:
        return False
    return not any(letter.isdigit() for word in words for letter in word[shared:])


@dataclass(frozen=True, eq=False)
class Written:
    """The letters of n words, to find forms among many words at once (`written`).

    Parameters
    ----------
    letters : (n, 32) uint32 array
        Code points of the first letters of each word, 0 after its end.
    lengths : (n,) int array
        Number of letters of each word.
    digits : (n,) int array
        Place of the last digit of each word among these letters, from 1; 0 without one.
    """

    letters: npt.NDArray[np.uint32]
    lengths: npt.NDArray[np.intp]
    digits: npt.NDArray[np.intp]

    def shared(self, words: Rows, others: Neighbours) -> npt.NDArray[np.intp]:
        """Return the length (n, k) of the beginning that `words` (n,) and `others` (n, k) share."""
        same = self.letters[words][:, None] == self.letters[others]
        run = np.where(same.all(axis=-1), _COMPARED, same.argmin(axis=-1))
        # Behind the ends of two words all places are equal.
        return np.minimum(run, np.minimum(self.lengths[words][:, None], self.lengths[others]))


def written(words: Sequence[str]) -> Written:
    """Return the letters of `words`, without the difference of capitals."""
    folded = [word.casefold() for word in words]
    letters = np.array(folded, dtype=f"U{_COMPARED}").view(np.uint32).reshape(-1, _COMPARED)
    is_digit = np.array([chr(code).isdigit() for code in range(letters.max(initial=0) + 1)])
    places = np.where(is_digit[letters], np.arange(1, _COMPARED + 1), 0).max(axis=1)
    return Written(letters, np.fromiter(map(len, folded), np.intp, len(folded)), places)


def forms_among(letters: Written, vectors: Vectors, words: Rows, others: Neighbours) -> Mask:
    """Return which of some candidates (n, k) are forms of one word each, or that word itself.

    As `are_forms`, for many words at once.

    Parameters
    ----------
    letters
        The letters of all words of a language.
    vectors : (m, d) float array
        Their unit vectors.
    words : (n,) int array
        Rows of the words.
    others : (n, k) int array
        Rows of the candidates of each.
    """
    result: Mask = others == words[:, None]
    for start in range(0, len(words), _BLOCK):
        block = slice(start, start + _BLOCK)
        result[block] |= _forms_among(letters, vectors, words[block], others[block])
    return result


def _forms_among(letters: Written, vectors: Vectors, words: Rows, others: Neighbours) -> Mask:
    shared = letters.shared(words, others)
    share = shared / np.maximum(
        1, np.maximum(letters.lengths[words][:, None], letters.lengths[others])
    )
    digits = np.maximum(letters.digits[words][:, None], letters.digits[others])
    forms: Mask = (shared >= LETTERS) & (share >= SHARE) & (digits <= shared)
    # Few pairs are left, so that few cosines are needed.
    place, column = forms.nonzero()
    first, second = vectors[words[place]], vectors[others[place, column]]
    cosines = np.einsum("nd,nd->n", first, second)
    near = (cosines >= COSINE) & (share[place, column] + cosines >= LIKENESS)
    forms[place, column] = near
    return forms
