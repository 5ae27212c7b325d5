import numpy as np
import pytest

from align.translation.neighbours import neighbours


@pytest.mark.parametrize("k", [1, 7, 50])
@pytest.mark.parametrize("row", [0, 3, 200])
def test_neighbours_are_the_nearest_by_cosine_without_the_word(model, k, row):
    side = model.source
    cosines = side.vectors @ side.vectors[row]
    expected = [n for n in np.argsort(-cosines, kind="stable") if n != row][:k]
    result = neighbours(side.words[row], side, side, k)
    assert [n.word for n in result] == [side.words[n] for n in expected]
    assert [n.rank for n in result] == [n + 1 for n in expected]
    np.testing.assert_allclose([n.cosine for n in result], cosines[expected], atol=1e-5)


@pytest.mark.parametrize("k", [1, 7])
def test_in_the_other_language_hubs_are_not_corrected_for(model, k):
    source, target = model.source, model.target
    cosines = target.vectors @ source.vectors[3]
    expected = np.argsort(-cosines, kind="stable")[:k]
    result = neighbours(source.words[3], source, target, k)
    assert [n.word for n in result] == [target.words[n] for n in expected]


def test_more_than_there_are_is_all_but_the_word(model):
    side = model.source
    assert len(neighbours(side.words[0], side, side, 10 * len(side.words))) == len(side.words) - 1
