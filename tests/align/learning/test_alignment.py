import json
from dataclasses import replace

import numpy as np
import pytest

from align.learning.alignment import learn
from align.learning.selflearn import Step
from align.learning.verdict import CONVINCING_GAIN
from align.lexicon import Lexicon
from align.seed.given import given_seed
from embeddings.errors import DimensionMismatch
from embeddings.normalize import unit
from embeddings.space import Space
from tests.hearing import Heard


def learned(source, target, seed, config, **options):
    return learn(source, target, seed, rng=np.random.default_rng(2), config=config, **options)


def test_a_planted_copy_is_told_from_chance(alignment):
    assert alignment.verdict.evidence.gain > CONVINCING_GAIN
    assert alignment.verdict.label != "not aligned"


def test_the_gain_is_how_many_times_the_null_the_objective_is(
    planted, few_pairs, make_seed, config
):
    for null in (0.5, 0.25):
        steps, seed = Heard(Step), make_seed(few_pairs, null)
        judged = learned(planted.source, planted.target, seed, config, progress=steps).verdict
        # The null is a rotation, so what re-weighting adds does not count.
        last = [step.round.objective for step in steps if step.round.solved == "rotate"][-1]
        assert judged.evidence.gain == pytest.approx(last / null)


def test_the_gain_is_counted_on_the_vocabulary_of_the_null(
    planted, few_pairs, make_seed, config, monkeypatch
):
    # The objective falls as the vocabulary grows, and the null was run on so many words.
    monkeypatch.setattr("align.learning.alignment.VOCABULARY", 500)
    steps, seed = Heard(Step), make_seed(few_pairs, 0.5)
    judged = learned(planted.source, planted.target, seed, config, progress=steps).verdict
    last = [step.round.objective for step in steps if step.round.vocabulary == 500][-1]
    assert judged.evidence.gain == pytest.approx(last / 0.5)
    assert judged.evidence.objective != pytest.approx(last)


def test_no_better_than_the_null_is_not_aligned(planted, few_pairs, make_seed, config):
    high = make_seed(few_pairs, null=1.0)
    assert learned(planted.source, planted.target, high, config).verdict.label == "not aligned"


@pytest.mark.parametrize("agreement", [None, 0.4])
def test_the_agreement_of_the_seed_is_told_where_there_is_one(
    planted, few_pairs, make_seed, config, agreement
):
    seed = make_seed(few_pairs, agreement=agreement)
    evidence = learned(planted.source, planted.target, seed, config).verdict.evidence
    assert evidence.agreement == agreement


def alike(planted, rows):
    """Return the spaces with 40 target words respelled as the source words of other rows."""
    words = list(planted.target.words)
    for (_, target), source in zip(planted.gold[:40], rows, strict=True):
        words[target] = planted.source.words[source]
    return planted.source, replace(planted.target, words=tuple(words))


def test_words_spelled_alike_that_translate_themselves_are_kept(
    planted, few_pairs, make_seed, config
):
    spaces = alike(planted, planted.gold[:40, 0])
    assert learned(*spaces, make_seed(few_pairs), config).verdict.evidence.kept == 1.0


def test_words_spelled_alike_that_mean_something_else_are_not_aligned(
    planted, few_pairs, make_seed, config
):
    # Words of far apart rows: none is among the ten candidates of another but by chance.
    verdict = learned(*alike(planted, range(1000, 1040)), make_seed(few_pairs), config).verdict
    assert verdict.evidence.gain > 1.25
    assert verdict.label == "not aligned"


def test_words_spelled_alike_count_whether_they_were_learned_from_or_not(
    planted, few_pairs, make_seed, config
):
    spaces = alike(planted, planted.gold[:40, 0])
    seed = replace(make_seed(few_pairs), anchors=planted.gold[:20])
    assert learned(*spaces, seed, config).verdict.evidence.kept == 1.0


def test_rows_that_have_slipped_are_not_aligned(planted, few_pairs, make_seed, config):
    # One language twice, each word with the vector of another: the shapes fit, the words do not.
    words = planted.source.words
    slipped = replace(planted.source, words=words[30:] + words[:30])
    rows = np.arange(len(words))
    pairs = np.column_stack([rows, rows])[:200]  # the map of the vectors
    verdict = learned(planted.source, slipped, make_seed(pairs), config).verdict
    assert verdict.evidence.gain > 1.25
    assert verdict.label == "not aligned"
    assert "each row" in verdict.advice


def test_too_few_words_spelled_alike_are_no_evidence(alignment):
    assert alignment.verdict.evidence.kept is None


def test_without_the_contrast_the_maps_are_those_of_the_last_round(
    planted, few_pairs, make_seed, config, alignment
):
    steps = Heard(Step)
    plain = replace(config, contrast=None)
    result = learned(planted.source, planted.target, make_seed(few_pairs), plain, progress=steps)
    assert result.maps is steps[-1].state.maps
    assert not np.array_equal(result.maps.source, alignment.maps.source)


def test_nearly_all_words_of_a_planted_copy_are_mutual(alignment):
    assert alignment.verdict.evidence.mutual > 0.95


@pytest.fixture(scope="module")
def hopeless(planted, few_pairs, config):
    """Return what comes of Gaussian vectors in place of the target's."""
    rng = np.random.default_rng(5)
    target = Space(planted.target.words, rng.standard_normal(planted.target.vectors.shape))
    words = [(planted.source.words[s], target.words[t]) for s, t in few_pairs.tolist()]
    seed = given_seed(planted.source, target, Lexicon(tuple(words)), rng=rng, config=config)
    return learned(planted.source, target, seed, config).verdict


def test_gaussian_targets_are_not_aligned(hopeless):
    assert hopeless.label == "not aligned"


def test_gaussian_targets_get_advice(hopeless):
    assert "--seed-dictionary" in hopeless.advice


@pytest.fixture(scope="module")
def again(planted, few_pairs, make_seed, config):
    """Return the alignment learned once more, and the steps it reported."""
    steps, seed = Heard(Step), make_seed(few_pairs)
    return learned(planted.source, planted.target, seed, config, progress=steps), steps


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


def test_spaces_of_different_dimension_are_refused_with_both_named(
    planted, few_pairs, make_seed, config
):
    narrow = Space(planted.target.words, planted.target.vectors[:, :30])
    with pytest.raises(DimensionMismatch, match=r"40 dimensions.* 30; reduce the larger"):
        learned(planted.source, narrow, make_seed(few_pairs), config)


def test_every_round_is_reported_as_the_method_tells_it(again):
    alignment, steps = again
    rounds = [(r["solved"], r["vocabulary"], r["pairs"]) for r in alignment.method["rounds"]]
    assert rounds == [
        (step.round.solved, step.round.vocabulary, step.round.pairs) for step in steps
    ]


def test_the_method_tells_the_seed(alignment):
    trial = {"pairs": 60, "objective": 1.0, "null": 0.5, "agreement": None, "held_out": None}
    trial |= {"counted": False, "letters": None, "gain_not_alike": None}
    tried = [{"method": "dictionary", **trial}]
    assert alignment.method["seed"] == {"method": "dictionary", "pairs": 60, "tried": tried}


def test_the_method_is_what_json_can_hold(alignment, config):
    record = json.loads(json.dumps(alignment.method))
    stage = {"solve": "rotate", "vocabulary": 500, "rounds": 5, "temperature": 0.2}
    assert record["settings"]["stages"][0] == stage
    assert record["settings"]["contrast"]["epochs"] == config.contrast.epochs


def test_a_seed_of_all_pairs_leaves_the_given_arrays_alone(planted, make_seed, config):
    before = planted.gold.copy(), planted.source.vectors.copy()
    learned(
        planted.source.head(300), planted.target.head(300), make_seed(planted.gold[:200]), config
    )
    np.testing.assert_array_equal(planted.gold, before[0])
    np.testing.assert_array_equal(planted.source.vectors, before[1])
