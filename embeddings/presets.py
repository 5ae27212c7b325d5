"""Training settings by the amount of text.

Measured by benchmarks/bench_text.py, tabled in docs/experiments.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Algorithm = Literal["skipgram", "cbow", "fasttext"]
ALGORITHMS: tuple[Algorithm, ...] = get_args(Algorithm)

Preset = Literal["auto", "word2vec"]


@dataclass(frozen=True, kw_only=True)
class TrainingSettings:
    """Settings of the training.

    The defaults are those of the preset `word2vec`, the reference run of the project's data.
    """

    #: Skip-gram or continuous bag of words: T. Mikolov et al. (2013), arXiv:1310.4546. `fasttext`
    #: is skip-gram with the n-grams of each word: P. Bojanowski et al. (2017), arXiv:1607.04606.
    model: Algorithm = "skipgram"
    dimension: int = 300
    window: int = 5
    #: Negative samples for each word.
    negative: int = 10
    epochs: int = 5
    #: Words that occur less often are left out.
    min_count: int = 10
    #: Words with a larger share of the text than this are down-sampled.
    sample: float = 1e-3
    #: Share of the variance for the largest thirtieth of the components (`embeddings.spectrum`);
    #: None keeps that of the training.
    spectrum: float | None = None


#: Words to train on in all epochs together, ten minutes on two cores; and fewest and most epochs.
_WORDS = 130_000_000
_EPOCHS = (5, 20)

#: Best from 0.16 to 0.27 on English and French novels of five million tokens each
#: (docs/experiments.md).
_SPECTRUM = 0.22


def preset(name: Preset, tokens: int) -> TrainingSettings:
    """Return the settings of a preset for a text of so many tokens.

    `auto` is chosen by P@1 of supervised maps between English and French novels, and by similarity
    judgements; `word2vec` is as its paper has it, for comparison.
    """
    if name == "word2vec":
        return TrainingSettings()
    fewest, most = _EPOCHS
    epochs = min(max(_WORDS // max(tokens, 1), fewest), most)
    return TrainingSettings(
        model="fasttext", negative=5, epochs=epochs, min_count=5, sample=1e-4, spectrum=_SPECTRUM
    )


def auto(tokens: int) -> TrainingSettings:
    """Return the settings of the preset `auto` for a text of so many tokens."""
    return preset("auto", tokens)
