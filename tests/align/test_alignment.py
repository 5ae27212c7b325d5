import json

import numpy as np
import pytest

from align.alignment import learn
from align.seed import Seed
from embeddings.errors import DimensionMismatch
from embeddings.normalize import unit
from embeddings.space import Space


def learned(source, target, pairs, config, **options):
    rng = np.random.default_rng(2)
    return learn(source, target, Seed(pairs, "dictionary"), rng=rng, config=config, **options)


def test_a_planted_copy_is_aligned(alignment):
    assert alignment.verdict.label == "aligned"


def test_the_halves_of_a_planted_seed_agree_on_nearly_all_words(alignment):
    assert alignment.verdict.evidence["agreement"] > 0.95


def test_nearly_all_words_of_a_planted_copy_are_mutual(alignment):
    assert alignment.verdict.evidence["mutual"] > 0.95


@pytest.fixture(scope="module")
def hopeless(planted, few_pairs, config):
    """Return what comes of Gaussian vectors in place of the target's."""
    gaussian = np.random.default_rng(5).standard_normal(planted.target.vectors.shape)
    target = Space(planted.target.words, gaussian)
    return learned(planted.source, target, few_pairs, config).verdict


def test_gaussian_targets_are_not_aligned(hopeless):
    assert hopeless.label == "not aligned"


def test_gaussian_targets_get_advice(hopeless):
    assert "--seed-dictionary" in hopeless.advice


@pytest.fixture(scope="module")
def again(planted, few_pairs, config):
    """Return the alignment learned once more, and the steps it reported."""
    steps = []
    return learned(planted.source, planted.target, few_pairs, config, report=steps.append), steps


def test_the_same_inputs_give_the_same_bytes(again, alignment):
    assert again[0].maps.source.tobytes() == alignment.maps.source.tobytes()
    assert again[0].maps.target.tobytes() == alignment.maps.target.tobytes()
    assert again[0].verdict == alignment.verdict


def test_translations_are_brought_together(planted, alignment):
    x = alignment.map_source(planted.source.vectors)[planted.gold[:, 0]]
    y = alignment.map_target(planted.target.vectors)[planted.gold[:, 1]]
    # Noise of 0.2 against words of about 1.3 a dimension leaves a cosine near 0.98.
    assert np.einsum("ij,ij->i", x, y).mean() > 0.95


def test_mapped_vectors_have_unit_length(planted, alignment):
    lengths = np.linalg.norm(alignment.map_source(planted.source.vectors), axis=1)
    np.testing.assert_allclose(lengths, 1, atol=1e-6)


@pytest.mark.parametrize("side", ["source", "target"])
def test_a_new_word_is_mapped_with_the_means_of_the_old_ones(planted, alignment, side):
    space = getattr(planted, side)
    new = np.random.default_rng(6).standard_normal((1, space.dimension)).astype(np.float32)
    mean = unit(space.vectors).mean(axis=0, dtype=np.float64).astype(np.float32)
    expected = unit(unit(unit(new) - mean) @ getattr(alignment.maps, side))
    np.testing.assert_allclose(getattr(alignment, f"map_{side}")(new), expected, atol=1e-6)


def test_a_word_is_mapped_alone_as_among_others(planted, alignment):
    alone = alignment.map_source(planted.source.vectors[7:8])
    # One row and many go through different matrix products, which round differently.
    together = alignment.map_source(planted.source.vectors)[7:8]
    np.testing.assert_allclose(alone, together, atol=1e-6)


def test_spaces_of_different_dimension_are_refused_with_both_named(planted, few_pairs, config):
    narrow = Space(planted.target.words, planted.target.vectors[:, :30])
    with pytest.raises(DimensionMismatch, match=r"40 dimensions.* 30; train both"):
        learned(planted.source, narrow, few_pairs, config)


def test_every_round_is_reported_as_the_method_tells_it(again):
    alignment, steps = again
    told = [(r["solved"], r["vocabulary"], r["pairs"]) for r in alignment.method["rounds"]]
    assert told == [(step.solved, step.vocabulary, step.pairs) for step in steps]


def test_the_method_tells_the_seed(alignment):
    assert alignment.method["seed"] == {"method": "dictionary", "pairs": 60}


def test_the_method_is_what_json_can_hold(alignment):
    told = json.loads(json.dumps(alignment.method))
    assert told["settings"]["stages"][0] == {"solve": "rotate", "vocabulary": 500, "rounds": 5}


def test_a_seed_of_all_pairs_leaves_the_given_arrays_alone(planted, config):
    before = planted.gold.copy(), planted.source.vectors.copy()
    learned(planted.source.head(300), planted.target.head(300), planted.gold[:200], config)
    np.testing.assert_array_equal(planted.gold, before[0])
    np.testing.assert_array_equal(planted.source.vectors, before[1])
