"""The citation form comes first among forms of one stem, in a planted language with cases."""

from dataclasses import replace

import numpy as np
import pytest

from align.retrieval.citation import Listed, citation_first
from embeddings.normalize import unit

STEMS, CASES, DIMENSION = 300, 3, 40

#: Endings of the three cases, in two classes of stems; only the first has an unmarked form.
ENDINGS = (("", "om", "ov"), ("ka", "ku", "koj"))

#: Score of each candidate: the citation form (case 0) is behind its sisters, a stranger last.
SCORES = np.array([0.50, 0.49, 0.48, 0.1], dtype=np.float32)


@pytest.fixture(scope="module")
def planted():
    """Return both sides: one form a stem in the source, three in the target, at random ranks."""
    rng = np.random.default_rng(3)
    letters = list("bdfglmnprstvz")
    stems = ["".join(rng.choice(letters, 6)) for _ in range(STEMS)]
    meanings = rng.standard_normal((STEMS, DIMENSION))
    cases = 0.8 * rng.standard_normal((CASES, DIMENSION))
    noise = 0.5 * rng.standard_normal((STEMS, CASES, DIMENSION))
    vectors = unit((1.2 * meanings[:, None] + cases + noise).reshape(-1, DIMENSION).astype("f4"))
    words = [stem + ENDINGS[n % 2][case] for n, stem in enumerate(stems) for case in range(CASES)]
    rank = rng.permutation(STEMS * CASES)  # of the words, by stem and case
    places = np.argsort(rank)
    of_stem = rank.reshape(STEMS, CASES)
    stranger = of_stem[np.roll(np.arange(STEMS), 1), 0]
    source_rows = np.column_stack([of_stem[:, 1], of_stem[:, 2], of_stem[:, 0], stranger])
    stem_of = places // CASES
    target_rows = np.column_stack([(stem_of + step) % STEMS for step in range(4)])
    source = Listed(
        [f"{n}-{stem}" for n, stem in enumerate(stems)],
        unit(meanings.astype("f4")),
        source_rows,
        np.tile(SCORES, (STEMS, 1)),
    )
    target = Listed(
        [words[place] for place in places],
        vectors[places],
        target_rows,
        np.tile(SCORES, (STEMS * CASES, 1)),
    )
    return source, target, of_stem


def share_of_citations(rows, of_stem, stems):
    return np.mean(rows[stems, 0] == of_stem[stems, 0])


def test_the_unmarked_form_comes_first(planted):
    source, target, of_stem = planted
    rows, _ = citation_first(source, target, 10)
    assert share_of_citations(source.rows, of_stem, slice(0, None, 2)) == 0
    assert share_of_citations(rows, of_stem, slice(0, None, 2)) > 0.9


def test_vectors_tell_the_citation_form_of_stems_without_an_unmarked_form(planted):
    source, target, of_stem = planted
    rows, _ = citation_first(source, target, 10)
    assert share_of_citations(rows, of_stem, slice(1, None, 2)) > 0.9


def test_scores_outweigh_the_mark_once_they_differ_enough(planted):
    source, target, _ = planted
    rows, _ = citation_first(source, target, 1000)
    np.testing.assert_array_equal(rows, source.rows)


def test_too_few_stems_teach_no_mark_and_the_more_frequent_form_comes_first(planted):
    source, target, of_stem = planted
    few = replace(source, rows=source.rows[:150], scores=source.scores[:150])
    few = replace(few, words=source.words[:150], vectors=source.vectors[:150])
    back = replace(target, rows=target.rows % 150)
    rows, _ = citation_first(few, back, 1e-6)
    assert np.mean(rows[:, 0] == of_stem[:150].min(axis=1)) > 0.98


def test_a_plural_of_the_source_does_not_turn_into_a_citation_form(planted):
    source, target, of_stem = planted
    # Each source word gets a plural, with the same candidates. The plurals lie along a direction.
    plural = np.random.default_rng(4).standard_normal(DIMENSION)
    words = [
        f"{stem}{end}" for stem in (w.split("-")[1] for w in source.words) for end in ("", "es")
    ]
    both = np.repeat(source.vectors, 2, axis=0)
    both[1::2] += (0.1 * plural).astype("f4")
    source = Listed(
        words, unit(both), np.repeat(source.rows, 2, axis=0), np.repeat(source.scores, 2, axis=0)
    )
    own = 2 * target.rows[:, :1]
    target = replace(target, rows=np.column_stack([own, own + 1, 2 * target.rows[:, 1:3]]))
    rows, _ = citation_first(source, target, 10)
    assert share_of_citations(rows[::2], of_stem, slice(None)) > 0.9
    assert share_of_citations(rows[1::2], of_stem, slice(None)) < 0.5


def test_other_stems_keep_their_places_and_no_candidate_is_lost(planted):
    source, target, _ = planted
    order = [0, 3, 1, 2]  # the stranger in second place
    mixed = replace(source, rows=source.rows[:, order])
    rows, back = citation_first(mixed, target, 10)
    np.testing.assert_array_equal(rows[:, 1], mixed.rows[:, 1])
    np.testing.assert_array_equal(np.sort(rows, axis=1), np.sort(mixed.rows, axis=1))
    np.testing.assert_array_equal(back, target.rows)
    assert (rows != mixed.rows).any()


def test_one_candidate_a_word_stays(planted):
    source, target, _ = planted
    one = [
        replace(each, rows=each.rows[:, :1], scores=each.scores[:, :1]) for each in (source, target)
    ]
    for rows, each in zip(citation_first(*one, 10), one, strict=True):
        np.testing.assert_array_equal(rows, each.rows)
