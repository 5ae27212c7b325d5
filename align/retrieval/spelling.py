"""Likeness in spelling between two languages, learned from pairs; it covers transliteration.

A word is the set of its letter n-grams. Canonical correlation analysis, from pairs that are mostly
translations, finds the directions in which the n-grams of both sides go together: letters that
correspond, endings that correspond, in one script or two. The likeness of a pair is a cosine: it
brings "nation" near "nación" and "wilson" near "вильсон".

Canonical correlation is from H. Hotelling (1936), "Relations between two sets of variates",
Biometrika 28. P. Riley, D. Gildea (2018), "Orthographic features for bilingual lexicon induction",
ACL, compare the letters that both languages share.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from align.lexicon import Pairs
from embeddings.arrays import Floats, Rows, Scores, Vectors
from embeddings.normalize import unit
from embeddings.spectrum import leading_axes

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_Halves = npt.NDArray[np.float16]

#: Longest n-gram, number of n-grams of each language, and the fewest words that contain each of
#: them. n-grams of four letters, 8,000 of them and twice the components were no better
#: (docs/experiments.md).
_LONGEST = 3
_GRAMS = 4_000
_FEWEST_WORDS = 5

#: Number of most frequent words that n-grams and principal components are computed from, and
#: number of components.
_FREQUENT = 20_000
_COMPONENTS = 200
_POWER_ITERATIONS = 1

#: Number of canonical directions, and the ridge added to each variance in units of the largest.
_DIRECTIONS = 100
_RIDGE = 1e-2

#: Words mapped at once.
_BLOCK = 10_000


@dataclass(frozen=True, eq=False)
class Grams:
    """The letter n-grams of n words.

    Parameters
    ----------
    counted : (n, g) sparse float32 array
        The n-grams of each word, weighted by rarity; rows of unit length.
    axes : (g, c) float32 array
        Principal axes of the rows of the most frequent words.
    """

    counted: csr_array
    axes: Vectors

    def components(self, rows: Rows) -> Floats:
        """Return the principal components (p, c) of some words."""
        result: Floats = (self.counted[rows] @ self.axes).astype(np.float64)
        return result


@dataclass(frozen=True, eq=False)
class Spellings:
    """The letter n-grams of the words of both languages."""

    source: Grams
    target: Grams


@dataclass(frozen=True, eq=False)
class Compared:
    """Unit vectors (n, r) and (m, r) of the spellings of both sides; their cosine is likeness.

    Kept in float16: that is enough for a cosine, and large vocabularies need much memory.
    """

    source: _Halves | Vectors
    target: _Halves | Vectors

    def head(self, n: int, m: int) -> Compared:
        """Return the vectors of the first words of each side in float32.

        NumPy widens float16 slowly, so a word should be widened once, not once in each pair.
        """
        return Compared(self.source[:n].astype(np.float32), self.target[:m].astype(np.float32))

    def likeness(self, rows: Rows, columns: Rows) -> Scores:
        """Return the cosines (n, k) of source `rows` and target `columns`.

        Both are (n, k), or (n, 1) for one word against several.
        """
        x, y = (
            side[each].astype(np.float32, copy=False)
            for side, each in ((self.source, rows), (self.target, columns))
        )
        result: Scores = np.einsum("nkc,nkc->nk", x, y)
        return result


def read_spellings(
    source: Sequence[str], target: Sequence[str], rng: np.random.Generator
) -> Spellings:
    """Return the letter n-grams of the words of both languages.

    Parameters
    ----------
    source, target
        Words, the most frequent first.
    rng
        Random numbers for a randomised decomposition.
    """
    return Spellings(_grams(source, rng), _grams(target, rng))


def spelled_alike(
    spellings: Spellings, pairs: Pairs, words: tuple[int | None, int | None] = (None, None)
) -> Compared:
    """Return vectors whose cosine measures likeness in spelling, by canonical correlation.

    Parameters
    ----------
    spellings
        The n-grams of both languages.
    pairs : (p, 2) int array
        Rows of word pairs, most of them translations.
    words
        How many of the first words of each side will be compared; None for all.
    """
    grams = spellings.source, spellings.target
    x, y = (side.components(rows) for side, rows in zip(grams, pairs.T, strict=True))
    means = x.mean(axis=0), y.mean(axis=0)
    x, y = x - means[0], y - means[1]
    x_white, y_white = _whitening(x), _whitening(y)
    u, correlations, vt = np.linalg.svd(x_white @ (x.T @ y / len(pairs)) @ y_white)
    weights = np.sqrt(correlations[:_DIRECTIONS])
    r = len(weights)  # fewer if a side has few n-grams
    maps = x_white @ u[:, :r] * weights, y_white @ vt[:r].T * weights
    return Compared(*map(_mapped, grams, means, maps, words))


def _mapped(grams: Grams, mean: Floats, w: Floats, words: int | None) -> _Halves:
    """Return the components of the first words (n, c), centred by `mean`, mapped by `w` (c, r)."""
    counted = grams.counted[:words]
    weights, shift = grams.axes @ w.astype(np.float32), (mean @ w).astype(np.float32)
    result = np.empty((counted.shape[0], w.shape[1]), dtype=np.float16)
    for start in range(0, len(result), _BLOCK):
        rows = slice(start, start + _BLOCK)
        result[rows] = unit(counted[rows] @ weights - shift)
    return result


def _grams(words: Sequence[str], rng: np.random.Generator) -> Grams:
    counted = _counted(words)
    return Grams(counted, leading_axes(counted[:_FREQUENT], _COMPONENTS, _POWER_ITERATIONS, rng))


def _counted(words: Sequence[str]) -> csr_array:
    """Return the n-grams of each word (n, g), weighted by rarity, in rows of unit length."""
    from scipy.sparse import csr_array

    # A new n-gram gets the next number, so that each word is cut into its n-grams only once.
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    mentions, starts = array("i"), array("i", [0])
    for word in words:
        mentions.extend(map(numbers.__getitem__, _grams_of(word)))
        starts.append(len(mentions))
    mentioned, frequent = np.asarray(mentions, dtype=np.intp), min(len(words), _FREQUENT)
    count = np.bincount(mentioned[: starts[frequent]], minlength=len(numbers))
    common = np.argsort(-count, kind="stable")[:_GRAMS]
    common = common[count[common] >= _FEWEST_WORDS]
    column_of = np.full(len(numbers), -1, dtype=np.int32)
    column_of[common] = np.arange(len(common))
    columns = column_of[mentioned]
    word_of = np.repeat(np.arange(len(words)), np.diff(starts))[columns >= 0]
    columns = columns[columns >= 0]
    data = np.log(frequent / count[common]).astype(np.float32)[columns]
    lengths = np.sqrt(np.bincount(word_of, data**2, minlength=len(words)))
    data /= np.maximum(lengths, 1e-9).astype(np.float32)[word_of]
    shape = len(words), max(1, len(common))
    ends = np.append(0, np.cumsum(np.bincount(word_of, minlength=len(words))))
    counted = csr_array((data, columns, ends), shape=shape)
    counted.sort_indices()
    return counted


def _grams_of(word: str) -> list[str]:
    """Return the distinct n-grams of a word with its ends marked.

    In a fixed order: that of a set differs from one process to the next.
    """
    marked = f"<{word}>"
    lengths = range(1, _LONGEST + 1)
    grams = [marked[start : start + n] for n in lengths for start in range(len(marked) - n + 1)]
    return list(dict.fromkeys(grams))


def _whitening(centred: Floats) -> Floats:
    variances, axes = np.linalg.eigh(centred.T @ centred / len(centred))
    variances = np.maximum(variances, 0) + _RIDGE * max(variances[-1], 1e-9)
    result: Floats = (axes * variances**-0.5) @ axes.T
    return result
