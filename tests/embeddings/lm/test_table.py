"""Hash tables find what was inserted, whatever its order."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from embeddings.lm.table import EMPTY, empty_table, find_all, insert_all

KEYS = st.lists(st.integers(0, 2**64 - 2), unique=True, max_size=80)


def filled(keys):
    starts, table = empty_table([3, len(keys)])
    array = np.array(keys, dtype=np.uint64)
    insert_all(table, starts[1], starts[2], array, array + np.uint64(1))
    return starts, table


@given(KEYS, KEYS)
def test_keys_are_found_and_others_are_not(keys, others):
    starts, table = filled(keys)
    rows = find_all(table, starts[1], starts[2], np.array(keys, dtype=np.uint64))
    assert [int(key) for key in table[starts[1] + rows, 0]] == keys
    assert [int(value) for value in table[starts[1] + rows, 1]] == [key + 1 for key in keys]
    absent = np.array(sorted(set(others) - set(keys)), dtype=np.uint64)
    assert np.all(find_all(table, starts[1], starts[2], absent) == -1)
    assert np.all(table[: starts[1], 0] == EMPTY)


@given(KEYS, st.randoms())
def test_the_layout_does_not_depend_on_the_order(keys, random):
    _, table = filled(keys)
    random.shuffle(keys)
    assert np.array_equal(table, filled(keys)[1])
