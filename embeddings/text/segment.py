"""Scripts without spaces between words: their words as ICU finds them, by its dictionaries."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import regex

from embeddings.errors import IsoglossError
from embeddings.extras import optional
from embeddings.languages import primary, without_spaces

_SCRIPTS = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")

#: The share of a text's letters in these scripts that makes it one to be segmented. Below it, they
#: are names and quotations in a text of another language.
_SHARE = 0.2

#: As many letters must there be before text is refused for want of ICU: a page of a book, where one
#: line in a small file should not stop the reading of all others.
_PAGE = 200


def to_be_segmented(text: str, language: str | None) -> bool:
    """Return whether words of `text` are to be sought where it has no spaces.

    They are in every text of a language of these scripts, and in other text where a fifth of it is
    in them.
    """
    return without_spaces(language) or _mostly_without_spaces(text)


def segment(text: str, language: str | None) -> str:
    """Return `text` with a space between words that were written without one.

    Parameters
    ----------
    text
        Words with single spaces between them, in lines.
    language
        A BCP 47 tag.

    Raises
    ------
    IsoglossError
        If PyICU is not there.
    """
    return _segmented(text, _breaks(primary(language)))


def segmenter_versions() -> dict[str, str]:
    """Return the versions of what `segment` goes by: another one may find other words."""
    import icu

    return {"icu": icu.ICU_VERSION, "pyicu": icu.VERSION}


def _mostly_without_spaces(text: str) -> bool:
    found = len(text) - len(_SCRIPTS.sub("", text))
    letters = len(text) - text.count(" ") - text.count("\n")
    return found > _SHARE * letters and (found >= _PAGE or _there())


def _there() -> bool:
    try:
        _breaks("")
    except IsoglossError:
        return False
    return True


def _segmented(text: str, breaks: Callable[[str], list[int]]) -> str:
    ends = breaks(text)
    spans = zip([0, *ends], ends, strict=False)
    units = text.encode("utf-16-le")  # what ICU counts in: two for a rare Chinese letter
    if len(units) == 2 * len(text):
        pieces = [text[start:end] for start, end in spans]
    else:
        pieces = [units[2 * start : 2 * end].decode("utf-16-le") for start, end in spans]
    return " ".join(piece for piece in pieces if piece != " ")


@cache
def _breaks(language: str) -> Callable[[str], list[int]]:
    """Return what finds the ends of words, in UTF-16 units."""
    instead = "or give text that is split, with --tokens whitespace"
    with optional("finding words in text without spaces", "PyICU", "icu", instead):
        import icu
    words = icu.BreakIterator.createWordInstance(icu.Locale(language))

    def breaks(text: str) -> list[int]:
        words.setText(text)
        return list(words)

    return breaks
