import pytest

from align.readers.header import columns_of
from align.readers.languages import is_surely_language, names_language


@pytest.mark.parametrize(
    ("cells", "columns"),
    [
        (["source", "target", "score", "probability"], (0, 1)),
        (["Term", "Translation"], (0, 1)),
        (["target", "source"], (1, 0)),
        (["en", "fr"], (0, 1)),
        (["fr", "en"], (1, 0)),
        (["id", "eng", "fra"], (1, 2)),
        (["English", "French"], (0, 1)),
        (["French", "English"], (1, 0)),
        (["anglais", "français"], (0, 1)),
        (["German", "Finnish"], (0, 1)),
        (["word", "French"], (0, 1)),
        (["en-GB", "de-AT"], (0, 1)),
    ],
)
def test_a_line_that_names_a_column_of_each_side_is_a_header(cells, columns):
    assert columns_of(cells, "en", "fr") == columns


@pytest.mark.parametrize(
    "cells",
    [
        ["cat", "chat"],
        ["source", "source"],
        ["english", "anglais"],
        ["French", "français"],
        ["term", "terme"],
        ["it", "es"],
        ["no", "non"],
        ["house", "source", "target"],
        ["the", "le"],
        ["en"],
    ],
)
def test_a_line_that_may_be_a_pair_is_no_header(cells):
    assert columns_of(cells, "en", "fr") is None


def test_codes_are_heads_only_of_the_languages_to_read():
    """English `it` is German `es`, and both are codes of languages."""
    assert columns_of(["it", "es"], "en", "de") is None
    assert columns_of(["it", "es"]) is None
    assert columns_of(["it", "es"], "it", "es") == (0, 1)


def test_names_that_are_no_languages_match_themselves():
    assert columns_of(["whales B", "whales A"], "whales A", "whales B") == (1, 0)
    assert not names_language("en", None)


def test_words_that_happen_to_name_small_languages_are_words():
    assert not any(map(is_surely_language, ("she", "are", "even", "en", "it", "")))
