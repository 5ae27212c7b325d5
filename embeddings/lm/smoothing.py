"""Modified Kneser-Ney: probabilities and weights of back-off from counts, interpolated.

S. F. Chen, J. Goodman (1998), "An empirical study of smoothing techniques for language modeling",
section 3. An n-gram that is not kept gives its mass to the weight of its context, so probabilities
still sum to 1 over all words.

Mass is summed as integers, in units of `_UNIT`, so that the result does not depend on the order of
the records.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from embeddings.arrays import Floats
from embeddings.compiled import compiled
from embeddings.lm.counting import Counted, Records
from embeddings.lm.special import BEGIN, Words
from embeddings.lm.table import Tables, empty_table, insert, key_of, locate

#: Units of mass in one count.
_UNIT = 1 << 20

#: Log probability of the word that begins sentences: it is never predicted.
_NEVER = -100.0

#: Discounts where counts of counts give none: those of a typical large text.
_USUAL = (0.5, 1.0, 1.5)

#: The weight of a context nearly all of whose mass goes to shorter contexts. 0, the exact
#: logarithm of 1, would say that the context has no n-gram at all.
_NEARLY_ALL = -1e-30


def discounts(of_counts: npt.NDArray[np.int64]) -> Floats:
    """Return what is taken from a count of 1, of 2, and of 3 or more, (3,).

    Text that is too small, or has too regular counts, gets the usual discounts.

    Parameters
    ----------
    of_counts
        (4,): the number of n-grams with a count of 1, 2, 3 and 4.
    """
    one, two, three, four = of_counts.tolist()
    if not (one and two and three):
        return np.array(_USUAL)
    share = one / (one + 2 * two)
    found = np.array(
        [
            1 - 2 * share * two / one,
            2 - 3 * share * three / two,
            3 - 4 * share * four / three,
        ]
    )
    if np.any(found <= 0) or np.any(found >= (1, 2, 3)):
        return np.array(_USUAL)
    return np.asarray(np.round(found * _UNIT) / _UNIT)


def smoothed(ids: Words, vocabulary: int, counted: Counted) -> Tables:
    """Return the tables of the model.

    Parameters
    ----------
    ids
        Numbers of words, (t,), each sentence between `BEGIN` and `END`.
    vocabulary
        The number of words.
    counted
        Its counts.
    """
    starts, table = empty_table(counted.totals[1:, 1].tolist())
    tables = Tables(_unigrams(counted, ids, vocabulary), table, table.view(np.float32), starts)
    for order in range(2, len(counted.files) + 1):
        _add_order(tables, ids, counted, order)
    for array in tables:
        array.flags.writeable = False
    return tables


def _unigrams(counted: Counted, ids: Words, vocabulary: int) -> npt.NDArray[np.float32]:
    """Return the log probability of each word (v, 2); the weights are still 0."""
    counts = np.zeros(vocabulary, np.int64)
    for records in counted.records(1):
        counts[ids[records[:, 0]]] = records[:, 1] >> 1
    discount = discounts(counted.of_counts[0])
    taken = np.where(counts > 0, discount[np.clip(counts, 1, 3) - 1], 0)
    total = max(int(counts.sum()), 1)
    left = taken.sum() / total if counts.any() else 1.0
    unigrams = np.zeros((vocabulary, 2), np.float32)
    unigrams[:, 0] = np.log((counts - taken) / total + left / (vocabulary - 1))
    unigrams[BEGIN, 0] = _NEVER
    return unigrams


def _add_order(tables: Tables, ids: Words, counted: Counted, order: int) -> None:
    """Add the n-grams of an order, and set the weights of the order below."""
    discount = discounts(counted.of_counts[order - 1])
    taken = np.round(discount * _UNIT).astype(np.int64)
    starts = tables.starts
    rows = starts[order - 2] - starts[order - 3] if order > 2 else len(tables.unigrams)
    totals, left = np.zeros(rows, np.uint32), np.zeros(rows, np.int64)
    extended = np.zeros(rows, np.bool_)
    for records in counted.records(order):
        _sum(tables, ids, records, order, taken, totals, left, extended)
    weights = (
        tables.values[starts[order - 3] : starts[order - 2], 3]
        if order > 2
        else tables.unigrams[:, 1]
    )
    _weigh(totals, left, extended, weights)
    for records in counted.records(order):
        _insert(tables, ids, records, order, discount, totals, left)


@compiled
def _sum(
    tables: Tables,
    ids: Words,
    records: Records,
    order: int,
    taken: npt.NDArray[np.int64],
    totals: npt.NDArray[np.uint32],
    left: npt.NDArray[np.int64],
    extended: npt.NDArray[np.bool_],
) -> None:
    """Sum the counts after each context, and the mass that is left for shorter contexts."""
    for i in range(len(records)):
        context = locate(tables, ids, np.int64(records[i, 0]) - 1, order - 1)
        if context >= 0:
            occurs = np.int64(records[i, 1] >> np.uint32(1))
            totals[context] += np.uint32(occurs)
            if records[i, 1] & np.uint32(1):
                left[context] += taken[min(int(occurs), 3) - 1]
                extended[context] = True
            else:
                left[context] += occurs * _UNIT


@compiled
def _weigh(
    totals: npt.NDArray[np.uint32],
    left: npt.NDArray[np.int64],
    extended: npt.NDArray[np.bool_],
    weights: npt.NDArray[np.float32],
) -> None:
    """Set the logarithm of the weight of each context; 0 for one without n-grams."""
    for row in range(len(totals)):
        if extended[row]:
            share = np.float64(left[row]) / (np.float64(totals[row]) * _UNIT)
            weights[row] = min(np.log(share), _NEARLY_ALL)


@compiled
def _insert(
    tables: Tables,
    ids: Words,
    records: Records,
    order: int,
    discount: Floats,
    totals: npt.NDArray[np.uint32],
    left: npt.NDArray[np.int64],
) -> None:
    """Insert the kept n-grams with their log probabilities."""
    start, end = tables.starts[order - 2], tables.starts[order - 1]
    below = tables.starts[order - 3] if order > 2 else 0
    pair = np.zeros(2, np.float32)
    bits = pair.view(np.uint64)
    for i in range(len(records)):
        if not records[i, 1] & np.uint32(1):
            continue
        last = np.int64(records[i, 0])
        context = locate(tables, ids, last - 1, order - 1)
        suffix = locate(tables, ids, last, order - 1)
        lower = tables.values[below + suffix, 2] if order > 2 else tables.unigrams[suffix, 0]
        occurs = np.int64(records[i, 1] >> np.uint32(1))
        total = np.float64(totals[context])
        share = np.float64(left[context]) / (total * _UNIT)
        chance = (occurs - discount[min(int(occurs), 3) - 1]) / total + share * np.exp(lower)
        pair[0] = np.log(chance)
        insert(tables.table, start, end, key_of(suffix, ids[last - order + 1]), bits[0])
