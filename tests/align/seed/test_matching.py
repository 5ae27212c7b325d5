import numpy as np
import pytest

from align.seed.matching import sinkhorn, without_hubs


@pytest.mark.parametrize(("n", "m"), [(40, 40), (40, 60), (60, 40)])
def test_a_plan_moves_one_unit_from_each_word_evenly_to_the_others(n, m):
    pull = np.random.default_rng(3).standard_normal((n, m)).astype(np.float32)
    plan = sinkhorn(pull, 0.5)
    assert plan.min() >= 0
    # The rows are scaled last.
    np.testing.assert_allclose(plan.sum(axis=1), 1, rtol=1e-5)
    # After fifteen iterations the columns are still a little off.
    np.testing.assert_allclose(plan.sum(axis=0), n / m, rtol=0.01)


def test_a_plan_gives_a_word_up_to_the_one_that_needs_it_more():
    # Both pull at the first; the second word has nothing else.
    plan = sinkhorn(np.array([[1.0, 0.9], [1.0, 0.0]], dtype=np.float32), 0.1)
    assert plan.argmax(axis=1).tolist() == [1, 0]


def test_a_word_that_all_are_drawn_to_alike_changes_nothing():
    pull = np.random.default_rng(4).standard_normal((30, 30)).astype(np.float32)
    hub = pull + 2 * (np.arange(30) == 0)
    np.testing.assert_allclose(sinkhorn(hub, 0.5), sinkhorn(pull, 0.5), atol=0.01)


def test_similarities_without_hubs_are_half_of_csls():
    cosines = np.random.default_rng(6).uniform(-1, 1, (30, 20)).astype(np.float32)
    of_source = -np.sort(-cosines, axis=1)[:, :10].mean(axis=1)
    of_target = -np.sort(-cosines, axis=0)[:10].mean(axis=0)
    csls = 2 * cosines - of_source[:, None] - of_target
    np.testing.assert_allclose(2 * without_hubs(cosines), csls, atol=1e-5)


def test_a_lower_temperature_makes_a_plan_sharper():
    pull = np.random.default_rng(5).standard_normal((30, 30)).astype(np.float32)
    largest = [sinkhorn(pull, temperature).max(axis=1).mean() for temperature in (0.1, 0.5, 2.0)]
    assert largest == sorted(largest, reverse=True)


def test_a_word_that_nothing_is_like_leaves_the_plan_finite():
    pull = np.zeros((5, 5), dtype=np.float32)
    pull[:, 2] = -1e6
    plan = sinkhorn(pull, 0.5)
    assert np.isfinite(plan).all()
    np.testing.assert_allclose(plan.sum(axis=1), 1, rtol=1e-5)
