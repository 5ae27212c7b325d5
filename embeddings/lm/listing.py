"""The n-grams of a language model in order, and a model from such lists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.lm.model import LanguageModel
from embeddings.lm.table import EMPTY, Starts, Table, empty_table, find_all, insert_all


@dataclass(frozen=True, eq=False)
class NGrams:
    """The n-grams of one order, sorted by their last word, then the word before it, and so on.

    Parameters
    ----------
    words
        (n, order) uint32: numbers of words.
    values
        (n, 2) float32: natural log probability, and weight of back-off.
    suffixes
        (n,) int64: the place of the n-gram without its first word in the list of the order below.
    """

    words: npt.NDArray[np.uint32]
    values: npt.NDArray[np.float32]
    suffixes: npt.NDArray[np.int64]


def ngrams(model: LanguageModel) -> Iterator[NGrams]:
    """Yield the n-grams of each order."""
    words = np.arange(len(model.words), dtype=np.uint32)[:, None]
    yield NGrams(words, model.unigrams, np.zeros(len(words), np.int64))
    #: For each row of the order below, the place of its n-gram.
    places = np.arange(len(words))
    for start, end in zip(model.starts[:-1].tolist(), model.starts[1:].tolist(), strict=True):
        keys, values = model.table[start:end, 0], model.tables.values[start:end, 2:]
        used = np.flatnonzero(keys != EMPTY)
        suffixes = places[(keys[used] >> np.uint64(32)).astype(np.int64)]
        first = (keys[used] & np.uint64(0xFFFF_FFFF)).astype(np.uint32)
        order = np.lexsort((first, suffixes))
        used, suffixes = used[order], suffixes[order]
        words = np.column_stack([first[order], words[suffixes]])
        yield NGrams(words, values[used], suffixes)
        places = np.full(end - start, -1)
        places[used] = np.arange(len(used))


def model_of(words: Sequence[str], orders: Sequence[NGrams]) -> LanguageModel:
    """Return the model of the n-grams of each order, as `ngrams` yields them."""
    starts, table = empty_table([len(each.words) for each in orders[1:]])
    rows = np.arange(len(words))
    for place, each in enumerate(orders[1:]):
        rows = _add(table, starts, place, rows[each.suffixes], each)
    table.flags.writeable = False
    return LanguageModel(tuple(words), orders[0].values, table, starts)


def _add(
    table: Table, starts: Starts, place: int, suffixes: npt.NDArray[np.int64], each: NGrams
) -> npt.NDArray[np.int64]:
    """Add n-grams, given the rows of their suffixes, (n,); return their own rows, (n,)."""
    keys = (suffixes.astype(np.uint64) << np.uint64(32)) | each.words[:, 0].astype(np.uint64)
    values = np.ascontiguousarray(each.values).view(np.uint64)[:, 0]
    insert_all(table, starts[place], starts[place + 1], keys, values)
    return find_all(table, starts[place], starts[place + 1], keys)
