"""A translation follows the case of the word that it replaces."""

import pytest

from align.translation.case import recase


@pytest.mark.parametrize(
    ("translation", "written", "expected"),
    [
        ("chat", ["cat"], "chat"),
        ("chat", ["Cat"], "Chat"),
        ("chat", ["CAT"], "CHAT"),
        ("je", ["I"], "Je"),
        ("chat", ["cAT"], "chat"),
        ("chat", ["McCat"], "Chat"),
        ("chat noir", ["Cat"], "Chat noir"),
        ("crise cardiaque", ["Heart", "attack"], "Crise cardiaque"),
        ("nueva york", ["New", "York"], "Nueva York"),
        ("nueva york", ["NEW", "YORK"], "NUEVA YORK"),
        ("chat", ["猫"], "chat"),
        ("chat", ["B2B"], "CHAT"),
        ("chat", ["42"], "chat"),
        ("Haus", ["house"], "Haus"),
        ("ǆep", ["Pocket"], "ǅep"),
        ("'āina", ["Land"], "'Āina"),
    ],
)
def test_follows_the_case_of_the_replaced_words(translation, written, expected):
    assert recase(translation, written, None) == expected


@pytest.mark.parametrize(
    ("language", "expected"), [("tr", "İZMİR"), ("en", "IZMIR"), (None, "IZMIR")]
)
def test_upper_case_is_that_of_the_language(language, expected):
    assert recase("izmir", ["CITY"], language) == expected
