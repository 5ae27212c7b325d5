"""Words spelled alike or nearly alike, and seeds that are judged where no letter enters."""

from dataclasses import replace

import numpy as np
import pytest

from align.errors import EmptyDictionary
from align.lexicon import Lexicon
from align.model.given import with_given
from align.seed.judging import both_counted, judged_space, with_letters
from align.seed.spelled import spelled
from embeddings.space import Space


def space(words, columns=0):
    rng = np.random.default_rng(0)
    vectors = rng.standard_normal((len(words), 6)).astype(np.float32)
    return Space(tuple(words), vectors, provenance={"count_columns": columns})


NAMES = [f"name{number:03d}" for number in range(30)]


def test_identical_and_similar_words_are_pairs():
    source, target = (
        space([*NAMES, "nationality", "house"]),
        space([*NAMES, "nationalität", "haus"]),
    )
    (pairs,) = spelled(source, target, np.random.default_rng(0))
    assert {(row, row) for row in range(30)} <= set(map(tuple, pairs.tolist()))
    assert [30, 30] in pairs.tolist()


def test_too_few_are_refused():
    with pytest.raises(EmptyDictionary, match="spelled alike"):
        spelled(space(["a", "b"]), space(["a", "c"]), np.random.default_rng(0))


def test_only_count_vectors_are_judged_where_both_have_them():
    counted, plain = space(NAMES, 2), space(NAMES)
    assert both_counted(counted, counted)
    assert not both_counted(counted, plain) and not both_counted(plain, plain)
    seen = judged_space(counted, counted=True, words=20)
    np.testing.assert_array_equal(seen.vectors, counted.vectors[:20, -2:])


@pytest.mark.parametrize("columns", [-1, 6, 7, "2", None])
def test_columns_that_cannot_be_are_none(columns):
    assert space(NAMES, columns).count_columns == 0


def test_numbers_are_no_witnesses():
    source = space(["1914", "house", "10,5"])
    assert with_letters(source, np.array([[0, 0], [1, 1], [2, 2]])).tolist() == [1]


def test_known_pairs_come_first_in_both_directions(model):
    source, target = model.source, model.target
    lexicon = Lexicon(((source.words[3], target.words[40]), (source.words[3], target.words[41])))
    given = with_given(model, lexicon)
    table = given.source.table
    assert table.rows[3, :2].tolist() == [40, 41]
    assert table.probabilities[3, :2].sum() > 0.98
    assert (np.diff(table.scores[3]) <= 0).all()
    assert len(set(table.rows[3].tolist())) == table.rows.shape[1]
    assert given.target.table.rows[40, 0] == 3
    np.testing.assert_array_equal(table.rows[4], model.source.table.rows[4])


def test_the_flag_of_counts_survives_head_and_take():
    counted = space(NAMES, 2)
    assert counted.head(5).count_columns == replace(counted, language="en").count_columns == 2
