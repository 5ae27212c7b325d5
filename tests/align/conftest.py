"""Two languages with a known answer: a space, and a rotated, noised and reordered copy of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from align.learning.alignment import Alignment, learn
from align.learning.config import Config, Stage
from align.learning.trial import Seed, Trial
from align.learning.verdict import Evidence, Verdict
from align.lexicon import Lexicon, Pairs
from align.maps.reweight import Maps
from align.model.build import build, with_fast_indices
from align.model.model import Model
from align.model.save import save
from embeddings.arrays import Vectors
from embeddings.normalize import Normalization, unit
from embeddings.search import quantize
from embeddings.space import Space
from embeddings.spectrum import Flattening
from embeddings.subwords import Subwords

WORDS, DIMENSION, TOPICS = 1_500, 40, 60

#: Rows are reordered only within so many neighbours, as frequencies differ only a little between
#: languages; self-learning begins with the most frequent words of both sides.
_FREQUENCY_BAND = 50


@dataclass(frozen=True, eq=False)
class Planted:
    """Two spaces and the (n, 2) rows of their translations."""

    source: Space
    target: Space
    gold: Pairs

    def lexicon(self) -> Lexicon:
        """Return the translations as words."""
        return Lexicon(
            tuple((self.source.words[s], self.target.words[t]) for s, t in self.gold.tolist())
        )


def clustered(rng: np.random.Generator, words: int = WORDS) -> Vectors:
    """Return (words, 40) vectors as embeddings have them: topics, uneven axes, an offset."""
    topics = rng.standard_normal((TOPICS, DIMENSION))
    vectors = topics[rng.integers(TOPICS, size=words)] + rng.standard_normal((words, DIMENSION))
    return ((vectors + 0.5) * np.linspace(2.0, 0.4, DIMENSION)).astype(np.float32)


def rotation(rng: np.random.Generator, dimension: int = DIMENSION) -> Vectors:
    """Return a random orthogonal (dimension, dimension) matrix."""
    return np.linalg.qr(rng.standard_normal((dimension, dimension)))[0].astype(np.float32)


def plant(seed: int, noise: float = 0.2) -> Planted:
    """Return a space and its copy under a random rotation."""
    rng = np.random.default_rng(seed)
    x = clustered(rng)
    order = np.argsort(np.arange(WORDS) + rng.uniform(0, _FREQUENCY_BAND, WORDS))
    noised = x @ rotation(rng) + noise * rng.standard_normal(x.shape)
    return Planted(
        Space(tuple(f"s{row}" for row in range(WORDS)), x, "aa", provenance={"corpus": ["a"]}),
        Space(tuple(f"t{row}" for row in range(WORDS)), noised[order], "bb"),
        np.column_stack([order, np.arange(WORDS)])[np.argsort(order)],
    )


@pytest.fixture(scope="session")
def planted() -> Planted:
    return plant(1)


@pytest.fixture(scope="session")
def few_pairs(planted: Planted) -> Pairs:
    """Return 60 of the 1,500 translations."""
    return planted.gold[::25]


@pytest.fixture(scope="session")
def config() -> Config:
    """Return stages as small as the planted spaces."""
    rotations = Stage("rotate", 500, 5, 0.2), Stage("rotate", WORDS, 5, 0.2)
    return Config(stages=(*rotations, Stage("reweight", WORDS, 2, 0.1)))


@pytest.fixture(scope="session")
def make_seed() -> Callable[..., Seed]:
    """Return a maker of a seed of given pairs, as one trial leaves it."""

    def make(pairs: Pairs, null: float = 0.5, agreement: float | None = None) -> Seed:
        trial = Trial("dictionary", len(pairs), 1.0, null, agreement)
        return Seed(pairs, "dictionary", (trial,))

    return make


@pytest.fixture(scope="session")
def alignment(
    planted: Planted, few_pairs: Pairs, config: Config, make_seed: Callable[..., Seed]
) -> Alignment:
    return learn(
        planted.source,
        planted.target,
        make_seed(few_pairs),
        rng=np.random.default_rng(2),
        config=config,
    )


@pytest.fixture(scope="session")
def model(planted: Planted, alignment: Alignment) -> Model:
    return build(planted.source, planted.target, alignment, ("aa", "bb"))


@pytest.fixture(scope="session")
def small_model(planted: Planted, alignment: Alignment) -> Model:
    """Return a model of 30 and 25 words, some of them hard to write down, for files."""
    odd = ("naïve", "été", "مرحبا", "क़लम", "👩‍🚀", "New York", "a\tb", "a\rb", "\u2028", '"', "\\")
    source, target = planted.source.head(30), planted.target.head(25)
    source = replace(source, words=odd + source.words[len(odd) :])
    return build(source, target, alignment, ("aa", "bb"))


@pytest.fixture
def folder(small_model: Model, tmp_path: Path) -> Path:
    """Return the folder of the small model."""
    save(small_model, tmp_path / "model")
    return tmp_path / "model"


@pytest.fixture(scope="session")
def subwords() -> Subwords:
    """Return two n-grams."""
    rng, d = np.random.default_rng(0), DIMENSION
    flattening = Flattening(rng.random(d, dtype=np.float32), rng.random((d, d), dtype=np.float32))
    kept = np.array([1, 4], dtype=np.int32)
    return Subwords(kept, rng.random((2, d)).astype(np.float16), 9, 3, 6, flattening)


@pytest.fixture
def folder_with_subwords(small_model: Model, subwords: Subwords, tmp_path: Path) -> Path:
    """Return the folder of the small model with sub-words of its source language."""
    source = replace(small_model.source, subwords=subwords)
    save(replace(small_model, source=source), tmp_path / "subwords")
    return tmp_path / "subwords"


@pytest.fixture(scope="session")
def fast_model(model: Model) -> Model:
    """Return the model with a fast index of the target language, as if 1,500 words were enough."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(quantize, "FEWEST_ROWS", WORDS)
        (made,) = with_fast_indices([model])
    return replace(made, source=model.source)


@pytest.fixture
def fast_folder(fast_model: Model, tmp_path: Path) -> Path:
    """Return the folder of the model with a fast index."""
    save(fast_model, tmp_path / "fast")
    return tmp_path / "fast"


@pytest.fixture(scope="session")
def spaces_as_they_are() -> Callable[..., Model]:
    """Return a maker of models whose vectors are exactly those given, of unit length."""

    def make(source: Sequence[str], x: Vectors, target: Sequence[str], y: Vectors) -> Model:
        identity = np.eye(x.shape[1], dtype=np.float32)
        alignment = Alignment(
            Maps(identity, identity),
            Normalization((), ()),
            Normalization((), ()),
            {},
            Verdict("aligned", Evidence(2.0), ""),
        )
        spaces = Space(tuple(source), unit(x)), Space(tuple(target), unit(y))
        return build(*spaces, alignment, ("aa", "bb"))

    return make


@pytest.fixture
def unit_pair() -> tuple[Vectors, Vectors]:
    """Return 70 and 90 clustered vectors of unit length in the same space."""
    vectors = unit(clustered(np.random.default_rng(3), 160))
    return vectors[:70], vectors[70:]


@pytest.fixture(scope="session")
def make_rotation() -> Callable[..., Vectors]:
    return rotation


@pytest.fixture(scope="session")
def make_clustered() -> Callable[..., Vectors]:
    return clustered


@pytest.fixture(scope="session")
def make_planted() -> Callable[..., Planted]:
    return plant
