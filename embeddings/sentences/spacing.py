"""Which tokens stand without a space between them, by language.

Most marks say it themselves: no space before a comma, none after an opening bracket. Where a mark
may stand either way, as quotation marks and dashes do, its token says it: `JOINER` on a side means
that there is no space on that side. So an opening quotation mark and a closing one are two tokens.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import regex

from embeddings.languages import primary, without_spaces
from embeddings.text.habits import APOSTROPHES

#: The sign for "no space here" in a token: "\uffed" is also the sign of other tokenisers.
JOINER = "\uffed"

NO_BREAK = "\u00a0"

#: Marks without a space before them, or after them, in all languages.
_NONE_BEFORE = frozenset(",.;:!?)]}%‰°。，、．！？；：）］｝」』】》〉،؛؟।॥")
_NONE_AFTER = frozenset("([{¿¡（［｛「『【《〈")

#: Marks with a no-break space before them in French. In text they often lack it, so a missing space
#: is put right.
_FRENCH_BEFORE = frozenset(";:!?»%")

#: Languages with a space before a per cent sign.
_SPACED_PER_CENT = frozenset("cs da de es fi fr nb nn no pl ru sk sv uk".split())

#: What joins a clitic to the word before it.
_JOINTS = frozenset((*APOSTROPHES, "-"))

_LETTER = regex.compile(r"[\p{L}\p{M}]")

#: Scripts without spaces between words.
_DENSE = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")


class Sides(NamedTuple):
    """Whether a token stands without a space before it, and without one after it."""

    before: bool
    after: bool


@lru_cache(maxsize=1 << 16)
def sides(token: str, language: str | None) -> Sides:
    """Return on which sides `token` stands without a space, whatever its neighbours are."""
    code = primary(language)
    marked_before = len(token) > 1 and token[0] == JOINER
    marked_after = len(token) > 1 and token[-1] == JOINER
    plain = bare(token)
    if len(plain) > 1 and _LETTER.search(plain):
        before = (plain[0] in _JOINTS and _is_letter(plain[1])) or (
            code == "en" and plain[:1] in "nN" and plain[1] in APOSTROPHES and plain[2:] in "tT"
        )
        after = plain[-1] in APOSTROPHES and _is_letter(plain[-2])
    else:
        before = plain[:1] in _NONE_BEFORE and plain[:2] != ".." and not _spaced(plain[:1], code)
        after = plain[:1] in _NONE_AFTER
    if without_spaces(language) and _DENSE.search(plain):
        before = after = True
    return Sides(marked_before or before, marked_after or after)


def between(left: str, right: str, language: str | None) -> str:
    """Return what stands between two tokens: nothing, a space or a no-break space.

    >>> between("ici", "?", "fr") == NO_BREAK, between("l'", "homme", "fr"), between("a", "b", "fr")
    (True, '', ' ')
    """
    if left == right == ".":  # dots without spaces are one token
        return " "
    if sides(left, language).after or sides(right, language).before:
        return ""
    if primary(language) == "fr" and (right[0] in _FRENCH_BEFORE or left == "«"):
        return "" if right[0] in "!?" and left[-1] in "!?" else NO_BREAK
    return " "


def put_right(token: str, language: str | None) -> bool:
    """Return whether a missing space before `token`, a mark, is not worth keeping."""
    return primary(language) == "fr" and token[0] in _FRENCH_BEFORE and token[0] != "»"


def bare(token: str) -> str:
    r"""Return `token` without its joiners.

    >>> bare("\uffed-\uffed"), bare("\uffed") == "\uffed"
    ('-', True)
    """
    if len(token) > 1 and token[0] == JOINER:
        token = token[1:]
    return token[:-1] if len(token) > 1 and token[-1] == JOINER else token


def _is_letter(character: str) -> bool:
    return _LETTER.match(character) is not None


def _spaced(mark: str, code: str) -> bool:
    if mark == "%":
        return code in _SPACED_PER_CENT
    return code == "fr" and mark in _FRENCH_BEFORE
