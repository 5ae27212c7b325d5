"""What letters explain is taken out of vectors; what company says is left."""

import numpy as np

import isogloss
from align.learning.kept import share_kept
from align.learning.letters import _inverse_root, gain_not_alike, without_letters
from align.learning.verdict import CONVINCING_GAIN, LETTERS_ALONE_BELOW
from align.maps.procrustes import procrustes
from align.maps.reweight import Maps
from align.retrieval.ngrams import alike_pairs, shared_grams
from embeddings.normalize import normalize
from embeddings.samples import sample
from embeddings.space import Space

LETTERS = list("abcde")
ALPHABET = list("abcdefgh")


def _words(rng, n, letters=LETTERS):
    return sorted({"".join(rng.choice(letters, rng.integers(4, 8))) for _ in range(n)})


def _of_letters(words, rng, table=None, own=0.7):
    """Return sums of random vectors of a word's 2- and 3-grams and one of its own: no meaning."""
    table = {} if table is None else table
    vectors = []
    for word in words:
        marked = f"<{word}>"
        grams = [marked[i : i + n] for n in (2, 3) for i in range(len(marked) - n + 1)]
        vectors.append(sum(table.setdefault(gram, rng.standard_normal(60)) for gram in grams))
    of_letters = normalize(np.array(vectors, dtype=np.float32))[0]
    noise = normalize(rng.standard_normal(of_letters.shape).astype(np.float32))[0]
    return normalize(of_letters + own * noise)[0]


def _held_out(x, y, seen):
    """Return the share of every second word found in `seen`, by the rotation of the others."""
    w = procrustes(x[::2], y[::2])
    a, b = seen
    rows = np.arange(1, len(a), 2)
    return share_kept((a @ w).astype(np.float32), b, np.column_stack([rows, rows]), 1)


def test_letters_alone_agree_before_and_not_after():
    rng = np.random.default_rng(0)
    words = _words(rng, 900)
    x, y = _of_letters(words, rng), _of_letters(words, rng)
    before = _held_out(x, y, (x, y))
    after = _held_out(x, y, without_letters((words, words), (x, y)))
    assert before > 0.15 and after < 0.02, (before, after)


def test_company_agrees_before_and_after():
    rng = np.random.default_rng(0)
    words = _words(rng, 900)
    x = normalize(rng.standard_normal((len(words), 20)).astype(np.float32))[0]
    turned, _ = np.linalg.qr(rng.standard_normal((20, 20)))
    y = (x @ turned).astype(np.float32)
    assert _held_out(x, y, without_letters((words, words), (x, y))) > 0.9


def test_shared_n_grams_are_counted():
    shared, sizes = shared_grams(["ab", "abc"], (2, 2))
    assert sizes.tolist() == [3, 4]  # <a ab b>, and <a ab bc c>
    assert shared.tolist() == [[3, 2], [2, 4]]


def test_alike_pairs_choose_each_other():
    pairs = alike_pairs(["nation", "nations", "dog"], ["nación", "naciones", "perro"], 0.4)
    assert [0, 0] in pairs.tolist()
    assert 2 not in pairs[:, 0].tolist()


def _turned(x, y):
    """Return the maps that the rotation of words spelled alike makes."""
    return Maps(procrustes(x, y), np.eye(x.shape[1], dtype=np.float32))


def _by_chance(x, y, rng):
    size = min(len(x), len(y))
    return _turned(x[rng.permutation(len(x))[:size]], y[rng.permutation(len(y))[:size]])


def test_vectors_of_letters_alone_are_not_aligned():
    table, rng = {}, np.random.default_rng(0)
    english, french = (
        Space(words, _of_letters(words, rng, table, own=0.3))
        for words in (sample(language).words[:3_000] for language in ("en", "fr"))
    )
    verdict = isogloss.align(english, french, names=("en", "fr"), init="identical").verdict
    assert verdict.label in ("doubtful", "not aligned")
    assert verdict.evidence.gain > CONVINCING_GAIN, "this is not what the test is about"


def test_two_texts_of_one_language_are_not_taken_for_letters():
    rng = np.random.default_rng(0)
    words = _words(rng, 900, ALPHABET)
    topics = rng.standard_normal((len(words), 8)) @ rng.standard_normal((8, 60))
    company = normalize(topics.astype(np.float32))[0]
    x, y = (normalize(_of_letters(words, rng) + company)[0] for _ in range(2))
    _, value = gain_not_alike((words, words), (x, y), (_turned(x, y), _by_chance(x, y, rng)))
    assert value is not None and value > LETTERS_ALONE_BELOW, value


def test_where_letters_explain_nothing_they_cannot_mislead():
    rng = np.random.default_rng(0)
    words = _words(rng, 900, ALPHABET)
    x = normalize(rng.standard_normal((len(words), 20)).astype(np.float32))[0]
    share, value = gain_not_alike((words, words), (x, x), (_turned(x, x), _by_chance(x, x, rng)))
    assert (round(share, 1), value) == (0, None)


def test_the_square_of_the_root_is_the_inverse():
    half = np.random.default_rng(0).standard_normal((40, 40))
    matrix = half @ half.T + 0.1 * np.eye(40)
    root = _inverse_root(matrix)
    np.testing.assert_allclose(root.T @ root @ matrix, np.eye(40), atol=1e-9)
