from dataclasses import replace

import numpy as np
import pytest

from align.seed.similarity import _distributions, similarity_distributions
from embeddings.normalize import normalize
from embeddings.space import Space


@pytest.fixture(scope="module")
def spaces(planted):
    return [
        replace(space, vectors=normalize(space.vectors)[0])
        for space in (planted.source, planted.target)
    ]


def matched(source, target):
    [pairs] = similarity_distributions(source, target, np.random.default_rng(0))
    return pairs


def test_a_rotated_copy_in_another_order_is_matched_word_by_word(spaces, make_rotation):
    rng = np.random.default_rng(1)
    source, order = spaces[0].head(400), rng.permutation(400)
    copy = Space(
        tuple(f"t{row}" for row in range(400)), (source.vectors @ make_rotation(rng))[order]
    )
    pairs = matched(source, copy)
    np.testing.assert_array_equal(order[pairs[:, 1]], pairs[:, 0])
    # float32 noise may let a word or two find another.
    assert len(pairs) >= 390


def test_a_noised_copy_is_matched_for_the_most_part(spaces, planted):
    pairs = matched(*spaces)
    right = {*map(tuple, pairs.tolist())} & {*map(tuple, planted.gold.tolist())}
    assert len(pairs) > 1_000
    assert len(right) / len(pairs) > 0.9


def test_spaces_of_unlike_sizes_are_cut_to_the_smaller(spaces):
    pairs = matched(spaces[0].head(300), spaces[1].head(200))
    assert 0 < len(pairs) <= 200
    assert pairs.max() < 200


def test_no_rotation_changes_a_distribution(spaces, make_rotation):
    x = spaces[0].vectors[:300]
    rotated = x @ make_rotation(np.random.default_rng(3))
    # float32 through a singular value decomposition.
    np.testing.assert_allclose(_distributions(rotated), _distributions(x), atol=1e-3)


def test_a_distribution_is_the_sorted_root_of_the_similarities(spaces):
    x = spaces[0].vectors[:100].astype(np.float64)
    variances, axes = np.linalg.eigh(x @ x.T)
    root = axes @ np.diag(np.sqrt(np.maximum(variances, 0))) @ axes.T
    expected, _ = normalize(np.sort(root, axis=1))
    np.testing.assert_allclose(_distributions(spaces[0].vectors[:100]), expected, atol=1e-3)
