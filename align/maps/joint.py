"""Re-weighting for any number of languages at once: a map for each into one space.

Each side is whitened as in `align.maps.reweight`. The whitened spaces are turned onto each other by
orthogonal matrices ``q`` that raise the sum, over the pairs of languages, of ``tr(q_i.T C_ij q_j)``
with ``C_ij`` the whitened covariance of their dictionary: each in turn to its best against all
others [1]_, which never lowers the sum. The mean of the turned covariances then says how well each
direction is shared by all languages, where the singular values say it of two, and weights it.

For two languages this is `align.maps.reweight.reweight`. J. Alaux, E. Grave, M. Cuturi, A. Joulin
(2019) [2]_ learn rotations of many languages jointly too, with the pairs beside those of the hub.

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

from align.maps.reweight import Matrix, Whitening, enough_to_whiten, whitening
from embeddings.arrays import Vectors
from embeddings.normalize import unit

if TYPE_CHECKING:
    from scipy.sparse import csr_array

#: Two languages, by their places in a list of spaces.
Link = tuple[int, int]

#: Turning ends once a round raises the sum by less than this share of it, or after so many rounds:
#: three or four were enough for four languages.
_TOLERANCE, _MOST_ROUNDS = 1e-4, 50

#: Directions that the languages do not share at all count this much of one that is the same in all.
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
    dictionaries
        How much each pair of words counts, (n, m), for pairs of languages that connect them all.
        Each dictionary counts as much as any other, however many words it has.
    power
        The exponent of the directions' weights, on either side.
    share
        See `align.maps.reweight.reweight`.
    """
    d = spaces[0].shape[1]
    weights = {link: each / each.sum() for link, each in dictionaries.items()}
    masses = [_mass(place, weights, len(x)) for place, x in enumerate(spaces)]
    if all(enough_to_whiten(_total(place, dictionaries), d) for place in range(len(spaces))):
        whitenings = [whitening(x, m, share) for x, m in zip(spaces, masses, strict=True)]
    else:  # the maps only turn
        power, whitenings = 0.0, [Whitening(np.eye(d), np.eye(d))] * len(spaces)
    covariances = {}
    for (i, j), pairs in weights.items():
        across = whitenings[i].across(spaces[i], pairs, spaces[j], whitenings[j])
        covariances[i, j], covariances[j, i] = across, across.T
    turns = _turns(len(spaces), covariances)
    shared, axes = np.linalg.eigh(_agreement(turns, covariances) / len(covariances))
    scale = np.maximum(shared, _SMALLEST_SHARE) ** power
    return [each.weighted(turn @ axes, scale) for each, turn in zip(whitenings, turns, strict=True)]


def apply_maps(
    maps: Sequence[Vectors], spaces: Sequence[Vectors], vocabulary: int
) -> list[Vectors]:
    """Return the mapped vectors, of unit length, of each language's most frequent words."""
    return [unit(x[:vocabulary] @ w) for x, w in zip(spaces, maps, strict=True)]


def _mass(place: int, weights: Mapping[Link, csr_array], n: int) -> Vectors:
    """Return how much each of a language's n words counts over all its dictionaries, (n,)."""
    sums = [each.sum(axis=1 - link.index(place)) for link, each in weights.items() if place in link]
    result: Vectors = np.mean(sums, axis=0)
    return result


def _total(place: int, dictionaries: Mapping[Link, csr_array]) -> float:
    """Return how much the pairs of all dictionaries of a language count."""
    return sum(float(each.sum()) for link, each in dictionaries.items() if place in link)


def _turns(count: int, covariances: Mapping[Link, Matrix]) -> list[Matrix]:
    """Return an orthogonal matrix (d, d) for each language that brings them together."""
    d = next(iter(covariances.values())).shape[0]
    turns: dict[int, Matrix] = {0: np.eye(d)}
    while len(turns) < count:  # from one to those connected with it, and on from these
        reached = {j for i, j in covariances if i in turns} - turns.keys()
        turns |= {place: _toward(place, turns, covariances) for place in sorted(reached)}
    reached_sum = -np.inf
    for _ in range(_MOST_ROUNDS):
        for place in range(count):
            turns[place] = _toward(place, turns, covariances)
        last = reached_sum
        reached_sum = float(np.trace(_agreement([turns[n] for n in range(count)], covariances)))
        if reached_sum - last < _TOLERANCE * abs(reached_sum):
            break
    return [turns[place] for place in range(count)]


def _toward(place: int, turns: Mapping[int, Matrix], covariances: Mapping[Link, Matrix]) -> Matrix:
    """Return the turn of one language that is best against the others' `turns`."""
    others = (j for i, j in covariances if i == place and j in turns)
    u, _, vt = np.linalg.svd(sum(covariances[place, j] @ turns[j] for j in others))
    result: Matrix = u @ vt
    return result


def _agreement(turns: Sequence[Matrix], covariances: Mapping[Link, Matrix]) -> Matrix:
    """Return the sum (d, d) of the turned covariances; it is symmetric, as each is in both ways."""
    total = sum(turns[i].T @ covariances[i, j] @ turns[j] for i, j in covariances)
    return np.asarray(total)
