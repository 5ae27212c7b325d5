from dataclasses import replace

import numpy as np
import pytest

from align.errors import EmptyDictionary
from align.seed.features import FEATURES, features, normal
from align.seed.invariants import invariants as find
from align.seed.invariants import prior
from align.seed.relearning import VARIATES, Matchable, canonical, likeness, relearned, whitening
from tests.hearing import Heard


@pytest.fixture(scope="module")
def of_source(planted):
    return features(planted.source.vectors)


def alike(a, b):
    """Return the correlations of the columns of `a` and `b` that vary."""
    varying = (a.std(axis=0) > 0) & (b.std(axis=0) > 0)
    a, b = a[:, varying], b[:, varying]
    return (
        ((a - a.mean(axis=0)) * (b - b.mean(axis=0))).mean(axis=0) / a.std(axis=0) / b.std(axis=0)
    )


def test_features_survive_a_rotation(planted, of_source, make_rotation):
    rotated = planted.source.vectors @ make_rotation(np.random.default_rng(0))
    assert alike(normal(of_source), normal(features(rotated))).min() > 0.99


def test_features_have_one_shape_whatever_the_size(planted, of_source):
    assert of_source.shape == (len(planted.source), FEATURES)
    few = features(planted.source.vectors[:60])
    assert few.shape == (60, FEATURES)
    assert np.isfinite(few).all()


def test_translations_have_like_features(planted, of_source):
    of_target = features(planted.target.vectors)
    rows, others = planted.gold.T
    assert np.median(alike(normal(of_source)[rows], normal(of_target)[others])) > 0.5


def test_normal_features_keep_their_order_and_equal_ones_stay_equal():
    result = normal(np.array([[3.0, 1.0], [1.0, 1.0], [2.0, 1.0]]))
    assert result[:, 0].argsort().tolist() == [1, 2, 0]
    np.testing.assert_allclose(result[:, 1], 0, atol=1e-6)


def test_the_prior_fits_the_features():
    variates = prior()
    assert variates.source.shape == variates.target.shape == (FEATURES, VARIATES)
    assert (np.abs(variates.correlations) < 1).all()
    assert np.isfinite(variates.source).all()


def test_whitened_features_do_not_correlate():
    x = np.random.default_rng(0).standard_normal((500, 5)) @ np.diag([9.0, 5, 3, 2, 1])
    weights = whitening(x.T @ x)
    np.testing.assert_allclose(weights.T @ (x.T @ x) @ weights, np.eye(5), atol=0.01)


def test_variates_learned_from_a_correct_plan_recognise_translations():
    rng = np.random.default_rng(0)
    shared = rng.standard_normal((300, 40)).astype(np.float32)
    noised = (shared + rng.standard_normal(shared.shape)).astype(np.float32)
    sides = (Matchable(each, each - each.mean(axis=0)) for each in (shared, noised))
    pull = relearned(*sides, np.eye(300, dtype=np.float32))
    assert np.mean(pull.argmax(axis=1) == np.arange(300)) > 0.9


def test_a_negative_correlation_pulls_the_other_way():
    f = np.random.default_rng(0).standard_normal((50, 3)).astype(np.float32)
    variates = canonical(f.T @ f / 50, f.T @ f / 50, f.T @ f / 50)
    turned = replace(variates, correlations=-variates.correlations)
    right = likeness(f, f, variates).diagonal().mean()
    assert right > 0.5 > likeness(f, f, turned).diagonal().mean()


def test_finds_a_planted_rotation_and_says_how_it_went(planted):
    lines = Heard()
    spaces = planted.source.head(600), planted.target.head(600)
    best, *_ = find(*spaces, np.random.default_rng(0), lines)
    right = {*map(tuple, planted.gold.tolist())} & {*map(tuple, best.tolist())}
    assert len(right) > 0.8 * len(best) > 320
    assert lines[0].startswith("start 1, from ")
    assert lines[1].startswith("cycle 1: ")


def test_the_same_chance_gives_the_same_bytes(planted):
    spaces = planted.source.head(320), planted.target.head(300)
    first, again = (find(*spaces, np.random.default_rng(1)) for _ in range(2))
    assert [pairs.tobytes() for pairs in first] == [pairs.tobytes() for pairs in again]
    assert all((pairs < [320, 300]).all() for pairs in first)


def test_spaces_without_a_common_shape_end_without_an_error(planted):
    gaussian = np.random.default_rng(2).standard_normal((320, 40)).astype(np.float32)
    other = replace(planted.target.head(320), vectors=gaussian)
    for pairs in find(planted.source.head(320), other, np.random.default_rng(0)):
        assert (pairs.shape[1], pairs.dtype) == (2, np.intp)


def test_too_few_words_are_refused_in_one_line(planted):
    with pytest.raises(EmptyDictionary, match="200 and 1500 words") as refusal:
        find(planted.source.head(200), planted.target, np.random.default_rng(0))
    assert "\n" not in str(refusal.value)
