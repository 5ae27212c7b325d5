from dataclasses import replace

import numpy as np
import pytest

from align.learning.alignment import Alignment
from align.learning.verdict import Evidence, Verdict
from align.maps.reweight import Maps
from align.model.build import build, build_shared, with_fast_indices
from align.model.model import TABLE_WIDTH
from align.retrieval.clues import Clues, read_clues
from align.retrieval.hubness import csls_penalty, penalized_queries
from align.translation.translator import Translator
from embeddings.normalize import normalize
from embeddings.search.index import Index
from embeddings.search.quantize import recalls

#: CSLS is a sum of three float32 numbers below two.
FLOAT32 = 1e-5


def sides(model, reverse):
    return (model.target, model.source) if reverse else (model.source, model.target)


def brute_force(source, target):
    """Return CSLS of all pairs, by definition, in float64."""
    cosines = source.vectors.astype(np.float64) @ target.vectors.T.astype(np.float64)
    of_source = -np.sort(-cosines, axis=1)[:, :10].mean(axis=1)
    of_target = -np.sort(-cosines, axis=0)[:10].mean(axis=0)
    return 2 * cosines - of_source[:, None] - of_target[None, :]


def test_stored_vectors_are_the_mapped_ones(model, alignment, planted):
    mapped = alignment.map_source(planted.source.vectors)
    np.testing.assert_array_equal(model.source.vectors, mapped)
    mapped = alignment.map_target(planted.target.vectors)
    np.testing.assert_array_equal(model.target.vectors, mapped)


@pytest.mark.parametrize("reverse", [False, True])
def test_the_table_has_the_best_scores_by_brute_force(model, reverse):
    source, target = sides(model, reverse)
    expected = -np.sort(-brute_force(source, target), axis=1)[:, :TABLE_WIDTH]
    np.testing.assert_allclose(source.table.scores, expected, atol=FLOAT32)


@pytest.mark.parametrize("reverse", [False, True])
def test_the_scores_of_the_table_are_those_of_its_rows(model, reverse):
    source, target = sides(model, reverse)
    expected = np.take_along_axis(brute_force(source, target), source.table.rows, axis=1)
    np.testing.assert_allclose(source.table.scores, expected, atol=FLOAT32)


@pytest.mark.parametrize("reverse", [False, True])
def test_with_clues_the_scores_are_more_than_csls_and_still_fall(planted, alignment, reverse):
    with_clues = build(planted.source, planted.target, alignment, ("aa", "bb"), Clues())
    source, target = sides(with_clues, reverse)
    assert (np.diff(source.table.scores, axis=1) <= 0).all()
    csls = np.take_along_axis(brute_force(source, target), source.table.rows, axis=1)
    assert np.abs(source.table.scores - csls).max() > 100 * FLOAT32


@pytest.mark.parametrize("shared", [False, True])
def test_forms_are_reordered_by_the_letters_unless_spelling_is_ignored(
    planted, alignment, monkeypatch, shared
):
    """The stand-in turns every list around, so that the calls are seen in the tables."""

    def turned(source, target, sharpness):
        assert (source.words, target.words) == (planted.source.words, planted.target.words)
        assert source.vectors.shape == planted.source.vectors.shape
        return source.rows[:, ::-1], target.rows[:, ::-1]

    def built(clues):
        spaces = [replace(planted.source, language="aa"), replace(planted.target, language="bb")]
        if shared:
            return build_shared(spaces, {(0, 1): alignment}, {(0, 1): clues})[0]
        return build(*spaces, alignment, ("aa", "bb"), clues)

    rng = np.random.default_rng(0)
    clues = read_clues(planted.source, planted.target, rng=rng)
    ignored = built(replace(clues, spellings=None))
    # Nothing has a form here, so the order is the same until the stand-in turns it.
    found = built(clues)
    monkeypatch.setattr("align.model.build.citation_first", turned)
    for model, step in ((built(clues), -1), (built(replace(clues, spellings=None)), 1)):
        before = found if step == -1 else ignored
        for side, old in ((model.source, before.source), (model.target, before.target)):
            np.testing.assert_array_equal(side.table.rows, old.table.rows[:, ::step])
            np.testing.assert_array_equal(side.table.scores, old.table.scores)
            assert side.table.rows.dtype == np.int32


def test_the_penalty_of_a_side_is_its_own_as_candidate(model):
    x, y = model.source.vectors, model.target.vectors
    # The matrix product is another one and rounds differently.
    np.testing.assert_allclose(model.source.penalty, csls_penalty(y, x), atol=FLOAT32)
    np.testing.assert_allclose(model.target.penalty, csls_penalty(x, y), atol=FLOAT32)


def test_a_planted_copy_is_translated(model, planted):
    # Noise moves some words past a neighbour of their cluster.
    assert np.mean(model.source.table.rows[:, 0] == planted.gold[:, 1]) > 0.98


def test_probabilities_tell_how_often_the_first_is_right(make_planted, alignment, planted):
    """Calibrated to 0.1 on a copy so noisy that a fifth of the words is translated wrongly."""
    noisy = make_planted(1, noise=0.9)
    model = build(noisy.source, noisy.target, alignment, ("aa", "bb"))
    right = model.source.table.rows[:, 0] == noisy.gold[:, 1]
    assert abs(model.source.table.probabilities[:, 0].mean() - right.mean()) < 0.1


def test_of_what_is_not_aligned_nothing_is_believed(planted, alignment):
    failed = replace(alignment, verdict=Verdict("not aligned", Evidence(2.0), ""))
    model = build(planted.source, planted.target, failed, ("aa", "bb"))
    for side, other in ((model.source, model.target), (model.target, model.source)):
        expected = 10 / len(other.words)
        np.testing.assert_allclose(side.table.probabilities.sum(axis=1), expected, rtol=1e-5)


def test_a_side_smaller_than_the_table_lists_all_its_words(planted, alignment):
    model = build(planted.source.head(20), planted.target.head(4), alignment, ("aa", "bb"))
    assert model.source.table.rows.shape == (20, 4)
    assert set(model.source.table.rows[0].tolist()) == {0, 1, 2, 3}


def test_one_word_on_each_side_is_a_model(planted, alignment):
    model = build(planted.source.head(1), planted.target.head(1), alignment, ("aa", "bb"))
    # Without other candidates, only the alignment itself is in doubt.
    assert model.source.table.rows.tolist() == [[0]]
    assert 0 < model.source.table.probabilities[0, 0] < 1


def test_the_sides_keep_names_words_and_provenance(model, planted):
    assert (model.source.language, model.target.language) == ("aa", "bb")
    assert model.source.words == planted.source.words
    assert model.provenance == {"source": {"corpus": ["a"]}, "target": {}}


def test_rows_find_the_words(model):
    assert model.target.rows["t7"] == 7


def test_a_fast_index_is_measured_on_words_of_the_other_side(fast_model, model):
    queries = penalized_queries(model.source.vectors)
    scores, _ = fast_model.target.index.search(queries, 10)
    expected, _ = model.target.index.search(queries, 10)
    assert fast_model.target.quantized.recall == pytest.approx(recalls(scores, expected).mean())


def test_small_sides_keep_the_exact_index(small_model):
    (result,) = with_fast_indices([small_model])
    assert result.source.quantized is result.target.quantized is None
    assert isinstance(result.target.index, Index)


@pytest.fixture(scope="module")
def shared_models(make_planted):
    """Return the models of three languages whose vectors are already in one space."""
    spaces = [make_planted(1).source, make_planted(1).target, make_planted(1).source]
    spaces = [
        replace(space.head(300), language=name) for space, name in zip(spaces, "abc", strict=True)
    ]
    steps = [normalize(space.vectors)[1] for space in spaces]
    eye = np.eye(spaces[0].dimension, dtype=np.float32)
    verdict = Verdict("aligned", Evidence(2.0), "")
    alignments = {
        (i, j): Alignment(Maps(eye, eye), steps[i], steps[j], {}, verdict)
        for i, j in ((0, 1), (0, 2), (1, 2))
    }
    return spaces, build_shared(spaces, alignments, dict.fromkeys(alignments, Clues()))


def test_models_of_one_space_share_its_languages(shared_models):
    _, (ab, ac, bc) = shared_models
    assert [(m.source.language, m.target.language) for m in (ab, ac, bc)] == [
        ("a", "b"),
        ("a", "c"),
        ("b", "c"),
    ]
    assert ab.source.penalized is ac.source.penalized
    assert ab.target.vocabulary is bc.source.vocabulary
    assert ac.target.penalized is bc.target.penalized


def test_their_tables_are_those_of_two_languages(shared_models):
    spaces, (ab, _, _) = shared_models
    alone = build(spaces[0], spaces[1], ab.alignment, ("a", "b"), Clues())
    np.testing.assert_array_equal(ab.source.table.rows, alone.source.table.rows)
    np.testing.assert_array_equal(ab.target.table.scores, alone.target.table.scores)


def test_their_penalty_is_the_mean_over_the_other_languages(shared_models):
    _, (ab, ac, _) = shared_models
    expected = [csls_penalty(m.target.vectors, m.source.vectors) for m in (ab, ac)]
    np.testing.assert_allclose(ab.source.penalty, np.mean(expected, axis=0), atol=FLOAT32)


def test_the_fast_index_of_a_shared_language_is_made_once(shared_models, monkeypatch):
    monkeypatch.setattr("embeddings.search.quantize.FEWEST_ROWS", 200)
    _, models = shared_models
    ab, ac, _ = with_fast_indices(models)
    assert ab.source.quantized is ac.source.quantized is not None


def test_what_is_searched_elsewhere_is_not_searched_here(model):
    elsewhere = Index(model.target.penalized[:50])
    target = replace(model.target, elsewhere=elsewhere)
    assert target.index is elsewhere
    items = Translator(replace(model, target=target)).translate(model.source.words[:3], 40)
    beyond = {candidate.rank for item in items for candidate in item.candidates[10:]}
    assert max(beyond) <= 50
