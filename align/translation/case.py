"""The case of a translation: that of the word it stands for."""

from __future__ import annotations

from collections.abc import Sequence

from embeddings.text.habits import capital, upper


def recase(translation: str, written: Sequence[str], language: str | None) -> str:
    """Return `translation` in the case of the words that it stands for.

    In upper case where they have more than one letter and all are; each word with a capital where
    several words all have one, as in a name; else the first word with a capital where the first of
    theirs has one. Otherwise, and where their script has no case, as it is in its vocabulary.

    Parameters
    ----------
    translation
    written
        The words, as they stand in the text.
    language
        Of the translation: upper case in Turkish is not that of other languages.

    Examples
    --------
    >>> recase("nueva york", ["New", "York"], "es"), recase("chat", ["CAT"], "fr")
    ('Nueva York', 'CHAT')
    """
    letters = [letter for word in written for letter in word if letter.lower() != letter.upper()]
    if len(letters) > 1 and not any(map(str.islower, letters)):
        return upper(translation, language)
    capitals = [_begins_upper(word) for word in written]
    if not capitals[0]:
        return translation
    every = len(written) > 1 and all(capitals)
    first, *others = translation.split(" ")
    return " ".join(
        [capital(first, language), *(capital(o, language) if every else o for o in others)]
    )


def _begins_upper(word: str) -> bool:
    letter = next((letter for letter in word if letter.isalpha()), "")
    return letter != letter.lower()
