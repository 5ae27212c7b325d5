"""Transport between two vocabularies that relearns, after each pass, how to compare words.

Words are compared by canonical variates of their features: H. Hotelling (1936), "Relations between
two sets of variates", Biometrika 28. The first variates come from dictionaries of other languages.
Each pass of transport and Procrustes, from few principal components to all as in S. Melzi et al.
(2019), "ZoomOut", arXiv:1904.07865, gives a plan, and the variates are fitted anew to that plan.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from align.maps.procrustes import procrustes
from align.seed.features import Features
from align.seed.matching import sinkhorn, without_hubs
from align.seed.quantiles import by_row
from embeddings.arrays import Matrix, Vectors
from embeddings.normalize import unit

_Square = npt.NDArray[np.floating]

#: Number of variates. English-Russian, 2026-11-25: thirty rank translations as well as all do, ten
#: do not.
VARIATES = 30

#: Ridge on the variance of each feature, which is about 1: hundreds of features overlap.
_RIDGE = 1.0

#: With a higher correlation one variate would outweigh all others.
HIGHEST_CORRELATION = 0.98

#: Turns of the first pass, which starts with few components, and of later ones, with twice as many.
_TURNS, _LATER_TURNS = 20, 10

#: Temperatures, in standard deviations: of plans at the start and the end of a pass, and of plans
#: that variates are fitted to. After so many passes the variates lose half of their weight.
_HOT, _COLD, _LEARNING = 0.7, 0.5, 0.25
_TRUSTED_PASSES = 3

#: Components and turns of growing.
_GROWN_FROM, _GROWING_TURNS = 40, 10


@dataclass(frozen=True, eq=False)
class Variates:
    """Canonical variates of features: weights (f, v) of each side, and correlations (v,)."""

    source: _Square
    target: _Square
    correlations: npt.NDArray[np.floating]


@dataclass(frozen=True, eq=False)
class Matchable:
    """The words of one language: principal components (n, d), features (n, f) with mean 0."""

    components: Vectors
    features: Features


def canonical(of_source: _Square, of_target: _Square, across: _Square) -> Variates:
    """Return the canonical variates of two covariances and the covariance across, each (f, f)."""
    a, b = whitening(of_source), whitening(of_target)
    u, correlations, vt = np.linalg.svd(a.T @ across @ b)
    capped = np.minimum(correlations[:VARIATES], HIGHEST_CORRELATION)
    return Variates(a @ u[:, :VARIATES], b @ vt.T[:, :VARIATES], capped)


def likeness(f: Features, g: Features, variates: Variates) -> Matrix:
    """Return how much likelier pairs (n, m) are as translations than by chance, scaled by row.

    The log likelihood ratio of correlated against uncorrelated normal variables.
    """
    a, b = f @ variates.source, g @ variates.target
    a, b = a / np.maximum(a.std(axis=0), 1e-9), b / np.maximum(b.std(axis=0), 1e-9)
    r = variates.correlations
    squares = r**2 / (2 * (1 - r**2))
    ratio = (a * (r / (1 - r**2))) @ b.T - (a**2 @ squares)[:, None] - b**2 @ squares
    return by_row(ratio.astype(np.float32))


def relearned(x: Matchable, y: Matchable, plan: Matrix) -> Matrix:
    """Return the likeness (n, m) by the canonical variates of a plan (n, m)."""
    f, g = x.features, y.features
    across = f.T @ (plan @ g) / len(f)
    return likeness(f, g, canonical(f.T @ f / len(f), g.T @ g / len(g), across))


def transport_relearning(
    x: Matchable, y: Matchable, start: Matrix, first: int, passes: int
) -> Matrix:
    """Return how much words attract each other (n, m) after several passes.

    Parameters
    ----------
    x, y
        The words of both languages.
    start : (n, m) float array
        A likeness.
    first
        Number of components at the start of the first pass.
    passes
        Number of passes.
    """
    pull = start
    for number in range(passes):
        end = 1.0 if number < _TRUSTED_PASSES else 0.5
        turns, few = (_LATER_TURNS, 2 * first) if number else (_TURNS, first)
        similarities = _pass(x.components, y.components, start, end, few, turns)
        pull = similarities + np.float32(end) * start
        start = relearned(x, y, sinkhorn(similarities, _LEARNING))
    return pull


def learning_plan(pull: Matrix) -> Matrix:
    """Return the plan (n, m) that variates are fitted to."""
    return sinkhorn(pull / pull.std(), _LEARNING)


def grow(x: Vectors, y: Vectors, plan: Matrix, rounds: int) -> Matrix:
    """Return similarities (n, m) of all words, grown from a plan of the first words.

    Parameters
    ----------
    x : (n, d) float array
        Principal components of the source words.
    y : (m, d) float array
        Those of the target words.
    plan
        A plan of the first words of both.
    rounds
        Number of rounds.
    """
    last = x.shape[1]
    counts = np.geomspace(min(_GROWN_FROM, last), last, _GROWING_TURNS).astype(int)
    for _ in range(rounds):
        k = counts[0]
        w = procrustes(x[: len(plan), :k], plan @ y[: plan.shape[1], :k])
        for k, following in zip(counts, [*counts[1:], last], strict=True):
            similarities = without_hubs(unit(x[:, :k] @ w) @ unit(y[:, :k]).T)
            plan = _shares(similarities)
            w = procrustes(x[:, :following], plan @ y[:, :following])
    return similarities


def _pass(x: Vectors, y: Vectors, start: Matrix, end: float, first: int, turns: int) -> Matrix:
    """Return similarities (n, m) in standard deviations, from few components (n, d) to all."""
    last = x.shape[1]
    few = min(first, last)
    plan = sinkhorn(start, _HOT)
    for progress in np.linspace(0, 1, turns):
        k = min(last, round(few * (last / few) ** progress))
        a, b = x[:, :k], y[:, :k]
        similarities = without_hubs(unit(a @ procrustes(a, plan @ b)) @ unit(b).T)
        similarities /= similarities.std()
        weight = np.float32(1 + (end - 1) * progress)
        plan = sinkhorn(similarities + weight * start, _HOT * (_COLD / _HOT) ** progress)
    return similarities


def _shares(similarities: Matrix) -> Matrix:
    """Return the products of each word's shares (n, m) in both directions, as softmaxes."""
    scaled = similarities / (similarities.std() * np.float32(_LEARNING))
    forward = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    backward = np.exp(scaled - scaled.max(axis=0))
    forward /= forward.sum(axis=1, keepdims=True)
    result: Matrix = forward * (backward / backward.sum(axis=0))
    return result


def whitening(covariance: _Square) -> _Square:
    """Return weights (f, f) that make features of this covariance (f, f) uncorrelated."""
    variances, axes = np.linalg.eigh(covariance + _RIDGE * np.eye(len(covariance)))
    result: _Square = axes * variances**-0.5
    return result
