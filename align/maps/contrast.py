"""Contrastive refinement: pull mutual neighbours together, push their rivals away.

Re-weighting looks at translation pairs only. A translation is decided by the difference between the
right word and the wrong words beside it. Y. Li, F. Liu, N. Collier, A. Korhonen, I. Vulić
(2022), "Improving word translation via two-stage contrastive learning", ACL, section 3.1,
arXiv:2203.08307, train a linear map on that difference, with hard negatives. Here both maps are
trained, starting from those of self-learning, on the mutual neighbours that it induced. The
negatives of a word are its own nearest candidates, so a step needs no product over the vocabulary.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from align.maps.joint import Link, apply_maps
from align.retrieval.clues import Odds
from align.retrieval.hubness import Candidates
from align.retrieval.induce import induce
from embeddings.arrays import Matrix, Vectors
from embeddings.normalize import unit


@dataclass(frozen=True, kw_only=True)
class Contrast:
    """The settings; docs/experiments.md has the measurements behind the defaults."""

    vocabulary: int = 8_000
    epochs: int = 3
    #: Of the softmax over a word's candidates, in units of cosine.
    temperature: float = 0.05
    #: Step size of Adam.
    rate: float = 1e-3
    #: Pairs a step.
    batch: int = 1_000


def refine(
    spaces: Sequence[Vectors],
    maps: Sequence[Vectors],
    settings: Contrast,
    rng: np.random.Generator,
    odds: Mapping[Link, Odds | None],
) -> list[Vectors]:
    """Return `maps`, one (d, d) matrix a language, after contrastive refinement.

    Parameters
    ----------
    spaces : l arrays (n, d)
        Normalised vectors of each language, most frequent first.
    maps
        The maps that self-learning ended with.
    settings
        The settings.
    rng
        Orders the pairs.
    odds
        The pairs of languages to bring together, by their indices in `spaces`, with the odds that
        clues add to CSLS between them.
    """
    mapped = apply_maps(maps, spaces, settings.vocabulary)
    induced = {(i, j): induce(mapped[i], mapped[j], odds[i, j]) for i, j in odds}
    pairs = {link: each.mutual for link, each in induced.items()}
    steps = max(1, int(np.mean([len(each) for each in pairs.values()])) // settings.batch)
    learned = [_Adam(x.shape[1], settings.rate) for x in mapped]
    for _ in range(settings.epochs):
        orders = {link: rng.permutation(len(each)) for link, each in pairs.items()}
        batches = {link: np.array_split(order, steps) for link, order in orders.items()}
        for step in range(steps):
            current = [unit(x @ each.matrix) for x, each in zip(mapped, learned, strict=True)]
            slopes = [np.zeros_like(each.matrix) for each in learned]
            for (i, j), dictionary in induced.items():
                rows, columns = pairs[i, j][batches[i, j][step]].T
                x, y, a, b = mapped[i], mapped[j], current[i], current[j]
                forward = _gradients(x, y, a, b, rows, dictionary.forward, settings.temperature)
                backward = _gradients(
                    y, x, b, a, columns, dictionary.backward, settings.temperature
                )
                slopes[i] += forward[0] + backward[1]
                slopes[j] += forward[1] + backward[0]
            for each, slope in zip(learned, slopes, strict=True):
                each.step(slope)
    return [w @ each.matrix for w, each in zip(maps, learned, strict=True)]


def _gradients(
    x: Vectors,
    y: Vectors,
    a: Vectors,
    b: Vectors,
    rows: npt.NDArray[np.intp],
    candidates: Candidates,
    temperature: float,
) -> tuple[Matrix, Matrix]:
    """Return the gradients of the cross-entropy with respect to the matrices of `x` and `y`.

    The right candidate of each of `rows` is its first. The gradient ignores the scaling of the
    mapped vectors `a` and `b` to unit length, as the matrices stay near the identity.
    """
    from scipy.sparse import csr_array
    from scipy.special import softmax

    among = candidates.rows[rows]
    near = b[among]
    errors = softmax((near @ a[rows][:, :, None])[:, :, 0] / temperature, axis=1)
    errors[:, 0] -= 1
    errors /= len(rows) * temperature
    pull = (errors[:, None, :] @ near)[:, 0, :]
    starts = np.arange(0, among.size + 1, among.shape[1])
    scattered = csr_array((errors.ravel(), among.ravel(), starts), shape=(len(rows), len(y)))
    return x[rows].T @ pull, y.T @ (scattered.T @ a[rows])


class _Adam:
    """A matrix that Adam optimises from the identity: D. Kingma, J. Ba (2015), algorithm 1."""

    #: Decay of the two moments. The second decays faster than the paper's 0.999, as a run has only
    #: some twenty steps.
    DECAY = (0.9, 0.98)

    def __init__(self, dimension: int, rate: float) -> None:
        self.matrix = np.eye(dimension, dtype=np.float32)
        self._rate = rate
        self._steps = 0
        self._mean = np.zeros_like(self.matrix)
        self._square = np.zeros_like(self.matrix)

    def step(self, gradient: Matrix) -> None:
        """Take one step down `gradient`."""
        first, second = self.DECAY
        self._steps += 1
        self._mean = first * self._mean + (1 - first) * gradient
        self._square = second * self._square + (1 - second) * gradient**2
        mean = self._mean / (1 - first**self._steps)
        deviation = np.sqrt(self._square / (1 - second**self._steps))
        self.matrix = (self.matrix - self._rate * mean / (deviation + 1e-8)).astype(np.float32)
