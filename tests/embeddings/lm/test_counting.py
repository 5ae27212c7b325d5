"""Counts are those of Kneser-Ney, in as many parts as the memory needs."""

import numpy as np

from embeddings.lm.counting import count
from tests.embeddings.lm.conftest import numbers_of
from tests.embeddings.lm.reference import Reference


def test_counts_are_those_of_the_reference(text, tmp_path):
    sentences, words, ids = text
    fewest = (1, 2, 3)
    counted = count(ids, len(words), fewest, tmp_path, memory=50_000)
    reference = Reference(sentences, words, fewest)
    for order in (1, 2, 3):
        found = {}
        for records in counted.records(order, most=100):
            for place, number in records.tolist():
                gram = tuple(words[i] for i in ids[place - order + 1 : place + 1].tolist())
                assert gram not in found
                found[gram] = number >> 1
                assert number & 1 == (reference.raw[order][gram] >= fewest[order - 1])
        assert found == dict(reference.counts[order])
        assert counted.totals[order - 1, 0] == len(found)
        of_counts = [sum(count == k for count in found.values()) for k in (1, 2, 3, 4)]
        assert counted.of_counts[order - 1].tolist() == of_counts


def test_an_order_without_ngrams_is_empty(tmp_path):
    ids = numbers_of([()], ("<unk>", "<s>", "</s>"))
    counted = count(ids, 3, (1, 1, 1), tmp_path, memory=1)
    assert counted.totals.tolist() == [[1, 1], [1, 1], [0, 0]]
    assert [len(list(counted.records(order))) for order in (1, 2, 3)] == [1, 1, 0]
    assert np.all(counted.of_counts[:2] == [1, 0, 0, 0])
