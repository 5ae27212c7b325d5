"""The first phrase pairs of two languages that are one language in two spellings."""

from dataclasses import replace

import numpy as np
import pytest

from align.model.vocabulary import Vocabulary
from align.phrases.induced import LEAST, induced_pairs
from align.phrases.sides import phrase_side
from embeddings.errors import EmptyCorpus
from embeddings.lm.corpus import number_words

MOST = (400, 300, 100)


def sentences(rng, words, count=3_000):
    """Return sentences in which certain words follow each other."""
    following = rng.integers(0, words, (words, 3))
    for _ in range(count):
        place = int(rng.integers(words))
        line = []
        for _ in range(int(rng.integers(3, 9))):
            line.append(place)
            place = int(following[place, rng.integers(3)])
        yield line


def letters(first, words):
    """Return as many words of letters alone: a number is in no phrase."""
    digits = str.maketrans("0123456789", "abcdefghij")
    return tuple(f"{first}{place}".translate(digits) for place in range(len(words)))


@pytest.fixture(scope="module")
def model(model):
    """Return the planted model with words of letters."""
    source, target = (
        replace(side, vocabulary=Vocabulary(letters(first, side.words)))
        for first, side in (("s", model.source), ("t", model.target))
    )
    return replace(model, source=source, target=target)


@pytest.fixture(scope="module")
def spoken(model, planted, tmp_path_factory):
    """Return a text of each language, and the translation of each source word."""
    folder = tmp_path_factory.mktemp("spoken")
    rng = np.random.default_rng(3)
    pairs = planted.gold[:300]
    source = [model.source.words[row] for row in pairs[:, 0]]
    target = [model.target.words[row] for row in pairs[:, 1]]
    sides = []
    text = list(sentences(rng, len(pairs)))
    for name, words in (("source", source), ("target", target)):
        lines = ([words[place] for place in line] for line in text)
        numbered = number_words(lines, folder / name, most=1000)
        sides.append((model.side(name), numbered))
    return sides, dict(zip(source, target, strict=True))


@pytest.fixture(scope="module")
def both(spoken):
    return [phrase_side(side, numbered, MOST) for side, numbered in spoken[0]]


@pytest.fixture(scope="module")
def pairs(model, both):
    return induced_pairs(model, *both)


def written(words, phrase):
    return tuple(words[number] for number in phrase.tolist() if number >= 0)


def test_most_phrases_have_their_translation_first(pairs, spoken):
    gold = spoken[1]
    changes = np.append(True, (np.diff(pairs.source, axis=0) != 0).any(axis=1))
    right = {1: [], 2: [], 3: []}
    for place in np.flatnonzero(changes):
        phrase = written(pairs.source_words, pairs.source[place])
        expected = tuple(gold[word] for word in phrase)
        right[len(phrase)].append(written(pairs.target_words, pairs.target[place]) == expected)
    assert all(len(each) > 50 for each in right.values())
    assert all(np.mean(each) > 0.8 for each in right.values()), {
        order: np.mean(each) for order, each in right.items()
    }


@pytest.mark.parametrize(("side", "feature"), [("source", 0), ("target", 1)])
def test_probabilities_add_up_to_at_most_one(pairs, side, feature):
    totals = {}
    likely = np.exp(pairs.features[:, feature].astype(np.float64))
    for phrase, each in zip(getattr(pairs, side).tolist(), likely, strict=True):
        # A probability that is not known stands as the least.
        totals[tuple(phrase)] = totals.get(tuple(phrase), 0) + (each if each > 1.01 * LEAST else 0)
    assert max(totals.values()) <= 1 + 1e-5
    assert (pairs.features <= 0).all()


def test_no_pair_stands_twice_and_each_source_stands_together(pairs):
    rows = np.column_stack([pairs.source, pairs.target])
    assert len(np.unique(rows, axis=0)) == len(rows)
    starts = np.append(True, (np.diff(pairs.source, axis=0) != 0).any(axis=1))
    assert starts.sum() == len(np.unique(pairs.source, axis=0))
    inside = ~starts[1:]
    assert (np.diff(pairs.features[:, 0])[inside] <= 0).all()


def test_words_have_the_candidates_of_the_model(model, pairs):
    single = (pairs.source[:, 1] < 0) & (pairs.target[:, 1] < 0)
    assert single.any()
    for place in np.flatnonzero(single).tolist():
        one = model.source.rows[pairs.source_words[pairs.source[place, 0]]]
        other = model.target.rows[pairs.target_words[pairs.target[place, 0]]]
        listed, back = model.source.table.rows[one], model.target.table.rows[other]
        assert other in listed or one in back
        likely = model.source.table.probabilities[one][listed == other].sum()
        assert np.exp(pairs.features[place, 0]) <= max(likely, LEAST) * (1 + 1e-5)


def test_the_same_pairs_come_again(model, both, pairs):
    again = induced_pairs(model, *both)
    np.testing.assert_array_equal(again.source, pairs.source)
    np.testing.assert_array_equal(again.target, pairs.target)
    np.testing.assert_array_equal(again.features, pairs.features)


def test_the_other_direction_has_the_same_pairs(model, both, pairs):
    other = induced_pairs(model.reversed(), both[1], both[0])
    assert len(other) == len(pairs)
    rows = np.column_stack([pairs.source, pairs.target])
    turned = np.column_stack([other.target, other.source])
    order, back = (np.lexsort(each.T) for each in (rows, turned))
    np.testing.assert_array_equal(rows[order], turned[back])
    np.testing.assert_allclose(
        pairs.features[order], other.features[back][:, [1, 0, 3, 2]], atol=1e-2
    )


def test_a_word_that_the_model_does_not_know_gets_candidates_too(model, spoken, pairs):
    (side, numbered), other = spoken[0]
    renamed = replace(numbered, words=(*numbered.words[:10], "neverheard", *numbered.words[11:]))
    sides = phrase_side(side, renamed, MOST), phrase_side(*other, MOST)
    found = induced_pairs(model, *sides)
    first = np.flatnonzero((found.source[:, 0] == 10) & (found.source[:, 1] < 0))
    assert len(first)


@pytest.mark.parametrize("text", [[], [("3", ",")] * 5, [("unheard", "words")] * 5])
def test_a_text_without_known_words_is_refused(model, tmp_path, text):
    numbered = number_words(text, tmp_path / "ids", most=10)
    with pytest.raises(EmptyCorpus, match="aa text"):
        phrase_side(model.source, numbered, MOST)


def test_words_of_one_row_share_its_most_frequent_word(model, tmp_path):
    word = model.source.words[0]
    numbered = number_words([(word, f"{word}'"), (f"{word}'",)] * 3, tmp_path / "ids", most=10)
    side = phrase_side(model.source, numbered, MOST)
    often, seldom = numbered.words.index(f"{word}'"), numbered.words.index(word)
    assert side.rows[[often, seldom]].tolist() == [0, 0]
    assert side.by_row[0] == often
    assert side.alike[[often, seldom, -1]].tolist() == [often, often, -1]
