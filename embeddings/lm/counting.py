"""The n-grams of a corpus and their counts, in bounded memory.

The corpus is one array of numbers of words. It is counted in parts: each part has the n-grams whose
last word is in a certain range. All that a count of Kneser-Ney needs to know stands in one part,
because an n-gram and the longer ones that end in it have the same last word. For each part the
positions of its last words are collected, and the n-grams that end there are counted in a hash
table, the longest first. Each n-gram is then written to disk as the place where it occurs first,
and its count.

Counts are those of K. Heafield, I. Pouzyrevsky, J. H. Clark, P. Koehn (2013), "Scalable modified
Kneser-Ney language model estimation", ACL, section 3: the longest n-grams, and those that begin a
sentence, count how often they occur; others, before how many different words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from embeddings.compiled import Int, compiled
from embeddings.lm.special import BEGIN, Words
from embeddings.lm.table import mix

#: n-grams of one order (n, 2): the place of the last word in the corpus, and twice the count, plus
#: 1 if the n-gram occurs often enough to be kept.
Records = npt.NDArray[np.uint32]

#: Bytes for each position of a part: its number, a record, and two tables of 1.5 rows of 20 bytes.
BYTES_PER_POSITION = 75

#: Positions in a part, at least. The tables of so many stay in the cache of the processor.
_FEWEST = 1 << 20

_HALF = np.uint64(32)

#: Columns of a counting table: occurrences, the count of Kneser-Ney, and the place, plus 1.
_RAW, _COUNT, _PLACE = 0, 1, 2


@dataclass(frozen=True, eq=False)
class Counted:
    """The counts of a corpus.

    Parameters
    ----------
    files
        A file of records for each order.
    totals
        (order, 2): the number of n-grams, and of those to be kept.
    of_counts
        (order, 4): the number of n-grams with a count of 1, 2, 3 and 4.
    """

    files: Sequence[Path]
    totals: npt.NDArray[np.int64]
    of_counts: npt.NDArray[np.int64]

    def records(self, order: int, most: int = 1 << 20) -> Iterator[Records]:
        """Yield the records of an order, at most `most` at a time."""
        with self.files[order - 1].open("rb") as stream:
            while len(block := np.fromfile(stream, np.uint32, 2 * most)):
                yield block.reshape(-1, 2)


def count(ids: Words, vocabulary: int, fewest: Sequence[int], folder: Path, memory: int) -> Counted:
    """Count the n-grams of a corpus; write them to `folder`.

    Parameters
    ----------
    ids
        Numbers of words, (t,), each sentence between `BEGIN` and `END`.
    vocabulary
        The number of words.
    fewest
        For each order, how often an n-gram must occur to be kept.
    folder
        A folder for the records.
    memory
        Bytes to use. The positions of one word may need more: 75 bytes each.
    """
    files = [folder / f"{order}.records" for order in range(1, len(fewest) + 1)]
    totals = np.zeros((len(fewest), 2), np.int64)
    of_counts = np.zeros((len(fewest), 4), np.int64)
    for file in files:
        file.touch()
    most = max(1, min(memory // BYTES_PER_POSITION, max(_FEWEST, len(ids) // 64)))
    for low, high, size in _parts(ids, vocabulary, most):
        places = _places(ids, low, high, size)
        longer = np.zeros((0, 3), np.uint32)
        for order in range(len(fewest), 0, -1):
            keys, table = _counted(ids, places, order)
            _adjust(ids, longer, order, keys, table)
            records = _records(table, order, fewest[order - 1], totals, of_counts)
            with files[order - 1].open("ab") as stream:
                records.tofile(stream)
            longer = table
    return Counted(files, totals, of_counts)


def _parts(ids: Words, vocabulary: int, most: int) -> Iterator[tuple[int, int, int]]:
    """Yield ranges of words with at most `most` positions each, and the number of positions."""
    occurrences = _occurrences(ids, vocabulary)
    low = total = 0
    for word, occurs in enumerate(occurrences.tolist()):
        if total and total + occurs > most:
            yield low, word, total
            low, total = word, 0
        total += occurs
    if total:
        yield low, vocabulary, total


@compiled
def _occurrences(ids: Words, vocabulary: int) -> npt.NDArray[np.int64]:
    occurrences = np.zeros(vocabulary, np.int64)
    for word in ids:
        if word != BEGIN:
            occurrences[word] += 1
    return occurrences


@compiled
def _places(ids: Words, low: int, high: int, size: int) -> Words:
    places = np.empty(size, np.uint32)
    found = 0
    for place in range(len(ids)):
        if low <= ids[place] < high and ids[place] != BEGIN:
            places[found] = place
            found += 1
    return places


@compiled
def _row(ids: Words, last: Int, order: int, keys: npt.NDArray[np.uint64]) -> Int:
    """Return the row of the n-gram that ends at `last`, new or not.

    -1 means that the sentence begins within it.
    """
    key = np.uint64(order)
    for k in range(order):
        word = ids[last - k]
        if word == BEGIN and k < order - 1:
            return -1
        key = mix(key ^ (np.uint64(word) + np.uint64(1)))
    key |= np.uint64(1)
    row: Int = np.int64(((key >> _HALF) * np.uint64(len(keys))) >> _HALF)
    while keys[row] != 0 and keys[row] != key:
        row += 1
        if row == len(keys):
            row = 0
    keys[row] = key
    return row


@compiled
def _counted(
    ids: Words, places: Words, order: int
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint32]]:
    """Return the keys and the table of the n-grams that end at `places`."""
    size = len(places) + len(places) // 2 + 2
    keys, table = np.zeros(size, np.uint64), np.zeros((size, 3), np.uint32)
    for i in range(len(places)):
        row = _row(ids, np.int64(places[i]), order, keys)
        if row >= 0:
            if table[row, _RAW] == 0:
                table[row, _PLACE] = places[i]
            table[row, _RAW] += np.uint32(1)
    return keys, table


@compiled
def _adjust(
    ids: Words,
    longer: npt.NDArray[np.uint32],
    order: int,
    keys: npt.NDArray[np.uint64],
    table: npt.NDArray[np.uint32],
) -> None:
    """Set the counts of Kneser-Ney, from the table of the order above; empty for the longest."""
    for i in range(len(longer)):
        if longer[i, _RAW]:
            row = _row(ids, np.int64(longer[i, _PLACE]), order, keys)
            table[row, _COUNT] += np.uint32(1)
    for i in range(len(table)):
        if table[i, _RAW]:
            first = np.int64(table[i, _PLACE]) - order + 1
            if len(longer) == 0 or ids[first] == BEGIN:
                table[i, _COUNT] = table[i, _RAW]


@compiled
def _records(
    table: npt.NDArray[np.uint32],
    order: int,
    fewest: int,
    totals: npt.NDArray[np.int64],
    of_counts: npt.NDArray[np.int64],
) -> Records:
    """Return the records of a table, and add to the totals."""
    used = 0
    for i in range(len(table)):
        used += table[i, _RAW] > 0
    records = np.empty((used, 2), np.uint32)
    used = 0
    for i in range(len(table)):
        if table[i, _RAW]:
            kept = np.uint32(table[i, _RAW] >= fewest)
            occurs = table[i, _COUNT]
            records[used, 0] = table[i, _PLACE]
            records[used, 1] = (occurs << np.uint32(1)) | kept
            used += 1
            totals[order - 1, 0] += 1
            totals[order - 1, 1] += kept
            if occurs <= 4:
                of_counts[order - 1, np.int64(occurs) - 1] += 1
    return records
