"""Discounts: Chen and Goodman's where counts of counts allow it, else those of a usual text."""

import numpy as np
import pytest

from embeddings.lm.smoothing import discounts

USUAL = [0.5, 1.0, 1.5]


def test_discounts_are_those_of_the_paper():
    found = discounts(np.array([1000, 300, 150, 90]))
    share = 1000 / 1600
    expected = [1 - 2 * share * 0.3, 2 - 3 * share * 0.5, 3 - 4 * share * 0.6]
    assert found == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    "of_counts",
    [
        (0, 0, 0, 0),
        (5, 0, 3, 1),
        (5, 4, 0, 0),
        (0, 4, 3, 2),
        (1000, 10, 500, 1),  # more threes than twos: a discount would be negative
        (10, 5, 5, 500),
    ],
)
def test_a_text_that_allows_none_gets_the_usual_ones(of_counts):
    assert discounts(np.array(of_counts)).tolist() == USUAL
