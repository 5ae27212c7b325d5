"""The probability of a word after others: loops that other compiled loops can call.

A state is what the model remembers of the words so far: up to `order` - 1 words, newest first, and
their weights of back-off. It is as short as it can be without a change to any probability, so that
hypotheses with equal words in their states can be merged.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from embeddings.compiled import Int, compiled
from embeddings.lm.special import BEGIN, END, Words
from embeddings.lm.table import Tables, Values, find, key_of

#: Words of a state, newest first, then -1 in the places without one: (order - 1,).
Context = npt.NDArray[np.int32]


@compiled
def begin(tables: Tables, context: Context, weights: Values) -> None:
    """Write the state at the start of a sentence to `context` and `weights`, (order - 1,) each."""
    context[:] = -1
    weights[:] = 0
    if len(context) and tables.unigrams[BEGIN, 1] != 0:
        context[0] = BEGIN
        weights[0] = tables.unigrams[BEGIN, 1]


@compiled
def advance(
    tables: Tables,
    context: Context,
    weights: Values,
    word: Int,
    next_context: Context,
    next_weights: Values,
) -> float:
    """Return the log probability of `word` in a state, and write the next state.

    Parameters
    ----------
    tables
        The arrays of the model.
    context, weights
        The state, (order - 1,) each.
    word
        Number of the word; 0 for a word that the model does not know.
    next_context, next_weights
        The next state, (order - 1,) each; not the memory of the state itself.
    """
    most = len(context)
    row: Int = np.int64(word)
    result = np.float64(tables.unigrams[row, 0])
    if most:
        next_context[0] = word
        next_weights[0] = tables.unigrams[row, 1]
    order = 1
    while order <= most and context[order - 1] >= 0:
        before = context[order - 1]
        start = tables.starts[order - 1]
        row = find(tables.table, start, tables.starts[order], key_of(row, before))
        if row < 0:
            break
        result = np.float64(tables.values[start + row, 2])
        if order < most:
            next_context[order] = before
            next_weights[order] = tables.values[start + row, 3]
        order += 1
    for length in range(order, most + 1):
        if context[length - 1] < 0:
            break
        result += np.float64(weights[length - 1])
    length = min(order, most)
    while length and next_weights[length - 1] == 0:
        length -= 1
    next_context[length:] = -1
    next_weights[length:] = 0
    return result


@compiled
def score(tables: Tables, words: Words, order: int) -> float:
    """Return the log probability of a sentence, (n,) numbers of words, with its end."""
    context, weights = np.empty((2, order - 1), np.int32), np.empty((2, order - 1), np.float32)
    begin(tables, context[0], weights[0])
    total = 0.0
    for i in range(len(words) + 1):
        word = np.int64(words[i]) if i < len(words) else np.int64(END)
        here, there = i % 2, (i + 1) % 2
        total += advance(tables, context[here], weights[here], word, context[there], weights[there])
    return total
