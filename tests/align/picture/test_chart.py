import numpy as np
import pytest

from align.picture.chart import chosen, draw, most_frequent
from align.translation.translator import Translator
from embeddings.errors import IsoglossError


@pytest.fixture(scope="module")
def translator(model):
    return Translator(model)


@pytest.fixture(scope="module")
def chart(translator):
    return draw(translator, most_frequent(translator))


def test_the_most_frequent_are_the_first(translator):
    source, target = most_frequent(translator, 7)
    assert source.tolist() == target.tolist() == list(range(7))
    assert len(most_frequent(translator, 10**6)[0]) == len(translator.source.words)


def test_translations_lie_near_each_other_after_the_map_alone(chart, planted):
    source, target = planted.gold.T
    after = chart.source.places[source] - chart.target.places[target]
    before = chart.before[source] - chart.target.places[target]
    radius = np.linalg.norm(chart.source.places, axis=1).mean()
    assert np.median(np.linalg.norm(after, axis=1)) < 0.25 * radius
    assert np.median(np.linalg.norm(before, axis=1)) > radius


def test_chosen_words_bring_their_best_translations(translator):
    source, target = translator.source, translator.target
    rows = chosen(translator, ["s20", "t4", "S3", "nowhere"])
    assert {source.words[row] for row in rows[0]} >= {"s20", "s3"}
    assert {target.words[row] for row in rows[1]} >= {"t4", target.words[source.table.rows[20, 0]]}
    assert target.table.rows[target.rows["t4"], 0] in rows[0]
    assert all((np.diff(side) > 0).all() for side in rows)


def test_a_word_of_both_languages_is_of_that_in_which_it_is_more_frequent(spaces_as_they_are):
    x = np.eye(6, dtype=np.float32)
    words = ("a", "b", "c", "d", "king", "e"), ("king", "roi", "u", "v", "w", "z")
    both = Translator(spaces_as_they_are(words[0], x, words[1], x))
    assert [rows.tolist() for rows in chosen(both, ["king"])] == [[0], [0]]


def test_none_of_the_words_is_an_error(translator):
    with pytest.raises(IsoglossError, match="none of the words"):
        chosen(translator, ["nowhere"])


def test_the_other_direction_moves_the_other_cloud(model, chart):
    reverse = draw(Translator(model.reversed()), most_frequent(Translator(model.reversed())))
    assert reverse.source.side is chart.target.side
    np.testing.assert_array_equal(reverse.source.hubs.plain, chart.target.hubs.plain)
    assert reverse.variance == pytest.approx(chart.variance)


def test_the_same_model_gives_the_same_chart(translator, chart):
    again = draw(translator, most_frequent(translator))
    np.testing.assert_array_equal(again.source.places, chart.source.places)
    np.testing.assert_array_equal(again.before, chart.before)
