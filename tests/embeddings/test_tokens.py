"""Words are split where readers of each script would, and lines stay lines."""

import unicodedata

import pytest

from embeddings.tokens import tokenize, tokenize_lines


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("हिन्दी में लिखी हुई किताब।", "हिन्दी में लिखी हुई किताब"),
        ("தமிழ் மொழி", "தமிழ் மொழி"),
        ("اللُّغَةُ العربية، نعم؟", "اللُّغَةُ العربية نعم"),
        ("שלום, עולם!", "שלום עולם"),
        ("Straße ÉCOLE", "straße école"),
        ("Don't panic!", "don t panic"),
        ("3.14 and 42 and १२३", "3 14 and 42 and १२३"),
        ("snake_case e-mail", "snake case e mail"),
        ("a\u00a0b\tc\u2003d", "a b c d"),
        ("good 🙂 day", "good day"),
        ("...", ""),
        ("", ""),
    ],
)
def test_splits_into_words(text: str, tokens: str) -> None:
    assert tokenize(text) == unicodedata.normalize("NFC", tokens)


def test_an_accent_is_the_same_word_however_typed() -> None:
    assert tokenize("cafe\u0301") == tokenize("caf\u00e9") == "caf\u00e9"


def test_lines_stay_where_they_are() -> None:
    assert tokenize_lines(["One, two.", "", " (three) ", "हिन्दी!"]) == [
        "one two",
        "",
        "three",
        "हिन्दी",
    ]


def test_many_lines_at_once_are_the_same_as_one_by_one() -> None:
    lines = ["A b", "", "É e\u0301", "..", "\u0301x", "42!"]
    assert tokenize_lines(lines) == [tokenize(line) for line in lines]
