"""n-grams are those of fastText, and give vectors to out-of-vocabulary words."""

from dataclasses import replace

import numpy as np
import pytest
from gensim.models.fasttext import ft_ngram_hashes

from embeddings.errors import IsoglossError
from embeddings.spectrum import as_trained
from embeddings.subwords import Subwords, ngram_rows


@pytest.mark.parametrize("word", ["cat", "a", "été", "слово", "हिन्दी", "o'clock", "中", "𐍈𐍉"])
@pytest.mark.parametrize(("shortest", "longest"), [(3, 6), (1, 4), (2, 2)])
def test_ngrams_are_those_of_gensim(word, shortest, longest):
    ours = ngram_rows(word, shortest, longest, 100_003)
    assert sorted(ours) == sorted(ft_ngram_hashes(word, shortest, longest, 100_003))


@pytest.fixture
def subwords():
    """Return n-grams of three letters, of the words "cat" and "cats" only."""
    kept = np.unique(ngram_rows("cats", 3, 3, 1_000) + ngram_rows("cat", 3, 3, 1_000))
    vectors = np.random.default_rng(0).standard_normal((len(kept), 4)).astype(np.float16)
    return Subwords(kept.astype(np.int32), vectors, 1_000, 3, 3, as_trained(4))


def test_the_vector_is_the_mean_of_the_ngrams_of_unit_length(subwords):
    places = np.searchsorted(subwords.kept, ngram_rows("cat", 3, 3, 1_000))
    mean = subwords.vectors[places].astype(np.float32).mean(axis=0)
    np.testing.assert_allclose(subwords.vector("cat"), mean / np.linalg.norm(mean), rtol=1e-5)


def test_ngrams_that_were_not_trained_do_not_count(subwords):
    # "<ca" and "cat" are known, "atx" and "tx>" are not.
    known = np.searchsorted(subwords.kept, ngram_rows("ca", 3, 3, 1_000)[:1])
    known = [*known, *np.searchsorted(subwords.kept, [ngram_rows("xcatx", 3, 3, 1_000)[2]])]
    mean = subwords.vectors[known].astype(np.float32).mean(axis=0)
    np.testing.assert_allclose(subwords.vector("catx"), mean / np.linalg.norm(mean), rtol=1e-5)


def test_a_word_without_known_ngrams_has_no_vector(subwords):
    assert subwords.vector("zzz") is None
    assert subwords.vector("") is None


def test_a_maximum_length_beyond_any_word_costs_nothing():
    # A hostile file may claim such a length to make a query slow.
    assert ngram_rows("cat", 3, 2**31 - 1, 1_000) == ngram_rows("cat", 3, 5, 1_000)


@pytest.mark.parametrize("change", [{"buckets": 0}, {"longest": 2}, {"kept": np.arange(2)}])
def test_parts_that_do_not_fit_are_rejected(subwords, change):
    with pytest.raises(IsoglossError, match="do not fit together"):
        replace(subwords, **change)
