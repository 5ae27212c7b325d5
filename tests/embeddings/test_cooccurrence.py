"""Count vectors: words in the same company are alike, whatever their letters."""

import numpy as np
from scipy.sparse import csr_array

from embeddings.cooccurrence import _counted, _discounted, beside, count_contexts
from embeddings.spectrum import as_trained


def _text(path, seed=0):
    """Write sentences in which a0 to a4 keep one company, and b0 to b4 another."""
    rng = np.random.default_rng(seed)
    lines = []
    for _ in range(3_000):
        kind = "ab"[rng.integers(2)]
        company = [f"{kind}x{number}" for number in rng.integers(20, size=4)]
        lines.append(" ".join([*company[:2], f"{kind}{rng.integers(5)}", *company[2:]]))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [f"{kind}{n}" for kind in "ab" for n in range(5)] + [
        f"{kind}x{n}" for kind in "ab" for n in range(20)
    ]


def test_words_in_the_same_company_are_alike(tmp_path):
    words = _text(tmp_path / "tokens.txt")
    (vectors,) = count_contexts(tmp_path / "tokens.txt", words, [2], 8, 0).vectors
    cosines = vectors[:10] @ vectors[:10].T
    within = np.concatenate([cosines[:5, :5][np.triu_indices(5, 1)], cosines[5:, 5:].ravel()])
    assert within.mean() > cosines[:5, 5:].mean() + 0.3
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_the_same_seed_gives_the_same_bytes(tmp_path):
    words = _text(tmp_path / "tokens.txt")
    first, again = (count_contexts(tmp_path / "tokens.txt", words, [2, 5], 8, 7) for _ in range(2))
    assert [each.tobytes() for each in first.vectors] == [each.tobytes() for each in again.vectors]


def test_more_dimensions_than_words_are_zero(tmp_path):
    path = tmp_path / "tokens.txt"
    path.write_text("a b\na c\nb c\na b\n", encoding="utf-8")
    (vectors,) = count_contexts(path, ["a", "b", "c"], [1], 10, 0).vectors
    assert vectors.shape == (3, 10)
    assert not vectors[:, 2:].any() and np.isfinite(vectors).all()


def test_pairs_do_not_cross_lines(tmp_path):
    path = tmp_path / "tokens.txt"
    path.write_text("a b\n" * 50 + "c d\n" * 50, encoding="utf-8")
    (counts,) = _counted(path, ["a", "b", "c", "d"], [5])
    near = [[0, 50, 0, 0], [50, 0, 0, 0], [0, 0, 0, 50], [0, 0, 50, 0]]
    assert counts.toarray().tolist() == near


def test_nearer_contexts_count_more(tmp_path):
    path = tmp_path / "tokens.txt"
    path.write_text("a b c\n", encoding="utf-8")
    (counts,) = _counted(path, ["a", "b", "c"], [2])
    assert counts.toarray()[0].tolist() == [0, 1, 0.5]


def test_a_word_without_counts_has_zeros_there():
    trained = np.eye(3, dtype=np.float32)
    vectors, flat = beside(trained, as_trained(3), [np.ones((3, 2), np.float32)])
    assert vectors.shape == (3, 5)
    unseen = flat.apply(trained)
    np.testing.assert_allclose(unseen[:, :3], vectors[:, :3], atol=1e-6)
    assert not unseen[:, 3:].any()


def test_contexts_are_those_that_are_seen_together_more_than_by_chance(tmp_path):
    words = _text(tmp_path / "tokens.txt")
    (contexts,) = count_contexts(tmp_path / "tokens.txt", words, [2], 8, 0).contexts
    near = contexts.toarray()
    assert near.shape == (50, 50) and near.min() >= 0
    assert near[:5, 10:30].mean() > 10 * near[:5, 30:].mean()  # "a" has the company of "ax"


def test_what_is_seen_once_says_half_as_much():
    counts = csr_array(np.array([[0, 1, 9], [1, 0, 0], [9, 0, 0]], dtype=np.float32))
    information = csr_array(np.array([[0, 2, 2], [2, 0, 0], [2, 0, 0]], dtype=np.float32))
    less = _discounted(information, counts).toarray()
    np.testing.assert_allclose(less, [[0, 1, 1.8], [1, 0, 0], [1.8, 0, 0]], rtol=1e-3)
