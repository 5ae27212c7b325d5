"""Sentences to numbers of words, in one array on disk."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, repeat
from pathlib import Path

import numpy as np

from embeddings.lm.special import BEGIN, END, SPECIAL, UNKNOWN, Words

#: Sentences that are converted at once.
_SENTENCES = 10_000


def choose_words(counts: Counter[str], *, most: int, fewest: int = 1) -> tuple[str, ...]:
    """Return the words of a language model: those of `SPECIAL`, and the most frequent ones.

    Parameters
    ----------
    counts
        How often each word occurs.
    most
        The largest number of words, without those of `SPECIAL`.
    fewest
        How often a word must occur.
    """
    for word in SPECIAL:
        counts = counts if word not in counts else counts - Counter({word: counts[word]})
    # In alphabetical order among equals, so that the order of the text does not matter.
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return (*SPECIAL, *(word for word, count in ranked[:most] if count >= fewest))


def write_numbers(sentences: Iterable[Sequence[str]], words: Sequence[str], target: Path) -> Words:
    """Write sentences to the file `target` as numbers of words; return them, mapped from it.

    Parameters
    ----------
    sentences
        The words of each sentence. Empty ones are left out.
    words
        The words by number, those of `SPECIAL` first.
    target
        The file to write: 4 bytes for each word, and 8 for each sentence.

    Returns
    -------
    Words
        (t,): each sentence between `BEGIN` and `END`; `UNKNOWN` for each word not in `words`.
    """
    numbers = {word: number for number, word in enumerate(words) if number >= len(SPECIAL)}
    remaining = iter(sentences)
    total = 0
    with target.open("wb") as stream:
        while block := list(islice(remaining, _SENTENCES)):
            flat = [number for sentence in block for number in _numbers(sentence, numbers)]
            np.array(flat, dtype=np.uint32).tofile(stream)
            total += len(flat)
    if not total:  # an empty file cannot be mapped
        return np.zeros(0, np.uint32)
    mapped = np.memmap(target, np.uint32, "r", shape=(total,))
    return np.asarray(mapped)


def _numbers(sentence: Sequence[str], numbers: dict[str, int]) -> Iterator[int]:
    if sentence:
        yield BEGIN
        yield from map(numbers.get, sentence, repeat(UNKNOWN))
        yield END
