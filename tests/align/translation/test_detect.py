"""A text belongs to the language whose frequent words it contains."""

import pytest

from align.translation.detect import detect
from embeddings import IsoglossError
from embeddings.text import segment as segmenting

ENGLISH = ["the", "of", "and", "to", "in", "is", "cat", "house", "chat", "table"]
FRENCH = ["de", "la", "le", "et", "les", "est", "chat", "maison", "table", "the"]


def _vocabularies():
    return {
        code: {word: row for row, word in enumerate(words)}
        for code, words in {"en": ENGLISH, "fr": FRENCH}.items()
    }


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The cat is in the house!", "en"),
        ("Le chat est la table", "fr"),
        ("the chat", "en"),  # both languages know both words, at different ranks
        ("https://the.cat/house le", "fr"),
        ("1984 le", "fr"),
    ],
)
def test_finds_the_language(text, language):
    assert next(iter(detect(text, _vocabularies()))) == language


def test_the_percentages_are_the_share_of_the_words_that_are_known():
    shares = detect("the cat zzz chat", _vocabularies())
    assert sum(shares.values()) == pytest.approx(75)
    assert shares["en"] > shares["fr"] > 0


@pytest.mark.parametrize("text", ["", "... 12 !", "zzz yyy"])
def test_text_without_known_words_gives_zero_for_every_language(text):
    assert detect(text, _vocabularies()) == {"en": 0, "fr": 0}


def test_no_languages_are_no_error():
    assert detect("the", {}) == {}


def test_a_language_whose_words_cannot_be_found_is_not_guessed(monkeypatch):
    def missing(language):
        raise IsoglossError("PyICU")

    monkeypatch.setattr(segmenting, "_breaks", missing)
    assert detect("猫 the", {"zh": {"猫": 0, "the": 1}, "en": {"the": 0}}) == {"en": 50, "zh": 0}
