"""Facts about a language, by its BCP 47 tag: its code and its spelling conventions."""

from __future__ import annotations

import re
from functools import lru_cache

_THREE_LETTERS = re.compile("[a-z]{3}")

#: Languages with elision: l'homme is two words without a space.
_ELIDES = frozenset(("fr", "it", "ca", "oc", "co"))

#: Languages written without spaces between words.
_WITHOUT_SPACES = frozenset(("zh", "cmn", "yue", "wuu", "nan", "ja", "th", "lo", "km", "my"))


@lru_cache(maxsize=256)
def primary(language: str | None) -> str:
    """Return the shortest code of the language of a tag, without script and region.

    >>> primary("pt-BR"), primary("ukr"), primary("haw"), primary(None)
    ('pt', 'uk', 'haw', '')
    """
    code = re.split("[-_]", language)[0].lower() if language else ""
    if not _THREE_LETTERS.fullmatch(code):
        return code
    from langcodes import Language  # as slow to import as numpy, so only if needed

    return Language.get(code).prefer_macrolanguage().language or code


def elides(language: str | None) -> bool:
    """Return whether an apostrophe can stand for the space between two words."""
    return primary(language) in _ELIDES


def without_spaces(language: str | None) -> bool:
    """Return whether the language is written without spaces between words."""
    return primary(language) in _WITHOUT_SPACES
