"""Words and their numbers."""

from embeddings.lm.special import UNKNOWN


def test_words_have_numbers(model):
    assert model.encode(["w0", "new", "</s>"]).tolist() == [3, UNKNOWN, 2]
    assert model.numbers["w1"] == 4 and model.order == 5


def test_what_was_read_is_more_likely_than_what_was_not(model, text):
    longest = max(text[0], key=len)
    assert model.score(longest) > model.score(longest[::-1])
    assert model.score(longest) > model.score(["new"] * len(longest))
