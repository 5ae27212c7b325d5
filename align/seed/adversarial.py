"""A seed dictionary from a map that a discriminator cannot see through.

A. Conneau, G. Lample, M. Ranzato, L. Denoyer, H. Jégou (2018), "Word translation without parallel
data", ICLR, sections 2.1, 2.2 and 3.2, arXiv:1710.04087. A network learns to tell mapped source
vectors from target vectors, the map learns to mislead it, and stays nearly orthogonal. Changes:

* One pass through the network serves its step and the map's (there: a batch for each).
* `QUICK` works in principal axes, partly whitened, on a small network: minutes, not hours.
* `QUICK`'s network is also told how dense each word's surroundings are. No rotation changes that,
  and translations resemble each other in it, so fewer wrong maps look right.
* Training starts anew from other signs of the axes until self-learning finds a shared shape.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from align.lexicon import Pairs
from align.maps.procrustes import procrustes
from align.retrieval.induce import induce
from embeddings.arrays import Vectors
from embeddings.normalize import unit
from embeddings.progress import Attempted, Message, Progress, silent
from embeddings.space import Space


@dataclass(frozen=True, kw_only=True)
class Schedule:
    """Every setting, as in section 3.2 of the paper, or what it does not say, or our own."""

    words: int = 50_000  #: Most frequent words of each side that batches are drawn from.
    components: int = 300  #: Ours: principal axes kept; all of them are a rotation.
    whitening: float = 0.0  #: Ours: an axis's variance v becomes v^(1 - whitening).
    densities: tuple[int, ...] = ()  #: Ours: told of each word, its mean cosine to k nearest.
    hidden: int = 2_048  #: Width of both hidden layers.
    dropout: float = 0.1  #: Share of the network's inputs that is dropped.
    smoothing: float = 0.2  #: The labels are 1 - smoothing and smoothing.
    batch: int = 32  #: Words of each side in a step.
    lead: int = 5  #: Not said: steps of the network for each of the map.
    network_rate: float = 0.1  #: Learning rate of the network.
    map_rate: float = 0.1  #: Learning rate of the map.
    decay: float = 0.95  #: Both rates are multiplied by this after each epoch,
    setback: float = 0.5  #: and by this if the criterion fell.
    orthogonality: float = 0.01  #: The b of ``w <- (1 + b) w - b w w.T w``, equation 7.
    steps: int = 30_000  #: Not said: steps of the map in an epoch.
    epochs: int = 5  #: Not said.
    criterion_words: int = 10_000  #: Their mean CSLS to their nearest is the criterion, 3.3.
    gain: float = np.inf  #: Ours: training ends once it is so many times its lowest value.
    restarts: int = 1  #: Ours: trainings at most, each from other signs of the axes.
    #: Ours: no restart once the self-learned objective is so many times an untrained map's.
    #: English-French, 2026-11-23: 2.4 times where it worked, 0.9 to 1.1 where it did not.
    success: float = 1.5


#: Minutes. Development runs on English-French, 2026-11-23: with 5,000 words the network learns them
#: by heart, and the map stays where it is; 10 or 30 axes hold too little. Without the densities
#: 9 trainings of 15 worked, after twice as many steps; with them, 16 of 16.
QUICK = Schedule(
    words=15_000,
    components=100,
    whitening=0.5,
    densities=(10, 100, 1_000),
    hidden=256,
    batch=48,
    lead=1,
    network_rate=0.3,
    map_rate=0.3,
    decay=1.0,
    setback=1.0,
    orthogonality=0.1,
    steps=1_000,
    epochs=18,
    criterion_words=2_000,
    gain=1.3,
    restarts=8,
)

_LIFTED = 5_000  #: Words among which pairs are sought when the map leaves the principal axes,
_JUDGED = 4_000  #: and then judged, in no more than
_ROUNDS, _TOLERANCE = 40, 1e-4  #: rounds, ended by a smaller gain: a weak map gains slowly.
_SURROUNDINGS = 5_000  #: Most frequent words that densities are measured among,
_BLOCK = 1_000  #: and rows at once.
_LEAK = np.float32(0.2)  #: Not said: slope of the leaky ReLU where it leaks.
_SMALLEST_VARIANCE = 1e-6  #: As a share of the largest: a smaller one is not stretched further.


def adversarial(
    source: Space,
    target: Space,
    rng: np.random.Generator,
    schedule: Schedule = QUICK,
    progress: Progress = silent,
) -> Pairs:
    """Return the rows (p, 2) of the pairs that the best of several adversarial maps makes mutual.

    `source` and `target` have normalised vectors of the same dimension; `rng` draws the signs, the
    network, the batches and what is dropped; `progress` gets an event for each epoch and restart.
    """
    x, y = _side(source.vectors, schedule), _side(target.vectors, schedule)
    best, pairs = -np.inf, np.empty((0, 2), dtype=np.intp)
    for restart in range(1, schedule.restarts + 1):
        start = np.diag(rng.choice([-1, 1], x.vectors.shape[1])).astype(np.float32)
        if restart == 1:
            null, _ = _judge(source, target, _lifted(x, y, start))
        w = _best(_train(x, y, start, rng, schedule), schedule, progress)
        objective, found = _judge(source, target, _lifted(x, y, w))
        progress(
            Message(f"restart {restart}: objective {objective:.4f}, {null:.4f} without training")
        )
        if objective > best:
            best, pairs = objective, found
        if objective > schedule.success * null:
            break
    return pairs


class _Side(NamedTuple):
    """What the network sees of a language: (n, axes) `vectors` and (n, f) `invariants`."""

    vectors: Vectors
    invariants: Vectors


def _side(vectors: Vectors, schedule: Schedule) -> _Side:
    x = vectors[: schedule.words]
    variances, axes = np.linalg.eigh(np.cov(x.T.astype(np.float64)))
    kept = slice(None, -schedule.components - 1, -1)
    variances, axes = np.maximum(variances, _SMALLEST_VARIANCE * variances[-1])[kept], axes[:, kept]
    # The sign of an axis is arbitrary: the longer tail is made the positive one.
    axes = axes * np.where(((x @ axes) ** 3).sum(axis=0) < 0, -1, 1)
    projected = x @ (axes * variances ** (-schedule.whitening / 2))
    scaled: Vectors = (projected / projected.std()).astype(np.float32)
    return _Side(scaled, _densities(x, schedule.densities))


def _densities(x: Vectors, neighbours: tuple[int, ...]) -> Vectors:
    """Return each word's mean cosine (n, f) to so many nearest words, made a normal variable."""
    from scipy.special import ndtri

    among = x[:_SURROUNDINGS]
    most = min(max(neighbours, default=0), len(among) - 1)
    means = np.empty((len(x), len(neighbours)))
    for start in range(0, len(x), _BLOCK) if neighbours else ():
        cosines = x[start : start + _BLOCK] @ among.T
        np.fill_diagonal(cosines[:, start:], -1)  # no word is its own neighbour
        nearest = -np.sort(np.partition(-cosines, most, axis=1)[:, :most], axis=1)
        for column, k in enumerate(neighbours):
            means[start : start + _BLOCK, column] = nearest[:, :k].mean(axis=1)
    # Languages differ in the level and spread of their densities; what they share is the order.
    ranks = means.argsort(axis=0, kind="stable").argsort(axis=0)
    return ndtri((ranks + 0.5) / len(x)).astype(np.float32)  # type: ignore[no-any-return]


def _train(
    x: _Side, y: _Side, w: Vectors, rng: np.random.Generator, schedule: Schedule
) -> Iterator[tuple[Vectors, float]]:
    """Yield the map (axes, axes) and the criterion after each epoch."""
    network = _Network(x.vectors.shape[1] + x.invariants.shape[1], schedule, rng)
    rate, highest, b = 1.0, -np.inf, np.float32(schedule.orthogonality)
    for _ in range(schedule.epochs):
        for step in range(schedule.steps * schedule.lead):
            rows = rng.integers(len(x.vectors), size=schedule.batch)
            others = rng.integers(len(y.vectors), size=schedule.batch)
            mapped = np.column_stack([x.vectors[rows] @ w, x.invariants[rows]])
            target = np.column_stack([y.vectors[others], y.invariants[others]])
            slope = network.step(mapped, target, rate)[:, : len(w)]
            if step % schedule.lead == 0:
                w = w - np.float32(rate * schedule.map_rate) * (x.vectors[rows].T @ slope)
                w += b * (w - w @ w.T @ w)
        size = schedule.criterion_words
        criterion = induce(unit(x.vectors[:size] @ w), unit(y.vectors[:size])).objective
        yield w, criterion
        rate *= schedule.decay * (schedule.setback if criterion < highest else 1)
        highest = max(highest, criterion)


class _Network:
    """The discriminator: two hidden layers, and how likely its input is to be a source word."""

    def __init__(self, inputs: int, schedule: Schedule, rng: np.random.Generator) -> None:
        self._rng, self._schedule = rng, schedule
        sizes = (inputs, schedule.hidden, schedule.hidden, 1)
        self._weights = [
            (rng.uniform(-1, 1, shape) / np.sqrt(shape[0])).astype(np.float32)
            for shape in pairwise(sizes)
        ]
        self._biases = [np.zeros(size, dtype=np.float32) for size in sizes[1:]]

    def step(self, mapped: Vectors, target: Vectors, rate: float) -> Vectors:
        """Learn from a batch of each side, (batch, inputs).

        Return the slope (batch, inputs) of cross-entropy with the labels exchanged at `mapped`.
        """
        smoothing, batch = self._schedule.smoothing, len(mapped)
        kept = self._rng.random((2 * batch, mapped.shape[1])) >= self._schedule.dropout
        mask = kept * np.float32(1 / (1 - self._schedule.dropout))
        inputs = np.concatenate([mapped, target]) * mask
        one = inputs @ self._weights[0] + self._biases[0]
        one = np.maximum(one, _LEAK * one)
        two = one @ self._weights[1] + self._biases[1]
        two = np.maximum(two, _LEAK * two)
        logit = two @ self._weights[2] + self._biases[2]
        # Each row's slope of the logit; a loss scales it by its own slope, chance minus label.
        slope_two = np.where(two > 0, np.float32(1), _LEAK) * self._weights[2].T
        slope_one = np.where(one > 0, np.float32(1), _LEAK) * (slope_two @ self._weights[1].T)
        slope = (slope_one @ self._weights[0].T) * mask
        chance = 1 / (1 + np.exp(-logit))
        label = np.repeat([1 - smoothing, smoothing], batch).astype(np.float32)[:, None]
        wrong = np.float32(rate * self._schedule.network_rate / (2 * batch)) * (chance - label)
        slopes = (slope_one, slope_two, np.ones_like(logit))
        for layer, (activation, towards) in enumerate(zip((inputs, one, two), slopes, strict=True)):
            self._weights[layer] -= activation.T @ (wrong * towards)
            self._biases[layer] -= (wrong * towards).sum(axis=0)
        misled = (chance[:batch] - np.float32(smoothing)) / np.float32(batch)
        result: Vectors = misled * slope[:batch]
        return result


def _best(
    trained: Iterator[tuple[Vectors, float]], schedule: Schedule, progress: Progress
) -> Vectors:
    """Return the map of the highest criterion, ending once that is far above the lowest."""
    lowest, highest = np.inf, -np.inf
    for epoch, (w, criterion) in enumerate(trained, 1):
        progress(Attempted("epoch", epoch, schedule.epochs, f"criterion {criterion:.4f}"))
        lowest = min(lowest, criterion)
        if criterion > highest:
            highest, best = criterion, w
        if criterion > schedule.gain * lowest:
            break
    return best


def _lifted(x: _Side, y: _Side, w: Vectors) -> Pairs:
    return induce(unit(x.vectors[:_LIFTED] @ w), unit(y.vectors[:_LIFTED])).mutual


def _judge(source: Space, target: Space, pairs: Pairs) -> tuple[float, Pairs]:
    """Return the mean CSLS and the pairs that rotating and inducing by turns come to."""
    x, y, last = source.vectors, target.vectors, -np.inf
    for _ in range(_ROUNDS):
        w = procrustes(x[pairs[:, 0]], y[pairs[:, 1]])
        induced = induce(unit(x[:_JUDGED] @ w), y[:_JUDGED])
        gain, last, pairs = induced.objective - last, induced.objective, induced.mutual
        if gain < _TOLERANCE:
            break
    return last, pairs
