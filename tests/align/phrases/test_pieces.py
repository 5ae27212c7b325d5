"""Pieces are short, and end with a mark where there is one."""

from hypothesis import given
from hypothesis import strategies as st

from align.phrases.pieces import MARKS, pieces
from tests.align.phrases.conftest import steady


@steady
@given(st.lists(st.sampled_from(["a", ",", "."]), max_size=30), st.integers(1, 8))
def test_pieces_are_the_sentence(words, most):
    cut = list(pieces(words, most))
    assert [word for piece in cut for word in piece] == words
    assert all(0 < len(piece) <= most for piece in cut)
    for piece in cut[:-1]:
        assert piece[-1] in MARKS or (len(piece) == most and not MARKS & set(piece))
