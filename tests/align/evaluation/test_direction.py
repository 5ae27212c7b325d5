import pytest

from align.evaluation.direction import leads_back, model_for, turned_for
from align.lexicon import Lexicon
from embeddings import Space


def space(*words):
    """Return a space with these words."""
    return Space(words, [[1.0]] * len(words))


EN, DE = space("dog", "cat", "hand", "arm"), space("hund", "katze", "hand", "arm")
GOLD = Lexicon((("dog", "hund"), ("hand", "hand"), ("arm", "arm"), ("elk", "cat")), "gold.txt")


def test_the_direction_with_more_known_pairs_is_taken():
    assert not leads_back(GOLD, EN, DE)
    assert leads_back(GOLD, DE, EN)
    assert leads_back(GOLD.reverse(), EN, DE)


@pytest.mark.parametrize("pairs", [(("hand", "hand"),), (("x", "y"),), ()])
def test_pairs_that_do_not_tell_stay_as_they_are(pairs):
    assert not leads_back(Lexicon(pairs), EN, DE) and not leads_back(Lexicon(pairs), DE, EN)


def test_pairs_are_turned_only_if_they_lead_back():
    assert turned_for(GOLD, EN, DE) is GOLD
    assert turned_for(GOLD, DE, EN) == GOLD.reverse()
    assert turned_for(GOLD, DE, EN).name == "gold.txt"


def test_the_model_faces_the_way_of_the_pairs(model, planted):
    gold = planted.lexicon()
    assert model_for(gold, model) is model
    assert model_for(gold.reverse(), model).name == model.reversed().name
    assert model_for(gold.reverse(), model.reversed()).name == model.reversed().name
