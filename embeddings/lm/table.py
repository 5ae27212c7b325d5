"""Hash tables of n-grams: one array for all orders, a stretch of rows for each.

A row has 16 bytes: a key, and two numbers in single precision. The key of an n-gram is exact, so a
look-up never takes one for another. It consists of two numbers: the row of the n-gram without its
first word, among the rows of the order below, and the first word. The row of a single word is its
number.

Tables are ordered (O. Amble, D. E. Knuth (1974), "Ordered hash tables", Computer Journal 17): on a
collision the larger key moves on. So the layout does not depend on the order of insertion, and a
look-up without a result ends at the first larger key.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from embeddings.compiled import Int, compiled
from embeddings.lm.special import Words

Table = npt.NDArray[np.uint64]
Keys = npt.NDArray[np.uint64]
Values = npt.NDArray[np.float32]
Starts = npt.NDArray[np.int64]

#: The key of an empty row. It is larger than all others.
EMPTY = np.uint64(0xFFFF_FFFF_FFFF_FFFF)

#: Rows per n-gram. At least one row stays empty.
_SPACE = 1.3

_SHIFT = np.uint64(32)
_HALF = np.uint64(0xFFFF_FFFF)
_FIRST = np.uint64(0x9E37_79B9_7F4A_7C15)
_SECOND = np.uint64(0xD6E8_FEB8_6659_FD93)


class Tables(NamedTuple):
    """The arrays of a language model, as compiled loops take them.

    Parameters
    ----------
    unigrams
        (v, 2): the log probability of each word, and its weight of back-off, as a logarithm.
    table
        (s, 2): the rows of the orders from 2, the key first.
    values
        (s, 4): the same memory in single precision. Columns 2 and 3 are those of `unigrams`.
    starts
        (order,): the first row of each order from 2, and the number of rows.
    """

    unigrams: Values
    table: Table
    values: Values
    starts: Starts


@compiled
def mix(key: np.uint64) -> np.uint64:
    """Return a number whose bits all depend on all bits of `key`."""
    mixed = key * _FIRST
    mixed ^= mixed >> _SHIFT
    mixed *= _SECOND
    return mixed ^ (mixed >> _SHIFT)


@compiled
def key_of(row: Int, word: Int) -> np.uint64:
    """Return the key of `word` before the n-gram in `row` of the order below."""
    return np.uint64((np.uint64(row) << _SHIFT) | np.uint64(word))


@compiled
def find(table: Table, start: Int, end: Int, key: np.uint64) -> Int:
    """Return the row of `key` among the rows from `start` to `end`, from 0; -1 without one."""
    size = np.uint64(end - start)
    row: Int = start + np.int64(((mix(key) >> _SHIFT) * size) >> _SHIFT)
    while table[row, 0] < key:
        row += 1
        if row == end:
            row = start
    return row - start if table[row, 0] == key else -1


@compiled
def insert(table: Table, start: Int, end: Int, key: np.uint64, value: np.uint64) -> None:
    """Insert a row into the rows from `start` to `end`, which have room for it."""
    size = np.uint64(end - start)
    row: Int = start + np.int64(((mix(key) >> _SHIFT) * size) >> _SHIFT)
    while True:
        there = table[row, 0]
        if there == EMPTY:
            table[row, 0], table[row, 1] = key, value
            return
        if there > key:
            other = table[row, 1]
            table[row, 0], table[row, 1] = key, value
            key, value = there, other
        row += 1
        if row == end:
            row = start


@compiled
def locate(tables: Tables, ids: Words, last: Int, order: int) -> Int:
    """Return the row of the n-gram of `order` words that ends at `ids[last]`; -1 without one."""
    row: Int = np.int64(ids[last])
    for k in range(1, order):
        key = key_of(row, np.int64(ids[last - k]))
        row = find(tables.table, tables.starts[k - 1], tables.starts[k], key)
        if row < 0:
            return -1
    return row


def empty_table(ngrams: Sequence[int]) -> tuple[Starts, Table]:
    """Return the starts and an empty table for a number of n-grams of each order from 2."""
    starts = np.cumsum([0, *(int(number * _SPACE) + 2 for number in ngrams)], dtype=np.int64)
    table = np.empty((starts[-1], 2), np.uint64)
    table[:, 0], table[:, 1] = EMPTY, 0
    return starts, table


@compiled
def insert_all(table: Table, start: Int, end: Int, keys: Keys, values: Keys) -> None:
    """Insert rows, (n,) keys and values, into the rows from `start` to `end`."""
    for i in range(len(keys)):
        insert(table, start, end, keys[i], values[i])


@compiled
def find_all(table: Table, start: Int, end: Int, keys: Keys) -> npt.NDArray[np.int64]:
    """Return `find` of each key, (n,)."""
    rows = np.empty(len(keys), np.int64)
    for i in range(len(keys)):
        rows[i] = find(table, start, end, keys[i])
    return rows
