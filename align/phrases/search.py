"""The search for the best translations of a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import heappop, heappush
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from align.phrases.pieces import MOST_WORDS
from align.phrases.table import PhraseTable
from align.phrases.weights import Weights
from embeddings.lm.model import LanguageModel
from embeddings.lm.special import SPECIAL, UNKNOWN

if TYPE_CHECKING:
    from align.phrases.hypotheses import Hypotheses
    from align.phrases.options import Knowledge, Options, Rows


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How much is searched.

    Parameters
    ----------
    beam
        Hypotheses for each number of translated words.
    threshold
        How much worse than the best of them one may be.
    distortion
        The longest jump in the source sentence, in words; 0 keeps the order.
    """

    beam: int = 100
    threshold: float = 10.0
    distortion: int = 4

    def __post_init__(self) -> None:
        if self.beam < 1 or self.threshold < 0 or self.distortion < 0:
            raise ValueError(f"the limits of a search must not be below 0, nor the beam 0: {self}")


@dataclass(frozen=True)
class Derivation:
    """A translation, and how it came about.

    Parameters
    ----------
    words
        The target words.
    numbers
        Their numbers in the phrase table; -1 - i for a copy of source word i.
    score
        The weighted sum of features, with the end of the sentence.
    features
        What `Weights.vector` is multiplied with; the score is the sum of the products.
    spans
        For each phrase, in the order of the target sentence: start and end in the source, start
        and end in the target. Ends are exclusive.
    """

    words: tuple[str, ...]
    numbers: tuple[int, ...]
    score: float
    features: tuple[float, ...]
    spans: tuple[tuple[int, int, int, int], ...]


_WEIGHTS, _LIMITS = Weights(), Limits()


@dataclass(frozen=True, eq=False)
class Search:
    """A phrase table and a language model, to translate sentences.

    Parameters
    ----------
    table
        The phrases.
    model
        The language model of the target language.
    weights
        How much each feature counts.
    limits
        How much is searched.
    """

    table: PhraseTable
    model: LanguageModel
    weights: Weights = _WEIGHTS
    limits: Limits = _LIMITS

    def __post_init__(self) -> None:
        features, weights = self.table.features.shape[1], len(self.weights.features)
        if features != weights:
            raise ValueError(f"the table has {features} features, but there are {weights} weights")

    def translate(self, words: Sequence[str]) -> Derivation:
        """Return the best translation of a sentence of at most `MOST_WORDS` words."""
        return self.best(words, 1)[0]

    def best(self, words: Sequence[str], most: int) -> list[Derivation]:
        """Return the best translations of a sentence, the best first, no two with equal words.

        Parameters
        ----------
        words
            The sentence, at most `MOST_WORDS` words. `pieces` cuts longer ones.
        most
            Translations to return. There can be fewer.

        Raises
        ------
        ValueError
            If the sentence is too long.
        """
        if not words:
            nothing = (0.0,) * len(self.weights.vector)
            return [Derivation((), (), 0.0, nothing, ())][:most]
        if len(words) > MOST_WORDS:
            raise ValueError(f"a sentence of {len(words)} words; {MOST_WORDS} are possible")
        return list(islice(self._distinct(words), most))

    def _distinct(self, words: Sequence[str]) -> Iterator[Derivation]:
        seen = set()
        hypotheses, complete, options = self._searched(words)
        for score, rows in _paths(hypotheses, complete):
            derivation = self._derivation(words, score, hypotheses.option[rows], options)
            if derivation.words not in seen:
                seen.add(derivation.words)
                yield derivation

    def _searched(self, words: Sequence[str]) -> tuple[Hypotheses, Rows, Options]:
        from align.phrases.hypotheses import Sentence
        from align.phrases.options import find_options, future_costs
        from align.phrases.stacks import search

        numbers = np.array([self.table.numbers.get(word, -1) for word in words], np.int32)
        options = find_options(self._knowledge, numbers)
        futures = future_costs(options, len(words))
        sentence = Sentence(self._knowledge, options, futures, self.limits.distortion)
        return *search(sentence, self.limits.beam, float(self.limits.threshold)), options

    @cached_property
    def _knowledge(self) -> Knowledge:
        from align.phrases.options import Knowledge

        return Knowledge(
            self.table.source,
            self.table.starts,
            self.table.words,
            self.table.word_starts,
            self.table.features,
            self.model.encode(self.table.target_words),
            self.model.tables,
            float(self.weights.language_model),
            np.array(self.weights.features, np.float64),
            float(self.weights.word),
            float(self.weights.phrase),
            float(self.weights.distortion),
            float(self.weights.copied),
        )

    def _derivation(
        self, words: Sequence[str], score: float, chosen: Rows, options: Options
    ) -> Derivation:
        """Return the derivation by the chosen options, in the order of the target sentence."""
        width = (len(options.starts) - 1) // len(words)
        numbers: list[int] = []
        spans = []
        for option in chosen.tolist():
            span = int(np.searchsorted(options.starts, option, side="right")) - 1
            start, pair, before = span // width, int(options.pairs[option]), len(numbers)
            low, high = self.table.word_starts[pair : pair + 2].tolist() if pair >= 0 else (0, 0)
            numbers += self.table.words[low:high].tolist() if pair >= 0 else [-1 - start]
            spans.append((start, start + span % width + 1, before, len(numbers)))
        said = (self.table.target_words[n] if n >= 0 else words[-1 - n] for n in numbers)
        pairs = options.pairs[chosen]
        features = self._features(numbers, spans, pairs[pairs >= 0])
        return Derivation(tuple(said), tuple(numbers), score, features, tuple(spans))

    def _features(
        self, numbers: Sequence[int], spans: Sequence[tuple[int, int, int, int]], pairs: Rows
    ) -> tuple[float, ...]:
        """Return the features of a translation, in the order of `Weights.vector`."""
        # A copied word is unknown to the language model, however it is written.
        heard = [self.table.target_words[n] if n >= 0 else SPECIAL[UNKNOWN] for n in numbers]
        ends = [0, *(end for _, end, _, _ in spans)]
        jumps = sum(abs(span[0] - end) for span, end in zip(spans, ends[:-1], strict=True))
        copies = sum(number < 0 for number in numbers)
        return (
            self.model.score(heard),
            *self.table.features[pairs].sum(axis=0, dtype=np.float64).tolist(),
            float(len(numbers)),
            float(len(spans)),
            float(-jumps),
            float(-copies),
        )


def _paths(hypotheses: Hypotheses, complete: Rows) -> Iterator[tuple[float, list[int]]]:
    """Yield the scores and hypotheses of complete translations, the best first.

    This is a search by A* from the end. What remains to be chosen costs what the best path to a
    hypothesis does, which the search forwards has found.
    """
    # The score with its sign turned, and the hypotheses from the first that is chosen.
    heap: list[tuple[float, tuple[int, ...]]] = []
    for row in complete.tolist():
        for member in _alike(hypotheses, row):
            heappush(heap, (-float(hypotheses.score[member]), (member,)))
    while heap:
        turned, path = heappop(heap)
        previous = int(hypotheses.previous[path[0]])
        if previous == 0:
            yield -turned, list(path)
            continue
        for member in _alike(hypotheses, previous):
            loss = float(hypotheses.score[previous] - hypotheses.score[member])
            heappush(heap, (turned + loss, (member, *path)))


def _alike(hypotheses: Hypotheses, row: int) -> Iterator[int]:
    """Yield the hypotheses that can be continued in the same way as the listed one in `row`."""
    while row >= 0:
        yield row
        row = int(hypotheses.other[row])
