"""The case of a translation follows the word that it replaces."""

from __future__ import annotations

from collections.abc import Sequence

from embeddings.text.habits import capital, upper


def recase(translation: str, written: Sequence[str], language: str | None) -> str:
    """Return `translation` in the case of the words that it replaces.

    Upper case, if they have more than one letter and all are upper case. A capital for each word,
    if they are several words that all have one, as in a name. A capital for the first word, if
    their first word has one. Otherwise, and for scripts without case, the case of the vocabulary.

    Parameters
    ----------
    translation
        A word or phrase.
    written
        The words to replace, as written in the text.
    language
        Language of the translation: Turkish has an upper case of its own.

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
