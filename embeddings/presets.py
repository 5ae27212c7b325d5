"""How to train on how much text: measured by benchmarks/bench_text.py, tabled in docs/method.md."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Model = Literal["skipgram", "cbow", "fasttext"]
MODELS: tuple[Model, ...] = get_args(Model)

Preset = Literal["auto", "word2vec"]


@dataclass(frozen=True, kw_only=True)
class TrainingSettings:
    """How vectors are trained.

    The defaults are those of the preset `word2vec`, the reference run of the project's data.
    """

    #: Skip-gram or continuous bag of words: T. Mikolov et al. (2013), arXiv:1310.4546. `fasttext`
    #: is skip-gram with the n-grams of each word: P. Bojanowski et al. (2017), arXiv:1607.04606.
    model: Model = "skipgram"
    dimension: int = 300
    window: int = 5
    #: Words drawn at random for each word seen.
    negative: int = 10
    epochs: int = 5
    #: Rarer words are left out.
    min_count: int = 10
    #: Words of a larger share of the text than this are left out now and then.
    sample: float = 1e-3
    #: What share of the variance the largest components, a thirtieth of all, are to have in the end
    #: (`embeddings.spectrum`); None leaves it as it was trained.
    spectrum: float | None = None


#: Words that a text is gone through for, all epochs together, and the epochs that are worth while:
#: ten minutes of two cores.
_WORDS = 130_000_000
_EPOCHS = (5, 20)

#: English and French novels, five million tokens each: best from 0.16 to 0.27 (docs/method.md).
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
