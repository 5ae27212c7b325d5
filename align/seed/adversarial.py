"""A seed dictionary from a map whose output a discriminator cannot recognise.

A. Conneau, G. Lample, M. Ranzato, L. Denoyer, H. Jégou (2018), "Word translation without parallel
data", ICLR, sections 2.1, 2.2 and 3.2, arXiv:1710.04087. A network learns to tell mapped source
vectors from target vectors; the map learns to mislead it and stays nearly orthogonal. Changes:

* One pass through the network serves its own step and the map's (the paper: a batch for each).
* `QUICK` works in principal axes, partly whitened, on a small network: minutes, not hours.
* The network of `QUICK` also gets the density around each word. No rotation changes it, and
  translations have similar densities, so fewer wrong maps look right.
* Training restarts from other signs of the axes until self-learning finds a shared shape.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from align.lexicon import Pairs
from align.maps.procrustes import procrustes
from align.retrieval.induce import induce
from align.seed.schedule import QUICK, Schedule
from embeddings.arrays import Vectors
from embeddings.normalize import unit
from embeddings.progress import Attempted, Message, Progress, silent
from embeddings.space import Space
from embeddings.spectrum import SMALLEST_VARIANCE

_LIFTED = 5_000  #: Words among which the finished map induces pairs.
_JUDGED = 4_000  #: Words of the rounds that judge those pairs.
_ROUNDS, _TOLERANCE = 40, 1e-4  #: Most rounds, and the gain that ends them: weak maps gain slowly.
_SURROUNDINGS = 5_000  #: Most frequent words that densities are computed among.
_BLOCK = 1_000  #: Rows of densities at once.
_LEAK = np.float32(0.2)  #: Unspecified: slope of the leaky ReLU for negative inputs.


def adversarial(
    source: Space,
    target: Space,
    rng: np.random.Generator,
    schedule: Schedule = QUICK,
    progress: Progress = silent,
) -> Pairs:
    """Return the mutual pairs (p, 2) under the best of several adversarial maps.

    Parameters
    ----------
    source, target
        Spaces with normalised vectors of the same dimension.
    rng
        Draws the signs, the network, the batches and the dropout.
    schedule
        The settings.
    progress
        Called with an event for each epoch and restart.
    """
    x, y = _points(source.vectors, schedule), _points(target.vectors, schedule)
    best, pairs = -np.inf, np.empty((0, 2), dtype=np.intp)
    for restart in range(1, schedule.restarts + 1):
        start = np.diag(rng.choice([-1, 1], x.vectors.shape[1])).astype(np.float32)
        if restart == 1:
            null, _ = _judge(source, target, _lifted(x, y, start))
        w = _best(_train(x, y, start, rng, schedule), schedule, progress)
        objective, induced = _judge(source, target, _lifted(x, y, w))
        progress(
            Message(f"restart {restart}: objective {objective:.4f}, {null:.4f} without training")
        )
        if objective > best:
            best, pairs = objective, induced
        if objective > schedule.success * null:
            break
    return pairs


class _Points(NamedTuple):
    """The network's input of a language: `vectors` (n, axes) and `invariants` (n, f)."""

    vectors: Vectors
    invariants: Vectors


def _points(vectors: Vectors, schedule: Schedule) -> _Points:
    x = vectors[: schedule.words]
    variances, axes = np.linalg.eigh(np.cov(x.T.astype(np.float64)))
    largest = slice(None, -schedule.components - 1, -1)
    variances = np.maximum(variances, SMALLEST_VARIANCE * variances[-1])[largest]
    axes = axes[:, largest]
    # The sign of an axis is arbitrary: the longer tail becomes the positive one.
    axes = axes * np.where(((x @ axes) ** 3).sum(axis=0) < 0, -1, 1)
    projected = x @ (axes * variances ** (-schedule.whitening / 2))
    scaled: Vectors = (projected / projected.std()).astype(np.float32)
    return _Points(scaled, _densities(x, schedule.densities))


def _densities(x: Vectors, neighbours: tuple[int, ...]) -> Vectors:
    """Return each word's mean cosine (n, f) to so many nearest words, as normal variables."""
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
    # Languages differ in the level and spread of their densities but share the order.
    ranks = means.argsort(axis=0, kind="stable").argsort(axis=0)
    return ndtri((ranks + 0.5) / len(x)).astype(np.float32)  # type: ignore[no-any-return]


def _train(
    x: _Points, y: _Points, w: Vectors, rng: np.random.Generator, schedule: Schedule
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
    """The discriminator: two hidden layers, and the probability that its input is a source word."""

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

        Returns the slope (batch, inputs) at `mapped` of the cross-entropy with exchanged labels.
        """
        smoothing, batch = self._schedule.smoothing, len(mapped)
        passed = self._rng.random((2 * batch, mapped.shape[1])) >= self._schedule.dropout
        mask = passed * np.float32(1 / (1 - self._schedule.dropout))
        inputs = np.concatenate([mapped, target]) * mask
        one = inputs @ self._weights[0] + self._biases[0]
        one = np.maximum(one, _LEAK * one)
        two = one @ self._weights[1] + self._biases[1]
        two = np.maximum(two, _LEAK * two)
        logit = two @ self._weights[2] + self._biases[2]
        # Each row's slope of the logit; a loss scales it by its own slope, probability minus label.
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
    """Return the map with the highest criterion; end once that is far above the lowest."""
    lowest, highest = np.inf, -np.inf
    for epoch, (w, criterion) in enumerate(trained, 1):
        progress(Attempted("epoch", epoch, schedule.epochs, f"criterion {criterion:.4f}"))
        lowest = min(lowest, criterion)
        if criterion > highest:
            highest, best = criterion, w
        if criterion > schedule.gain * lowest:
            break
    return best


def _lifted(x: _Points, y: _Points, w: Vectors) -> Pairs:
    return induce(unit(x.vectors[:_LIFTED] @ w), unit(y.vectors[:_LIFTED])).mutual


def _judge(source: Space, target: Space, pairs: Pairs) -> tuple[float, Pairs]:
    """Return the mean CSLS and the pairs after turns of rotation and induction."""
    x, y, last = source.vectors, target.vectors, -np.inf
    for _ in range(_ROUNDS):
        w = procrustes(x[pairs[:, 0]], y[pairs[:, 1]])
        induced = induce(unit(x[:_JUDGED] @ w), y[:_JUDGED])
        gain, last, pairs = induced.objective - last, induced.objective, induced.mutual
        if gain < _TOLERANCE:
            break
    return last, pairs
