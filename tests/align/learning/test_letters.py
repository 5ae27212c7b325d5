"""What letters explain is taken out of vectors; what company says is left."""

import numpy as np

from align.learning.letters import _inverse_root, without_letters
from align.learning.verdict import share_kept
from align.maps.procrustes import procrustes
from align.retrieval.ngrams import alike_pairs, shared_grams
from embeddings.normalize import normalize

LETTERS = list("abcde")


def _words(rng, n):
    return sorted({"".join(rng.choice(LETTERS, rng.integers(4, 8))) for _ in range(n)})


def _of_letters(words, rng):
    """Return sums of random vectors of a word's 3-grams and one of its own: no meaning."""
    table = {}
    vectors = []
    for word in words:
        marked = f"<{word}>"
        grams = [marked[start : start + 3] for start in range(len(marked) - 2)]
        vectors.append(sum(table.setdefault(gram, rng.standard_normal(60)) for gram in grams))
    of_letters = normalize(np.array(vectors, dtype=np.float32))[0]
    own = normalize(rng.standard_normal(of_letters.shape).astype(np.float32))[0]
    return normalize(of_letters + 0.7 * own)[0]


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


def test_the_square_of_the_root_is_the_inverse():
    half = np.random.default_rng(0).standard_normal((40, 40))
    matrix = half @ half.T + 0.1 * np.eye(40)
    root = _inverse_root(matrix)
    np.testing.assert_allclose(root.T @ root @ matrix, np.eye(40), atol=1e-9)
