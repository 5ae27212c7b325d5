import numpy as np
import pytest

from embeddings.formats.blocks import Uses, gather

MATRIX = np.random.default_rng(0).standard_normal((12, 3)).astype(np.float32)

#: Word 0 uses row 0 twice and row 7; word 1 rows 1 and 7; word 2 row 2 and the last.
USES = Uses(np.array([0, 0, 1, 2, 7, 7, 11]), np.array([0, 0, 1, 2, 0, 1, 2]))
MEANS = [MATRIX[rows].mean(axis=0) for rows in ([0, 0, 7], [1, 7], [2, 11])]


@pytest.mark.parametrize("size", [1, 5, 12, 100])
def test_each_word_is_the_mean_of_its_rows_for_any_block_size(size):
    blocks = (MATRIX[start : start + size] for start in range(0, len(MATRIX), size))
    means, selected = gather(blocks, USES, 3, np.array([0, 4, 5, 11]))
    # A few float32 numbers, added in another order.
    np.testing.assert_allclose(means, MEANS, rtol=1e-6)
    np.testing.assert_array_equal(selected, MATRIX[[0, 4, 5, 11]].astype(np.float16))


def test_numbers_beyond_half_precision_become_infinite():
    _, selected = gather(
        [np.full((1, 2), 1e6, np.float32)], Uses(np.array([0]), np.array([0])), 1, np.array([0])
    )
    assert np.isposinf(selected).all()
