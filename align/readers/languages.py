"""Whether a code or a word names a language: `en`, `eng`, `en-US`, `English`, `anglais`."""

from __future__ import annotations

import re
from functools import lru_cache

from langcodes import Language, tag_is_valid
from langcodes.tag_parser import LanguageTagError

from embeddings.languages import primary

_CODE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")

#: A code with a script or a region in the usual case, which no word looks like.
_LONG_CODE = re.compile(r"[a-z]{2,3}[-_](?:[A-Z][a-z]{3}|[A-Z]{2})")


def names_language(text: str, language: str | None) -> bool:
    """Return whether `text` names `language`: by the same name, a code of it, or its name in words.

    Parameters
    ----------
    text
        The text, such as the head of a column.
    language
        A code or any other name; None names nothing.

    >>> [names_language(text, "en") for text in ("EN", "eng", "en_US", "English", "anglais", "fr")]
    [True, True, True, True, True, False]
    """
    if not language:
        return False
    if text.casefold() == language.casefold():
        return True
    if is_code(text) and is_code(language):
        return primary(text) == primary(language)
    return is_code(language) and _named(text) == primary(language)


def is_code(text: str) -> bool:
    """Return whether `text` is the code of a language, with or without script and region.

    Many short words are codes as well: `is` and `it`.
    """
    return bool(_CODE.fullmatch(text)) and tag_is_valid(text.replace("_", "-"))


def is_surely_language(text: str) -> bool:
    """Return whether `text` can hardly be anything but a language: `English` or `en-US`, not `en`.

    Only the English names of languages with a code of two letters count, because small languages
    have names such as `She` and `Are`.
    """
    if _LONG_CODE.fullmatch(text):
        return is_code(text)
    code = _named(text)
    return len(code) == 2 and Language.get(code).display_name().casefold() == text.casefold()


@lru_cache(maxsize=1024)
def _named(text: str) -> str:
    """Return the shortest code of the language that a word names; empty if it names none."""
    if not text.isprintable() or len(text) < 3:
        return ""
    try:
        return primary(str(Language.find(text)))
    except (LookupError, LanguageTagError):
        return ""
