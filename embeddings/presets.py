"""Training settings, chosen by the size of the text.

benchmarks/bench_text.py measures them; docs/experiments.md has the tables.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Algorithm = Literal["skipgram", "cbow", "fasttext"]

Preset = Literal["auto", "word2vec"]


@dataclass(frozen=True, kw_only=True)
class TrainingSettings:
    """Training settings.

    The defaults are the preset `word2vec`, used for the reference runs of the project.
    """

    #: Skip-gram or continuous bag of words: T. Mikolov et al. (2013), arXiv:1310.4546. `fasttext`
    #: is skip-gram with the n-grams of each word: P. Bojanowski et al. (2017), arXiv:1607.04606.
    model: Algorithm = "skipgram"
    dimension: int = 300
    window: int = 5
    #: Negative samples for each word.
    negative: int = 10
    epochs: int = 5
    #: Rarer words are left out of the vocabulary.
    min_count: int = 10
    #: Words with a larger share of the text are down-sampled.
    sample: float = 1e-3
    #: Target share of variance of the largest thirtieth of the components (`embeddings.spectrum`).
    #: None leaves the trained variances unchanged.
    spectrum: float | None = None
    #: Windows of the count vectors that take a part of the dimensions (`embeddings.cooccurrence`);
    #: none for trained vectors alone.
    count_windows: tuple[int, ...] = ()

    @property
    def count_dimension(self) -> int:
        """Dimensions of the count vectors of each window: a sixth of all for each."""
        return self.dimension // 6 if self.count_windows else 0

    @property
    def trained_dimension(self) -> int:
        """Dimensions that are trained: those that no count vectors take."""
        return self.dimension - len(self.count_windows) * self.count_dimension


#: Words to train on, summed over all epochs: ten minutes on two cores.
_WORDS = 130_000_000

#: Minimum and maximum number of epochs.
_EPOCHS = (5, 20)

#: Best from 0.16 to 0.27 on English and French novels of five million tokens each
#: (docs/experiments.md).
_SPECTRUM = 0.22

#: A narrow window tells word classes apart, a wide one topics; both together were best on English
#: with German and with Spanish (docs/experiments.md).
_COUNT_WINDOWS = (2, 10)


def preset(name: Preset, tokens: int) -> TrainingSettings:
    """Return the settings of the preset `name` for a text of `tokens` tokens.

    `auto` was tuned on P@1 of supervised maps between English and French novels, and on similarity
    judgements. `word2vec` has the settings of its paper, for comparison.
    """
    if name == "word2vec":
        return TrainingSettings()
    minimum, maximum = _EPOCHS
    epochs = min(max(_WORDS // max(tokens, 1), minimum), maximum)
    return TrainingSettings(
        model="fasttext",
        negative=5,
        epochs=epochs,
        min_count=5,
        sample=1e-4,
        spectrum=_SPECTRUM,
        count_windows=_COUNT_WINDOWS,
    )


def auto(tokens: int) -> TrainingSettings:
    """Return the settings of the preset `auto` for a text of `tokens` tokens."""
    return preset("auto", tokens)
