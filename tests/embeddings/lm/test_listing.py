"""The n-grams of a model are listed in order, and make the model again."""

import numpy as np

from embeddings.lm.listing import model_of, ngrams
from embeddings.lm.special import BEGIN


def test_ngrams_are_those_of_the_text(text, model):
    sentences, words, _ = text
    for order, each in enumerate(ngrams(model), 1):
        found = {tuple(words[number] for number in row) for row in each.words.tolist()}
        assert len(found) == len(each.words) == len(each.values) == len(each.suffixes)
        raw: dict[tuple[str, ...], int] = {}
        for sentence in sentences:
            whole = ("<s>", *sentence, "</s>")
            for i in range(len(whole) - order + 1):
                raw[whole[i : i + order]] = raw.get(whole[i : i + order], 0) + 1
        if order > 1:
            assert found == {gram for gram, count in raw.items() if count >= (order > 3) + 1}
            backwards = each.words[:, ::-1].tolist()
            assert backwards == sorted(backwards)
            assert np.all(each.words[:, -1] != BEGIN)


def test_a_model_of_its_own_ngrams_is_the_same(model):
    again = model_of(model.words, list(ngrams(model)))
    assert np.array_equal(again.table, model.table)
    assert np.array_equal(again.unigrams, model.unigrams)
