"""Sentences to numbers of words, in one array on disk."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.arrays import Counts
from embeddings.lm.special import BEGIN, END, SPECIAL, UNKNOWN, Words

#: Sentences, and numbers, that are converted at once.
_SENTENCES = 10_000
_NUMBERS = 1 << 20


@dataclass(frozen=True, eq=False)
class Numbered:
    """A corpus as numbers of words.

    Parameters
    ----------
    words
        The words by number: those of `SPECIAL`, then the most frequent first.
    counts
        (v,): how often each word occurs; that of the first is how often there is any other.
    numbers
        (t,), mapped from a file: each sentence between `BEGIN` and `END`; `UNKNOWN` for each word
        that is not in `words`.
    """

    words: tuple[str, ...]
    counts: Counts
    numbers: Words


def number_words(
    sentences: Iterable[Sequence[str]], target: Path, *, most: int, fewest: int = 1
) -> Numbered:
    """Write sentences to the file `target` as numbers of their words.

    The sentences are read once. Memory is taken for each different word, not for each sentence.

    Parameters
    ----------
    sentences
        The words of each sentence. Empty ones are left out.
    target
        The file to write: 4 bytes for each word, and 8 for each sentence.
    most
        The largest number of words that are not in `SPECIAL`.
    fewest
        How often a word must occur.
    """
    numbers: defaultdict[str, int] = defaultdict(count(len(SPECIAL)).__next__)
    numbers.update(dict.fromkeys(SPECIAL, UNKNOWN))  # a word of the text that is written like them
    total = _write(sentences, numbers, target)
    if not total:  # an empty file cannot be mapped
        return Numbered(SPECIAL, np.zeros(len(SPECIAL), np.int64), np.zeros(0, np.uint32))
    mapped = np.memmap(target, np.uint32, "r+", shape=(total,))
    found = _counted(mapped, len(numbers))
    words, new = _ranked(numbers, found, most, fewest)
    for start in range(0, total, _NUMBERS):
        mapped[start : start + _NUMBERS] = new[mapped[start : start + _NUMBERS]]
    mapped.flush()
    counts = np.bincount(new, found, len(words)).astype(np.int64)
    return Numbered(words, counts, np.asarray(np.memmap(target, np.uint32, "r", shape=(total,))))


def _write(sentences: Iterable[Sequence[str]], numbers: Mapping[str, int], target: Path) -> int:
    remaining, total = iter(sentences), 0
    with target.open("wb") as stream:
        while block := list(islice(remaining, _SENTENCES)):
            flat = [number for sentence in block for number in _numbers(sentence, numbers)]
            np.array(flat, dtype=np.uint32).tofile(stream)
            total += len(flat)
    return total


def _numbers(sentence: Sequence[str], numbers: Mapping[str, int]) -> Iterator[int]:
    if sentence:
        yield BEGIN
        yield from map(numbers.__getitem__, sentence)
        yield END


def _counted(numbers: Words, size: int) -> Counts:
    counts = np.zeros(size, np.int64)
    for start in range(0, len(numbers), _NUMBERS):
        counts += np.bincount(numbers[start : start + _NUMBERS], minlength=size)
    return counts


def _ranked(
    numbers: Mapping[str, int], counts: Counts, most: int, fewest: int
) -> tuple[tuple[str, ...], npt.NDArray[np.uint32]]:
    """Return the words by new number, and the new number of each old one."""
    # In alphabetical order among equals, so that the order of the text does not matter.
    ranked = sorted(
        (-int(counts[number]), word, number)
        for word, number in numbers.items()
        if number >= len(SPECIAL) and counts[number] >= fewest
    )[:most]
    new = np.full(len(numbers), UNKNOWN, np.uint32)
    new[[BEGIN, END]] = BEGIN, END
    new[[number for _, _, number in ranked]] = np.arange(len(ranked)) + len(SPECIAL)
    return (*SPECIAL, *(word for _, word, _ in ranked)), new
