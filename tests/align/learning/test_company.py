"""The second look: wider vectors for known words, and the same maps for all others."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.sparse import csr_array

from align.learning.company import with_company, without_company
from align.learning.verdict import Verdict
from align.model.company import build_with_company
from align.model.load import open_model
from align.model.save import save
from align.notebook import with_methods
from align.retrieval.clues import Clues
from align.translation.translator import Translator
from embeddings.normalize import unit


@pytest.fixture(scope="module")
def known(planted):
    """Return the planted spaces with contexts that agree, and with counts."""
    near = unit(planted.source.vectors) @ unit(planted.source.vectors).T
    near[near < 0.4] = 0
    rows = planted.gold[np.argsort(planted.gold[:, 1]), 0]
    counts = np.arange(len(rows), 0, -1)
    return (
        replace(planted.source, contexts=(csr_array(near),), counts=counts),
        replace(planted.target, contexts=(csr_array(near[rows][:, rows]),), counts=counts),
    )


@pytest.fixture(scope="module")
def wide(known, alignment):
    return with_company(*known, alignment, Clues(), rng=np.random.default_rng(0))


def test_spaces_without_contexts_or_counts_are_left_alone(planted, known, alignment):
    rng = np.random.default_rng(0)
    for source in (planted.source, replace(known[0], counts=None), replace(known[0], contexts=())):
        assert with_company(source, known[1], alignment, Clues(), rng=rng) is None


def test_an_alignment_that_failed_gets_no_second_look(known, alignment):
    failed = replace(alignment, verdict=Verdict("not aligned", alignment.verdict.evidence, ""))
    assert with_company(*known, failed, Clues(), rng=np.random.default_rng(0)) is None


def test_known_words_have_company_of_unit_length(planted, wide):
    columns = wide.alignment.method["company"]["columns"]
    for space in (wide.source, wide.target):
        assert space.dimension == planted.source.dimension + columns
        np.testing.assert_allclose(np.linalg.norm(space.vectors, axis=1), 1, atol=1e-5)


def test_rare_words_rely_less_on_company(planted, wide):
    lengths = np.linalg.norm(wide.source.vectors[:, planted.source.dimension :], axis=1)
    assert lengths[:100].min() > lengths[-20:].max()


def test_translations_are_nearer_than_strangers_by_company_alone(planted, wide):
    x, y = (s.vectors[:, planted.source.dimension :] for s in (wide.source, wide.target))
    own = np.einsum("nd,nd->n", x[planted.gold[:, 0]], y[planted.gold[:, 1]]).mean()
    strange = np.einsum("nd,nd->n", x[planted.gold[:, 0]], np.roll(y[planted.gold[:, 1]], 7, 0))
    assert own > strange.mean() + 0.2


def test_unknown_words_are_mapped_as_before(planted, alignment, wide):
    vectors = planted.source.vectors[:50] * 1.1
    columns = wide.alignment.method["company"]["columns"]
    padded = np.hstack([vectors, np.zeros((50, columns), np.float32)])
    mapped = wide.alignment.map_source(padded)
    d = planted.source.dimension
    np.testing.assert_allclose(mapped[:, :d], alignment.map_source(vectors), atol=1e-5)
    assert not mapped[:, d:].any()


def test_without_company_is_the_alignment_before(alignment, wide):
    before = without_company(wide.alignment)
    np.testing.assert_array_equal(before.maps.target, alignment.maps.target)
    for one, other in (
        (before.source_normalization, alignment.source_normalization),
        (without_company(alignment).source_normalization, alignment.source_normalization),
    ):
        np.testing.assert_array_equal(one.means, other.means)


def test_the_model_keeps_the_verdict_and_maps_unknown_words(known, alignment):
    rng = np.random.default_rng(0)
    model = build_with_company(*known, alignment, ("aa", "bb"), Clues(), rng)
    assert model.verdict == alignment.verdict
    assert len(model.alignment.maps.source) == model.source.vectors.shape[1]
    assert model.alignment.method["company"]["pairs"] > 200


def test_vectors_of_a_kept_side_come_back_as_they_were_read(known, alignment):
    rng = np.random.default_rng(0)
    model = with_methods(build_with_company(*known, alignment, ("aa", "bb"), Clues(), rng))
    back = model.mapped("source", keep="source").vectors
    np.testing.assert_allclose(back, unit(known[0].vectors), atol=1e-4)


def test_a_saved_model_with_company_is_opened(known, alignment, tmp_path):
    rng = np.random.default_rng(0)
    model = build_with_company(*known, alignment, ("aa", "bb"), Clues(), rng)
    save(model, tmp_path / "model")
    opened = open_model(tmp_path / "model")
    np.testing.assert_array_equal(opened.source.vectors, model.source.vectors)
    assert opened.alignment.method["company"] == model.alignment.method["company"]


def test_unknown_words_of_a_model_with_company_are_guessed(known, alignment, subwords):
    rng = np.random.default_rng(0)
    source = replace(known[0], subwords=subwords)
    model = build_with_company(source, known[1], alignment, ("aa", "bb"), Clues(), rng)
    (guess,) = Translator(model).translate(["s1x"], 3)
    assert not guess.found and len(guess.candidates) == 3
