from dataclasses import replace
from importlib import import_module
from itertools import product

import numpy as np
import pytest

from align.seed.matching import mutual_matches
from align.seed.transport import KEPT, STARTS, _match, _points, transport
from embeddings.normalize import normalize
from tests.hearing import Heard

# `align.seed.transport` is the function, in its package.
module = import_module("align.seed.transport")


@pytest.fixture(scope="module")
def spaces(planted):
    return [
        replace(space, vectors=normalize(space.vectors)[0])
        for space in (planted.source, planted.target)
    ]


@pytest.fixture
def few_words(monkeypatch):
    """Match only 300 words, which takes a tenth of the time."""
    monkeypatch.setattr(module, "WORDS", 300)


@pytest.fixture
def unlike(spaces):
    """Return two spaces without a common shape."""
    gaussian = np.random.default_rng(2).standard_normal((200, 40))
    return spaces[0].head(200), replace(spaces[1].head(200), vectors=normalize(gaussian)[0])


def right(pairs, planted):
    """Return the share of the pairs that are translations."""
    return len({*map(tuple, pairs.tolist())} & {*map(tuple, planted.gold.tolist())}) / len(pairs)


def test_finds_a_planted_rotation_without_any_pair(spaces, planted):
    best, *_ = transport(*spaces, np.random.default_rng(0))
    # Reordering leaves nearly all of the thousand most frequent words among themselves.
    assert len(best) > 900
    assert right(best, planted) > 0.95


def test_a_noisier_copy_is_found_too(few_words, make_planted):
    noisy = make_planted(3, noise=0.6)
    spaces = [
        replace(space, vectors=normalize(space.vectors)[0])
        for space in (noisy.source, noisy.target)
    ]
    best, *_ = transport(*spaces, np.random.default_rng(0))
    assert right(best, noisy) > 0.8


@pytest.mark.parametrize(("n", "m"), [(300, 300), (300, 220), (150, 200)])
def test_spaces_with_fewer_words_than_needed_are_matched_whole(spaces, planted, n, m):
    best, *_ = transport(spaces[0].head(n), spaces[1].head(m), np.random.default_rng(0))
    assert 0 < len(best) <= min(n, m)
    assert (best < [n, m]).all()
    # Words without a translation on the other side are matched to some other word.
    assert right(best, planted) > 0.7


def test_the_same_chance_gives_the_same_bytes(few_words, spaces):
    first, again = (transport(*spaces, np.random.default_rng(1)) for _ in range(2))
    assert [pairs.tobytes() for pairs in first] == [pairs.tobytes() for pairs in again]


def test_pairs_are_mutual_rows_of_either_side(few_words, spaces):
    for pairs in transport(*spaces, np.random.default_rng(1)):
        assert (pairs.shape[1], pairs.dtype) == (2, np.intp)
        assert all(len(set(column)) == len(pairs) for column in pairs.T.tolist())


def alphabetic(space, every=10**6, first=None):
    """Return the space with alphabetic words, but a number in each `every`-th row.

    The first word is `first`, if given.
    """
    letters = list(map("".join, product("abcdefghijklmnop", repeat=3)))[: len(space)]
    words = [str(row) if row % every == 0 else word for row, word in enumerate(letters)]
    return replace(space, words=(first or words[0], *words[1:]))


def test_pairs_are_rows_of_the_whole_space_where_words_were_left_out(few_words, spaces, planted):
    source, target = (alphabetic(space, every) for space, every in zip(spaces, (3, 4), strict=True))
    best, *_ = transport(source, target, np.random.default_rng(0))
    assert (best[:, 0] % 3 != 0).all()
    assert (best[:, 1] % 4 != 0).all()
    # Two thirds of 450 words are matched, and a third or so of them has no translation there.
    assert best.max() > 320
    assert right(best, planted) > 0.6


@pytest.mark.parametrize("word", ["42", "٤٢", "...", "don't", "New York", "x", "²"])
def test_numbers_signs_and_single_latin_letters_are_left_out(few_words, spaces, word):
    assert _points(alphabetic(spaces[0], first=word)).rows[0] == 1


@pytest.mark.parametrize("word", ["eau", "вода", "水", "я", "ماء", "été"])
def test_words_of_any_script_are_matched(few_words, spaces, word):
    assert _points(alphabetic(spaces[0], first=word)).rows[0] == 0


def test_all_words_are_matched_where_hardly_any_is_alphabetic(few_words, spaces):
    np.testing.assert_array_equal(_points(spaces[0]).rows, np.arange(300))


def test_starts_end_once_the_best_two_agree(few_words, spaces):
    lines = Heard()
    seeds = transport(*spaces, np.random.default_rng(0), lines)
    assert len(seeds) == min(len(lines), KEPT)
    assert len(lines) < STARTS
    assert [line.split(":")[0] for line in lines] == [f"start {n + 1}" for n in range(len(lines))]


def test_spaces_without_a_common_shape_get_every_start_and_the_best_ones_are_returned(unlike):
    lines = Heard()
    seeds = transport(*unlike, np.random.default_rng(0), lines)
    assert (len(lines), len(seeds)) == (STARTS, KEPT)


def test_the_best_start_comes_first(unlike, monkeypatch):
    matches = []

    def match(x, y, rng):
        matches.append(_match(x, y, rng))
        return matches[-1]

    monkeypatch.setattr(module, "_match", match)
    seeds = transport(*unlike, np.random.default_rng(0))
    best = sorted(matches, key=lambda each: -each.objective)[:KEPT]
    rows = [_points(space).rows for space in unlike]
    for pairs, expected in zip(seeds, best, strict=True):
        np.testing.assert_array_equal(pairs, mutual_matches(*rows, expected.similarities))


def test_a_right_match_has_a_higher_objective_than_any_between_unlike_spaces(spaces, unlike):
    x, y, other = (_points(space.head(200)) for space in (*spaces, unlike[1]))
    rng = np.random.default_rng(0)
    assert _match(x, y, rng).objective > 1.5 * max(
        _match(x, other, rng).objective for _ in range(4)
    )


def test_neither_chance_nor_spaces_outside_the_call_are_touched(few_words, spaces):
    before = [space.vectors.copy() for space in spaces]
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    transport(*spaces, np.random.default_rng(1))
    assert (np.random.get_state()[1] == state).all()  # noqa: NPY002
    for space, vectors in zip(spaces, before, strict=True):
        np.testing.assert_array_equal(space.vectors, vectors)
