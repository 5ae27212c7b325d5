"""Re-weighting for any number of languages at once: a map for each into one space.

Each side is whitened as in `align.maps.reweight`. Orthogonal matrices ``q`` rotate the whitened
spaces onto each other. They raise the sum over pairs of languages of ``tr(q_i.T C_ij q_j)``, with
``C_ij`` the whitened covariance of their dictionary. Each language in turn gets its best rotation
against all others [1]_, which never lowers the sum. The mean of the rotated covariances then
measures how well all languages share each direction, as singular values do for two languages. That
measure sets the weight of the direction.

For two languages this is `align.maps.reweight.reweight`. J. Alaux, E. Grave, M. Cuturi, A. Joulin
(2019) [2]_ also learn rotations of many languages jointly, with pairs beside those of the hub.

References
----------
.. [1] J. ten Berge (1977), "Orthogonal Procrustes rotation for two or more matrices",
   Psychometrika 42, doi:10.1007/BF02294053
.. [2] "Unsupervised hyper-alignment for multilingual word embeddings", ICLR. arXiv:1811.01124
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from align.maps.reweight import SquareMatrix, Whitening, enough_to_whiten, whitening
from embeddings.arrays import Vectors
from embeddings.normalize import unit

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: Two languages, by their indices in a list of spaces.
Link = tuple[int, int]

#: Rotating ends once a round raises the sum by less than this share of it, or after so many rounds.
#: Three or four rounds were enough for four languages.
_TOLERANCE, _MOST_ROUNDS = 1e-4, 50

#: Weight of a direction that no languages share, relative to one that all share.
_SMALLEST_SHARE = 1e-6


def reweight_jointly(
    spaces: Sequence[Vectors],
    dictionaries: Mapping[Link, csr_array],
    power: float,
    share: float | None = None,
) -> list[Vectors]:
    """Return a map (d, d) for each language, for weighted pairs of some of them.

    Parameters
    ----------
    spaces : l arrays (n, d)
        Vectors of each language.
    dictionaries
        Weights of word pairs, (n, m), for pairs of languages that connect all of them. Every
        dictionary counts the same, however many words it has.
    power
        Exponent of the directions' weights, on each side.
    share
        See `align.maps.reweight.reweight`.
    """
    d = spaces[0].shape[1]
    weights = {link: each / each.sum() for link, each in dictionaries.items()}
    masses = [_mass(place, weights, len(x)) for place, x in enumerate(spaces)]
    if all(enough_to_whiten(_total(place, dictionaries), d) for place in range(len(spaces))):
        whitenings = [whitening(x, m, share) for x, m in zip(spaces, masses, strict=True)]
    else:  # the maps only rotate
        power, whitenings = 0.0, [Whitening(np.eye(d), np.eye(d))] * len(spaces)
    covariances = {}
    for (i, j), pairs in weights.items():
        across = whitenings[i].across(spaces[i], pairs, spaces[j], whitenings[j])
        covariances[i, j], covariances[j, i] = across, across.T
    rotations = _rotations(len(spaces), covariances)
    shared, axes = np.linalg.eigh(_agreement(rotations, covariances) / len(covariances))
    scale = np.maximum(shared, _SMALLEST_SHARE) ** power
    return [
        each.weighted(rotation @ axes, scale)
        for each, rotation in zip(whitenings, rotations, strict=True)
    ]


def apply_maps(
    maps: Sequence[Vectors], spaces: Sequence[Vectors], vocabulary: int
) -> list[Vectors]:
    """Return the mapped vectors, of unit length, of each language's most frequent words."""
    return [unit(x[:vocabulary] @ w) for x, w in zip(spaces, maps, strict=True)]


def _mass(place: int, weights: Mapping[Link, csr_array], n: int) -> Vectors:
    """Return the weight of each of a language's n words in all its dictionaries, (n,)."""
    sums = [each.sum(axis=1 - link.index(place)) for link, each in weights.items() if place in link]
    result: Vectors = np.mean(sums, axis=0)
    return result


def _total(place: int, dictionaries: Mapping[Link, csr_array]) -> float:
    """Return the total weight of the pairs in all dictionaries of a language."""
    return sum(float(each.sum()) for link, each in dictionaries.items() if place in link)


def _rotations(count: int, covariances: Mapping[Link, SquareMatrix]) -> list[SquareMatrix]:
    """Return an orthogonal matrix (d, d) for each language that brings them together."""
    d = next(iter(covariances.values())).shape[0]
    rotations: dict[int, SquareMatrix] = {0: np.eye(d)}
    while len(rotations) < count:  # from the first along the links to all others
        reached = {j for i, j in covariances if i in rotations} - rotations.keys()
        rotations |= {place: _toward(place, rotations, covariances) for place in sorted(reached)}
    reached_sum = -np.inf
    for _ in range(_MOST_ROUNDS):
        for place in range(count):
            rotations[place] = _toward(place, rotations, covariances)
        last = reached_sum
        reached_sum = float(np.trace(_agreement([rotations[n] for n in range(count)], covariances)))
        if reached_sum - last < _TOLERANCE * abs(reached_sum):
            break
    return [rotations[place] for place in range(count)]


def _toward(
    place: int, rotations: Mapping[int, SquareMatrix], covariances: Mapping[Link, SquareMatrix]
) -> SquareMatrix:
    """Return the best rotation of one language against the others' `rotations`."""
    others = (j for i, j in covariances if i == place and j in rotations)
    u, _, vt = np.linalg.svd(sum(covariances[place, j] @ rotations[j] for j in others))
    result: SquareMatrix = u @ vt
    return result


def _agreement(
    rotations: Sequence[SquareMatrix], covariances: Mapping[Link, SquareMatrix]
) -> SquareMatrix:
    """Return the sum (d, d) of the rotated covariances; symmetric, as it has both directions."""
    total = sum(rotations[i].T @ covariances[i, j] @ rotations[j] for i, j in covariances)
    return np.asarray(total)
