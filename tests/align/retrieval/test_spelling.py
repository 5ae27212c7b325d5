import os
import subprocess
import sys

import numpy as np
import pytest

from align.retrieval.spelling import Compared, _grams_of, read_spellings, spelled_alike

LATIN = "abdefgiklmnoprstuvz"
CYRILLIC = "абдефгиклмнопрстувз"


@pytest.fixture(scope="module")
def words():
    """Return 900 made-up words and the same in another script, letter by letter."""
    rng = np.random.default_rng(0)
    latin = ["".join(rng.choice(list(LATIN), rng.integers(4, 9))) for _ in range(900)]
    latin = list(dict.fromkeys(latin))
    return latin, [word.translate(str.maketrans(LATIN, CYRILLIC)) for word in latin]


def best(compared: Compared, rows):
    return (compared.source[rows] @ compared.target.T).argmax(axis=1)


def learned(words, known, rng=0):
    spellings = read_spellings(*words, np.random.default_rng(rng))
    return spelled_alike(spellings, np.column_stack([known, known]))


def test_a_word_has_the_n_grams_between_its_marked_ends():
    assert _grams_of("ab") == ["<", "a", "b", ">", "<a", "ab", "b>", "<ab", "ab>"]


def test_an_n_gram_counts_once():
    assert _grams_of("aaaa").count("aa") == 1


def test_a_script_is_learned_from_pairs_and_transliterates_words_that_were_not_among_them(words):
    compared = learned(words, np.arange(0, 700))
    unseen = np.arange(700, len(words[0]))
    assert np.mean(best(compared, unseen) == unseen) > 0.9


def test_pairs_that_are_half_wrong_still_teach_the_script(words):
    rng = np.random.default_rng(1)
    known = np.arange(700)
    wrong = np.where(rng.random(700) < 0.5, rng.permutation(700), known)
    spellings = read_spellings(*words, np.random.default_rng(0))
    compared = spelled_alike(spellings, np.column_stack([known, wrong]))
    unseen = np.arange(700, len(words[0]))
    assert np.mean(best(compared, unseen) == unseen) > 0.5


def test_pairs_by_chance_teach_nothing(words):
    rng = np.random.default_rng(1)
    spellings = read_spellings(*words, np.random.default_rng(0))
    compared = spelled_alike(spellings, np.column_stack([np.arange(700), rng.permutation(700)]))
    unseen = np.arange(700, len(words[0]))
    assert np.mean(best(compared, unseen) == unseen) < 0.05


def test_likeness_is_the_cosine_of_the_pair(words):
    compared = learned(words, np.arange(700))
    rows, columns = np.array([[0, 1]]), np.array([[2, 3]])
    x, y = compared.source.astype(np.float32), compared.target.astype(np.float32)
    expected = [[x[0] @ y[2], x[1] @ y[3]]]
    np.testing.assert_allclose(compared.likeness(rows, columns), expected, rtol=1e-5)


def test_vectors_have_unit_length(words):
    compared = learned(words, np.arange(700))
    for side in (compared.source, compared.target):
        np.testing.assert_allclose(np.linalg.norm(side, axis=1), 1, atol=1e-5)


def test_languages_of_few_n_grams_and_not_as_many_are_compared():
    rng = np.random.default_rng(0)
    source = ["".join(rng.choice(list("ab"), 5)) for _ in range(200)]
    target = ["".join(rng.choice(list("xyz"), 4)) for _ in range(200)]
    compared = learned((source, target), np.arange(100))
    assert compared.source.shape[1] == compared.target.shape[1] <= 100


def test_words_without_a_common_n_gram_are_like_none():
    spellings = read_spellings(["ab", "cd", "ef"], ["gh", "ij", "kl"], np.random.default_rng(0))
    compared = spelled_alike(spellings, np.array([[0, 0], [1, 1]]))
    assert np.isfinite(compared.source).all()
    assert np.isfinite(compared.target).all()


_PRINT = """
import numpy as np
from align.retrieval.spelling import read_spellings
words = [f"{a}{b}{c}" for a in "klmnp" for b in "aeiou" for c in "rstvz"]
grams = read_spellings(words, words, np.random.default_rng(0)).source
print(grams.counted.toarray().tobytes().hex()[:4000], grams.axes.tobytes().hex()[:4000])
"""


def test_another_process_counts_the_same():
    """Python salts the hashes of strings, so that a set of them has another order each time."""
    outputs = {
        subprocess.run(
            [sys.executable, "-c", _PRINT],
            env={**os.environ, "PYTHONHASHSEED": salt},
            capture_output=True,
            check=True,
        ).stdout
        for salt in ("1", "2")
    }
    assert len(outputs) == 1


def test_the_first_words_are_compared_as_among_all(words):
    spellings, pairs = read_spellings(*words, np.random.default_rng(0)), np.arange(300)
    pairs = np.column_stack([pairs, pairs])
    whole, part = spelled_alike(spellings, pairs), spelled_alike(spellings, pairs, (50, None))
    np.testing.assert_array_equal(part.source, whole.source[:50])
    np.testing.assert_array_equal(part.target, whole.target)
