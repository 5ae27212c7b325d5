"""Sums of the vectors around phrases, over the places of a corpus where they stand."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from embeddings.arrays import Vectors
from embeddings.compiled import Int, compiled
from embeddings.lm.special import BEGIN, END, Words
from embeddings.lm.table import mix

Keys = npt.NDArray[np.uint64]
Steps = npt.NDArray[np.int64]

_HALF = np.uint64(32)


def context_sums(
    ids: Words, phrases: npt.NDArray[np.int32], steps: Steps, vectors: Vectors, window: int
) -> Vectors:
    """Return the sum of the vectors of the words around each phrase, (p, d).

    The words of the phrase itself do not count, nor those of other sentences.

    Parameters
    ----------
    ids : (t,) uint32 array
        Numbers of words, each sentence between `BEGIN` and `END`.
    phrases : (p, n) int32 array
        Numbers of words, -1 after the last one; no phrase twice.
    steps : (p,) int64 array
        Each so many occurrences of a phrase, one counts, from the first on.
    vectors : (v, d) float32 array
        Vectors of words, weighted.
    window
        Words on each side.
    """
    size = 2 * len(phrases) + 2
    keys, rows = np.zeros(size, np.uint64), np.zeros(size, np.int64)
    _fill(phrases, keys, rows)
    sums = np.zeros((len(phrases), vectors.shape[1]), np.float32)
    _add(ids, keys, rows, phrases.shape[1], steps, vectors, window, sums)
    return sums


@compiled
def _longer(key: np.uint64, word: Int) -> np.uint64:
    """Return the key of an n-gram with one more word."""
    return mix(key ^ (np.uint64(word) + np.uint64(1))) | np.uint64(1)


@compiled
def _place(key: np.uint64, keys: Keys) -> Int:
    """Return the place of a key, or the free place where it belongs."""
    place: Int = np.int64(((key >> _HALF) * np.uint64(len(keys))) >> _HALF)
    while keys[place] != 0 and keys[place] != key:
        place += 1
        if place == len(keys):
            place = 0
    return place


@compiled
def _fill(phrases: npt.NDArray[np.int32], keys: Keys, rows: Steps) -> None:
    for row in range(len(phrases)):
        key = np.uint64(0)
        for word in phrases[row]:
            if word >= 0:
                key = _longer(key, np.int64(word))
        place = _place(key, keys)
        keys[place], rows[place] = key, row


@compiled
def _add(
    ids: Words,
    keys: Keys,
    rows: Steps,
    longest: int,
    steps: Steps,
    vectors: Vectors,
    window: int,
    sums: Vectors,
) -> None:
    """Add the words around each occurrence to `sums`."""
    seen = np.zeros(len(steps), np.int64)
    for first in range(len(ids)):
        key = np.uint64(0)
        for last in range(first, min(first + longest, len(ids))):
            if ids[last] in (BEGIN, END):
                break
            key = _longer(key, np.int64(ids[last]))
            place = _place(key, keys)
            if keys[place] != key:
                continue
            row = rows[place]
            if seen[row] % steps[row] == 0:
                _add_words(ids, first - 1, -1, window, vectors, sums[row])
                _add_words(ids, last + 1, 1, window, vectors, sums[row])
            seen[row] += 1


@compiled
def _add_words(
    ids: Words, start: int, step: int, window: int, vectors: Vectors, total: Vectors
) -> None:
    """Add the vectors of at most `window` words from `start` on, up to the end of the sentence."""
    for distance in range(window):
        word = ids[start + distance * step]
        if word in (BEGIN, END):
            break
        for column in range(len(total)):
            total[column] += vectors[word, column]
