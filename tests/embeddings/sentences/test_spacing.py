"""What stands between two tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.sentences.spacing import JOINER, NO_BREAK, bare, between, sides


@pytest.mark.parametrize(
    ("language", "left", "right", "expected"),
    [
        ("en", "yes", "!", ""),
        ("fr", "oui", "!", NO_BREAK),
        ("fr", "?", "!", ""),
        ("fr", "«", "oui", NO_BREAK),
        ("fr", "oui", "»", NO_BREAK),
        ("es", "«", "sí", " "),
        ("es", "¿", "qué", ""),
        ("fr", "l'", "homme", ""),
        ("fr", "dit", "-il", ""),
        ("en", "do", "n't", ""),
        ("en", "n't", "go", " "),
        ("en", "John", "’s", ""),
        ("en", "(", "a", ""),
        ("en", "5", "%", ""),
        ("de", "5", "%", " "),
        ("fr", "5", "%", NO_BREAK),
        ("en", "—", "a", " "),
        ("en", f"{JOINER}—{JOINER}", "a", ""),
        ("en", ".", ".", " "),
        ("zh", "你", "好", ""),
        ("zh", "你", "ok", ""),
        ("ja", "ok", "go", " "),
        (None, "a", "b", " "),
    ],
)
def test_between(language, left, right, expected):
    assert between(left, right, language) == expected


@given(st.text(st.sampled_from(f"a.'-{JOINER}"), min_size=1))
def test_a_token_without_its_joiners_is_not_empty(token):
    plain = bare(token)
    assert plain and plain in token and len(token) - len(plain) <= 2


def test_joiners_say_on_which_side_there_is_no_space():
    assert sides(f"{JOINER}a", "en") == (True, False)
    assert sides(f"a{JOINER}", "en") == (False, True)
    assert sides(JOINER, "en") == (False, False)
