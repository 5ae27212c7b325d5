"""A space rejects invalid words and vectors, and does not change its arguments."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from embeddings import IsoglossError, Space


@pytest.fixture
def space() -> Space:
    vectors = np.arange(1, 9, dtype=np.float32).reshape(4, 2)
    counts = np.array([40, 30, 20, 10])
    return Space(("a", "b", "c", "d"), vectors, "en", counts, {"from": "here"})


def test_vectors_are_read_only(space: Space) -> None:
    with pytest.raises(ValueError, match="read-only"):
        space.vectors[0, 0] = 1


def test_the_callers_array_stays_writeable() -> None:
    vectors = np.ones((1, 2), dtype=np.float32)
    Space(("a",), vectors)
    assert vectors.flags.writeable


def test_vectors_are_converted_to_float32() -> None:
    assert Space(("a",), np.ones((1, 2), dtype=np.float64)).vectors.dtype == np.float32


def test_rows_give_the_row_of_each_word(space: Space) -> None:
    assert dict(space.rows) == {"a": 0, "b": 1, "c": 2, "d": 3}


def test_head_keeps_the_first_words_with_vectors_and_counts(space: Space) -> None:
    head = space.head(2)
    assert head.words == ("a", "b")
    assert head.vectors.tolist() == [[1, 2], [3, 4]]
    assert head.counts is not None and head.counts.tolist() == [40, 30]


@pytest.mark.parametrize("n", [4, 5, 10**9])
def test_head_of_all_or_more_is_the_space(space: Space, n: int) -> None:
    assert space.head(n) is space


def test_head_of_none_is_empty(space: Space) -> None:
    assert (len(space.head(0)), space.head(0).dimension) == (0, 2)


def test_take_follows_the_order_of_the_rows(space: Space) -> None:
    part = space.take([3, 0])
    assert part.words == ("d", "a")
    assert part.vectors.tolist() == [[7, 8], [1, 2]]
    assert part.counts is not None and part.counts.tolist() == [40, 10][::-1]


def test_take_keeps_language_and_provenance(space: Space) -> None:
    part = space.take(np.array([1]))
    assert (part.language, part.provenance) == ("en", {"from": "here"})


def test_take_knows_its_own_rows(space: Space) -> None:
    assert space.rows["d"] == 3
    assert dict(space.take([3, 0]).rows) == {"d": 0, "a": 1}


def test_take_takes_the_contexts_of_its_words_among_each_other(space: Space) -> None:
    near = csr_array(np.arange(16, dtype=np.float32).reshape(4, 4))
    part = replace(space, contexts=(near,)).take([3, 0])
    assert part.contexts[0].toarray().tolist() == [[15, 12], [3, 0]]


def test_contexts_of_other_words_are_refused(space: Space) -> None:
    with pytest.raises(IsoglossError, match=r"4 words but contexts \(3, 3\)"):
        replace(space, contexts=(csr_array((3, 3), dtype=np.float32),))


def test_a_space_may_have_no_words() -> None:
    assert len(Space((), np.zeros((0, 3)))) == 0


@pytest.mark.parametrize(
    ("words", "vectors", "counts", "message"),
    [
        (("a", "b", "a"), np.ones((3, 2)), None, "'a' occurs 2 times"),
        (("a", ""), np.ones((2, 2)), None, "empty or has a line break"),
        (("a\nb",), np.ones((1, 2)), None, "empty or has a line break"),
        (("a",), np.ones((2, 2)), None, "1 words but 2 vectors"),
        (("a",), np.ones(2), None, "must be"),
        (("a",), np.ones((1, 2, 2)), None, "must be"),
        (("a",), np.ones((1, 2)), np.ones(2, dtype=int), "counts"),
        (("a", "b"), np.array([[1, 2], [3, np.nan]]), None, "'b' has a number that is not finite"),
        (("a", "b"), np.array([[-np.inf, 2], [3, 4]]), None, "'a' has a number"),
        (("a",), np.array([[1e39, 2]]), None, "not finite"),
    ],
)
def test_invalid_parts_are_rejected(words, vectors, counts, message: str) -> None:
    with pytest.raises(IsoglossError, match=message) as caught:
        Space(words, vectors, counts=counts)
    assert "\n" not in str(caught.value)
