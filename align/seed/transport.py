"""A seed dictionary from the shapes of two clouds of words: optimal transport, coarse to fine.

Entropic optimal transport (words to words) and Procrustes (space to space) take turns on the most
frequent words of both sides, as in E. Grave, A. Joulin, Q. Berthet (2019), "Unsupervised
alignment of embeddings with Wasserstein Procrustes", AISTATS, arXiv:1805.11222, with the Sinkhorn
iterations of M. Cuturi (2013), arXiv:1306.0895. Alone, this converges to a solution near its start.
Three changes make it work for distant languages:

* The start compares words by the distribution of their similarities to all others, after M.
  Artetxe, G. Labaka, E. Agirre (2018), section 3.2, arXiv:1805.06297, with
  quantiles standardised within each language. Algorithms differ in the shape of the distributions;
  unstandardised, they say nothing about, for example, GloVe against word2vec.
* The match begins with a few principal components and gets more at each turn, as in the spectral
  upsampling of S. Melzi et al. (2019), "ZoomOut", arXiv:1904.07865: the strongest axes are few
  and shared, and leave little room for error.
* Several starts weight the quantiles at random. The best has the most similar similarities between
  matched words, the objective of Gromov-Wasserstein: D. Alvarez-Melis, T. Jaakkola (2018),
  arXiv:1809.00013.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from align.errors import EmptyDictionary
from align.lexicon import Pairs
from align.seed.matching import mutual_matches, plain_words, sinkhorn, without_hubs
from align.seed.quantiles import Signature, by_row, likeness, signature, standard
from embeddings.arrays import Matrix, Vectors
from embeddings.normalize import unit
from embeddings.progress import Attempted, Progress, silent
from embeddings.space import Space
from embeddings.spectrum import SMALLEST_VARIANCE

#: Words of each side. Of sizes from 500 to 2,000, 700 to 1,000 found Finnish most often
#: (docs/experiments.md).
WORDS = 1_000

#: Fewer words are not enough to compare shapes or to compute forty quantiles.
FEWEST_WORDS = 50

#: Maximum number of starts. French needed two; Finnish found its best among sixteen.
STARTS = 16

#: Number of best starts, which self-learning judges. The objective of a thousand words separates
#: success from failure, but not always the best from the second best.
KEPT = 4

#: The starts end when the best two match this share of the words alike; chance is 1 / WORDS.
_AGREED = 0.4

#: Turns of a start, from a few components to all.
_TURNS = 30
_FEWEST_COMPONENTS = (3, 5)

#: Temperatures of the transport at the start and later, in standard deviations of similarities.
_START_TEMPERATURE, _TEMPERATURE = 0.5, 0.5

#: Spread of the random weights of quantiles and signatures; ranges of the weight of frequency, and
#: of the weight of the start in later turns (falling to 0). Each start draws its own.
_QUANTILE_SPREAD, _SIGNATURE_SPREAD = 1.0, 0.7
_FREQUENCY_WEIGHT, _START_WEIGHT = (0.3, 2.0), (0.2, 1.5)


@dataclass(frozen=True, eq=False)
class _Points:
    """The words to match of one language: rows (n,), principal components (n, d), signatures."""

    rows: npt.NDArray[np.intp]
    components: Vectors
    signatures: tuple[Signature, ...]
    kernel: Matrix


@dataclass(frozen=True, eq=False)
class _Match:
    """The result of one start: similarities (n, m), each word's match (n,), and the objective."""

    similarities: Matrix
    matches: npt.NDArray[np.intp]
    objective: float


def transport(
    source: Space,
    target: Space,
    rng: np.random.Generator,
    progress: Progress = silent,
) -> tuple[Pairs, ...]:
    """Return the mutual matches (p, 2) of the best of several starts.

    Parameters
    ----------
    source, target
        Spaces with normalised vectors, most frequent first.
    rng
        Draws the weights of each start.
    progress
        Called with an `Attempted` event after each start.

    Raises
    ------
    EmptyDictionary
        If a side has too few words.
    """
    if min(len(source), len(target)) < FEWEST_WORDS:
        raise EmptyDictionary(
            f"the spaces have {len(source)} and {len(target)} words; this way needs "
            f"{FEWEST_WORDS} or more; give some known pairs (--seed-dictionary FILE)"
        )
    x, y = _points(source), _points(target)
    matches: list[_Match] = []
    for start in range(1, STARTS + 1):
        matches.append(_match(x, y, rng))
        matches.sort(key=lambda match: -match.objective)
        best, runner_up = matches[0], matches[min(1, start - 1)]
        agreement = float(np.mean(best.matches == runner_up.matches)) if start > 1 else 0.0
        outcome = (
            f"objective {best.objective:.4f} at best, "
            f"the best two agree on {agreement:.0%} of the words"
        )
        progress(Attempted("start", start, STARTS, outcome))
        if agreement >= _AGREED:
            break
    seeds = tuple(mutual_matches(x.rows, y.rows, match.similarities) for match in matches[:KEPT])
    return tuple(pairs for pairs in seeds if len(pairs))


def _match(x: _Points, y: _Points, rng: np.random.Generator) -> _Match:
    """Return the result of one start, from a few components to all."""
    start = _start(x, y, rng)
    weight = rng.uniform(*_START_WEIGHT)
    first = rng.integers(_FEWEST_COMPONENTS[0], _FEWEST_COMPONENTS[1], endpoint=True)
    last = x.components.shape[1]
    plan = sinkhorn(start, _START_TEMPERATURE)
    for progress in np.linspace(0, 1, _TURNS):
        k = min(last, round(first * (last / first) ** progress))
        a, b = x.components[:, :k], y.components[:, :k]
        u, _, vt = np.linalg.svd(a.T @ (plan @ b))
        similarities = without_hubs(unit(a @ (u @ vt)) @ unit(b).T)
        pull = similarities / similarities.std() + np.float32(weight * (1 - progress)) * start
        plan = sinkhorn(pull, _TEMPERATURE)
    objective = float(np.sum((x.kernel @ plan) * (plan @ y.kernel), dtype=np.float64) / plan.size)
    return _Match(similarities, plan.argmax(axis=1), objective)


def _start(x: _Points, y: _Points, rng: np.random.Generator) -> Matrix:
    """Return the likeness of words (n, m) before any match, in standard deviations by row."""
    likenesses = np.zeros((len(x.rows), len(y.rows)), dtype=np.float32)
    for a, b in zip(x.signatures, y.signatures, strict=True):
        weights = np.exp(rng.normal(0, _QUANTILE_SPREAD, a.shape[1])).astype(np.float32)
        scale = np.float32(np.exp(rng.normal(0, _SIGNATURE_SPREAD)))
        likenesses += scale * likeness(a * weights, b * weights)
    frequency = np.float32(rng.uniform(*_FREQUENCY_WEIGHT))
    ranks = (standard(np.log(side.rows + 10.0)[:, None]) for side in (x, y))
    a, b = ranks
    return by_row(by_row(likenesses) - frequency * by_row((a - b.T) ** 2))


def _points(space: Space) -> _Points:
    """Return the words to match of a language."""
    rows = plain_words(space.words, WORDS // 2)[:WORDS]
    variances, axes = np.linalg.eigh(np.cov(space.vectors[:10_000].T.astype(np.float64)))
    variances, axes = np.maximum(variances[::-1], SMALLEST_VARIANCE * variances[-1]), axes[:, ::-1]
    components = space.vectors[rows] @ axes.astype(np.float32)
    # Not whitened, half whitened, fully whitened: each shows other neighbours.
    whitened = [unit(components * variances**power) for power in (0.0, -0.25, -0.5)]
    return _Points(
        rows, components, tuple(signature(each) for each in whitened), _kernel(whitened[1])
    )


def _kernel(x: Vectors) -> Matrix:
    """Return the similarities (n, n) of `x` to itself, centred by row and by column."""
    similarities = x @ x.T
    np.fill_diagonal(similarities, 0)
    similarities -= similarities.mean()
    similarities -= similarities.mean(axis=0) + similarities.mean(axis=1)[:, None]
    scaled: Matrix = similarities / similarities.std()
    return scaled
