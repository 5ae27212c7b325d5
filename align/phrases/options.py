"""The translations of each span of a sentence, and what it costs at best to translate a span.

The future cost is that of P. Koehn, F. J. Och, D. Marcu (2003), "Statistical phrase-based
translation", NAACL: the best sum over spans of the scores of phrases, with the language model
of each phrase alone.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from align.phrases.pairs import Phrases
from embeddings.compiled import Int, compiled
from embeddings.lm.query import Context, advance
from embeddings.lm.special import UNKNOWN, Words
from embeddings.lm.table import Tables, Values

Rows = npt.NDArray[np.int64]
Scores = npt.NDArray[np.float64]


class Knowledge(NamedTuple):
    """What is the same for all sentences: a phrase table, a language model and weights.

    Parameters
    ----------
    source, starts, words, word_starts, features
        The arrays of a `PhraseTable`.
    numbers
        The number of each target word in the language model.
    model
        The language model.
    language_model, feature_weights, word, phrase, distortion, copied
        The `Weights`; those of the f features as an array (f,).
    """

    source: Phrases
    starts: Rows
    words: npt.NDArray[np.int32]
    word_starts: Rows
    features: npt.NDArray[np.float32]
    numbers: Words
    model: Tables
    language_model: float
    feature_weights: Scores
    word: float
    phrase: float
    distortion: float
    copied: float


class Options(NamedTuple):
    """The ways to translate the spans of a sentence.

    Parameters
    ----------
    starts
        (words * width + 1,): the first option of each span. The span of `length` words from `start`
        is number `start * width + length - 1`. Its options stand one after another, the largest
        estimate first.
    pairs
        (o,): the phrase pair of each option; -1 if the word is copied.
    scores
        (o,): the score without the language model.
    estimates
        (o,): the score with the language model, of the phrase alone.
    """

    starts: Rows
    pairs: Rows
    scores: Scores
    estimates: Scores


@compiled
def say(knowledge: Knowledge, pair: Int, contexts: Context, weights: Values) -> float:
    """Return the log probability of the target words of a pair, after others.

    Parameters
    ----------
    knowledge
        Phrases and language model.
    pair
        Number of the pair; -1 for a word that is copied.
    contexts, weights
        (2, order - 1): the state of the language model in the first row, before and after. The
        second row is overwritten.
    """
    if pair < 0:
        return say_word(knowledge.model, UNKNOWN, contexts, weights)
    total = 0.0
    for place in range(knowledge.word_starts[pair], knowledge.word_starts[pair + 1]):
        number = np.int64(knowledge.numbers[knowledge.words[place]])
        total += say_word(knowledge.model, number, contexts, weights)
    return total


@compiled
def say_word(model: Tables, number: Int, contexts: Context, weights: Values) -> float:
    """Return the log probability of one word; the other parameters are as of `say`."""
    chance = advance(model, contexts[0], weights[0], number, contexts[1], weights[1])
    contexts[0], weights[0] = contexts[1], weights[1]
    return chance


@compiled
def find_phrase(source: Phrases, words: npt.NDArray[np.int32], start: Int, length: Int) -> Int:
    """Return the row of the `length` words from `start` among source phrases; -1 without one."""
    low, high = 0, len(source)
    while low < high:
        middle = (low + high) // 2
        difference = 0
        for column in range(source.shape[1]):
            word = words[start + column] if column < length else -1
            if source[middle, column] != word:
                difference = 1 if source[middle, column] > word else -1
                break
        if difference == 0:
            return middle
        if difference > 0:
            high = middle
        else:
            low = middle + 1
    return -1


@compiled
def _spans(knowledge: Knowledge, words: npt.NDArray[np.int32]) -> tuple[Rows, Rows]:
    """Return the first option of each span, as of `Options`, and its first pair, or -1."""
    width = max(1, knowledge.source.shape[1])
    starts = np.zeros(len(words) * width + 1, np.int64)
    first = np.full(len(words) * width, -1)
    for start in range(len(words)):
        known = True
        for length in range(1, width + 1):
            span = start * width + length - 1
            starts[span + 1] = starts[span]
            known = known and start + length <= len(words) and words[start + length - 1] >= 0
            row = find_phrase(knowledge.source, words, start, length) if known else -1
            if row >= 0:
                first[span] = knowledge.starts[row]
                starts[span + 1] += knowledge.starts[row + 1] - knowledge.starts[row]
            elif length == 1:
                starts[span + 1] += 1  # the word is copied
    return starts, first


@compiled
def find_options(knowledge: Knowledge, words: npt.NDArray[np.int32]) -> Options:
    """Return the options of a sentence, (n,) numbers of words; -1 for one without a number."""
    starts, first = _spans(knowledge, words)
    pairs, scores, estimates = np.full(starts[-1], -1), np.empty(starts[-1]), np.empty(starts[-1])
    memory = len(knowledge.model.starts) - 1
    contexts, weights = np.empty((2, memory), np.int32), np.empty((2, memory), np.float32)
    for span in range(len(first)):
        low, high = starts[span], starts[span + 1]
        for option in range(low, high):
            pair = first[span] + option - low if first[span] >= 0 else -1
            contexts[:], weights[:] = -1, 0
            pairs[option], scores[option] = pair, _score(knowledge, pair)
            chance = say(knowledge, pair, contexts, weights)
            estimates[option] = scores[option] + knowledge.language_model * chance
        order = low + np.argsort(-estimates[low:high], kind="mergesort")
        pairs[low:high] = pairs[order]
        scores[low:high] = scores[order]
        estimates[low:high] = estimates[order]
    return Options(starts, pairs, scores, estimates)


@compiled
def _score(knowledge: Knowledge, pair: Int) -> float:
    """Return the score of a pair without the language model."""
    if pair < 0:
        return knowledge.phrase + knowledge.word - knowledge.copied
    length = knowledge.word_starts[pair + 1] - knowledge.word_starts[pair]
    total = knowledge.phrase + knowledge.word * length
    for feature in range(len(knowledge.feature_weights)):
        total += knowledge.feature_weights[feature] * np.float64(knowledge.features[pair, feature])
    return float(total)


@compiled
def future_costs(options: Options, words: int) -> Scores:
    """Return the best estimate for each span, (words + 1, words + 1): by its start and its end."""
    width = (len(options.starts) - 1) // max(1, words)
    best = np.full((words + 1, words + 1), -np.inf)
    for length in range(1, words + 1):
        for start in range(words - length + 1):
            end = start + length
            span = start * width + length - 1
            if length <= width and options.starts[span] < options.starts[span + 1]:
                best[start, end] = options.estimates[options.starts[span]]
            for middle in range(start + 1, end):
                best[start, end] = max(best[start, end], best[start, middle] + best[middle, end])
    return best
