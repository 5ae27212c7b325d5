"""Apostrophes and case in languages with special rules for them."""

from __future__ import annotations

import regex

from embeddings.languages import primary

#: Characters typed as an apostrophe: typewriter apostrophe, quotation marks, the letters apostrophe
#: and okina of Unicode, and spacing accents.
APOSTROPHES = "'\u2019\u2018\u02bc\u02bb`\u00b4"

#: The letter apostrophe. It is a letter in Unicode, so it does not split a word.
_LETTER = "\u02bc"

#: Languages in which an apostrophe is a letter or separates letters inside a word: Ukrainian м'яч,
#: Breton c'hoar, Uzbek o'zbek, Hawaiian Hawai'i, Guarani, Quechua, Navajo, Swahili and others.
_APOSTROPHE_IS_A_LETTER = frozenset("uk be rue br uz haw sm to ty gn qu ay nv ha om sw".split())  # noqa: SIM905

#: Words with an apostrophe in languages where it otherwise splits words (l'homme is two words). The
#: group makes the search ten times as fast as a lookbehind.
_WHOLE = {"fr": regex.compile(rf"(?i)\b(aujourd)[{APOSTROPHES}](?=hui\b)")}

_INSIDE = regex.compile(rf"(?<=[\p{{L}}\p{{M}}])[{APOSTROPHES}](?=\p{{L}})")

#: Languages with a dotless lower-case I and a dotted upper-case İ.
_DOTTED_I = frozenset(("tr", "az", "crh", "gag"))
_LOWER_I = str.maketrans({"\u0130": "i", "I": "\u0131"})
_UPPER_I = str.maketrans({"i": "\u0130"})


def keep_apostrophes(text: str, language: str | None) -> str:
    r"""Return `text` with U+02BC, a letter, for each apostrophe that is part of a word.

    >>> keep_apostrophes("'c'hoar'", "br") == "'c\u02bchoar'"
    True
    """
    code = primary(language)
    if code in _APOSTROPHE_IS_A_LETTER:
        return str(_INSIDE.sub(_LETTER, text.replace("\u02bb", _LETTER)))
    return str(_WHOLE[code].sub(rf"\1{_LETTER}", text)) if code in _WHOLE else text


def typed_apostrophes(text: str, language: str | None) -> str:
    """Return `text` with a typewriter apostrophe for each one that `keep_apostrophes` marked."""
    code = primary(language)
    return text.replace(_LETTER, "'") if code in _APOSTROPHE_IS_A_LETTER or code in _WHOLE else text


def lower(text: str, language: str | None) -> str:
    """Return `text` in lower case."""
    return (text.translate(_LOWER_I) if primary(language) in _DOTTED_I else text).lower()


def upper(text: str, language: str | None) -> str:
    """Return `text` in upper case."""
    return (text.translate(_UPPER_I) if primary(language) in _DOTTED_I else text).upper()


def capital(word: str, language: str | None) -> str:
    """Return `word` with its first letter in upper case.

    >>> capital("istanbul", "tr"), capital("'\u0101ina", "haw")
    ('İstanbul', "'Āina")
    """
    letters = (index for index, character in enumerate(word) if character.isalpha())
    first = next(letters, len(word))
    letter = word[first : first + 1]
    if primary(language) in _DOTTED_I:
        letter = letter.translate(_UPPER_I)
    return word[:first] + letter.title() + word[first + 1 :]
