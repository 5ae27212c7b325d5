"""Word segmentation of scripts without spaces, by the dictionaries of ICU."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import regex

from embeddings.errors import IsoglossError
from embeddings.extras import optional
from embeddings.languages import primary, without_spaces

_SCRIPTS = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")

#: Least share of such letters in a text to be segmented. A smaller share comes from names and
#: quotations in another language.
_SHARE = 0.2

#: Least number of such letters, a page of a book, that makes missing ICU an error. One line in a
#: small file should not stop the training on all other files.
_PAGE = 200


def to_be_segmented(text: str, language: str | None) -> bool:
    """Return whether `text` must be segmented.

    This holds for a language that is written without spaces. It also holds for other text if more
    than a fifth of its letters are in such scripts.
    """
    return without_spaces(language) or _mostly_without_spaces(text)


def segment(text: str, language: str | None) -> str:
    """Return `text` with spaces between its words.

    Parameters
    ----------
    text
        Lines of words, with single spaces or no spaces between them.
    language
        A BCP 47 tag.

    Raises
    ------
    IsoglossError
        If PyICU is not installed.
    """
    return _segmented(text, _breaks(primary(language)))


def segmenter_versions() -> dict[str, str]:
    """Return the versions of ICU and PyICU. Other versions may segment differently."""
    import icu

    return {"icu": icu.ICU_VERSION, "pyicu": icu.VERSION}


def _mostly_without_spaces(text: str) -> bool:
    count = len(text) - len(_SCRIPTS.sub("", text))
    letters = len(text) - text.count(" ") - text.count("\n")
    return count > _SHARE * letters and (count >= _PAGE or _icu_is_installed())


def _icu_is_installed() -> bool:
    try:
        _breaks("")
    except IsoglossError:
        return False
    return True


def _segmented(text: str, breaks: Callable[[str], list[int]]) -> str:
    ends = breaks(text)
    spans = zip([0, *ends], ends, strict=False)
    units = text.encode("utf-16-le")  # ICU counts UTF-16 units; a rare Chinese letter has two
    if len(units) == 2 * len(text):
        pieces = [text[start:end] for start, end in spans]
    else:
        pieces = [units[2 * start : 2 * end].decode("utf-16-le") for start, end in spans]
    return " ".join(piece for piece in pieces if piece != " ")


@cache
def _breaks(language: str) -> Callable[[str], list[int]]:
    """Return a function from a text to the ends of its words, in UTF-16 units."""
    instead = "or split the words in your text by spaces and use --tokens whitespace"
    with optional("segmenting text without spaces", "PyICU", "icu", instead):
        import icu
    words = icu.BreakIterator.createWordInstance(icu.Locale(language))

    def breaks(text: str) -> list[int]:
        words.setText(text)
        return list(words)

    return breaks
