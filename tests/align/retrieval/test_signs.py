import numpy as np
import pytest

from align.retrieval.citation import Listed
from align.retrieval.signs import Signs

#: English and French, with the forms of one stem near each other.
ENGLISH = ("nation", "nations", "dog")
FRENCH = ("nation", "nations", "chien")
NEAR = np.array([[1, 0, 0], [0.8, 0.6, 0], [0, 0, 1]], dtype=np.float32)


@pytest.fixture
def signs():
    """Both nations lead to `nation`, and `chien` is for the dog; all lists have two words."""
    rows = np.array([[0, 1], [0, 1], [2, 0]])
    scores = np.array([[0.5, 0.2], [0.4, 0.3], [0.6, 0.1]], dtype=np.float32)
    there, back = (Listed(words, NEAR, rows, scores) for words in (ENGLISH, FRENCH))
    return Signs(there, back, gain=2.0)


def test_the_signs_of_trust_by_hand(signs):
    one, cosine, forms, alike, rarer, by_gain, home = signs.of_trust(signs.of_all)
    assert one.tolist() == [1, 1, 1]
    np.testing.assert_allclose(cosine, [1, 0.8, 1], rtol=1e-6)
    np.testing.assert_allclose(forms, [np.log(2), np.log(2), 0])
    assert alike[0] == 1 and 0.5 < alike[1] < 1 and alike[2] < 0.2
    np.testing.assert_allclose(rarer, [0, np.log(10 / 11), 0])
    np.testing.assert_allclose(by_gain, cosine * np.log(2))
    # `nations` comes back to `nation`, which is a form of it.
    assert home.tolist() == [1, 1, 1]


def test_the_signs_of_absence_by_hand(signs):
    one, score, rank, home, homes, forms, gain = signs.of_absence(np.array([1]))
    assert (one[0], home[0], homes[0]) == (1, 1, 1)
    assert score[0] == np.float32(0.4)
    assert rank[0] == np.log(11) - 7
    assert forms[0] == pytest.approx(2 * np.log(2) / 3)
    assert gain[0] == np.log(2)


def test_a_stranger_on_the_way_back_is_not_home(signs):
    there, back = signs.there, signs.back
    strayed = Listed(back.words, back.vectors, np.array([[2, 0], [0, 1], [2, 0]]), back.scores)
    asked = Signs(there, strayed, 2.0)
    assert asked.of_trust(asked.of_all)[-1].tolist() == [0, 0, 1]
    assert asked.of_absence(asked.of_all)[4].tolist() == [pytest.approx(1 / 3)] * 3


def test_letters_without_meaning_say_nothing(signs):
    mute = Signs(signs.there, signs.back, 2.0, letters=False)
    _, _, forms, alike, _, _, home = mute.of_trust(mute.of_all)
    assert len(set(forms)) == len(set(alike)) == 1
    # Only the word itself is home, not its form.
    assert home.tolist() == [1, 0, 1]


def test_blocks_change_nothing(signs, monkeypatch):
    whole = signs.of_trust(signs.of_all)
    monkeypatch.setattr("align.retrieval.signs._BLOCK", 2)
    np.testing.assert_array_equal(signs.of_trust(signs.of_all), whole)
