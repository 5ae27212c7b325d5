"""Matching of language codes: map a code in any usual form to a served code.

`eng`, `EN`, `en-US`, `en_us` and `eng_Latn` all match the served code `en`. A model may have any
name for its language. A served code that is not a language code matches only itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple, Protocol, TypeVar

from langcodes import Language
from langcodes.tag_parser import LanguageTagError

#: Language, script and region. Further subtags, such as variants, are ignored.
_CODE = re.compile(
    r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|[0-9]{3}))?(?:[-_].*)?", re.IGNORECASE
)


class Directed(Protocol):
    """A language pair with a direction."""

    @property
    def source(self) -> str:
        """Code of the source language."""

    @property
    def target(self) -> str:
        """Code of the target language."""


P = TypeVar("P", bound=Directed)


class _Tag(NamedTuple):
    language: str
    script: str | None
    region: str | None


def closest(source: str, target: str, pairs: Iterable[P]) -> P | None:
    """Return the pair of `pairs` that best matches `source` and `target`; None if none matches.

    The best match has the smallest `distance`, summed over both languages. If several pairs share
    the smallest distance, the codes are ambiguous and the result is None.
    """
    matches: list[tuple[int, P]] = []
    for pair in pairs:
        ends = distance(source, pair.source), distance(target, pair.target)
        if ends[0] is not None and ends[1] is not None:
            matches.append((ends[0] + ends[1], pair))
    least = min((total for total, _ in matches), default=0)
    best = [pair for total, pair in matches if total == least]
    return best[0] if len(best) == 1 else None


def distance(code: str, served: str) -> int | None:
    """Return the distance from `code` to the code `served`; None for different languages.

    Identical strings have distance 0. Other forms of the same code have distance 1. A different
    region adds to the distance, and a missing script adds more. Two known scripts must be equal.

    >>> distance("en", "en"), distance("eng_Latn", "en"), distance("en-US", "en")
    (0, 1, 2)
    >>> distance("sr-Latn", "sr-Cyrl"), distance("fr", "en")
    (None, None)
    """
    if code == served:
        return 0
    query, entry = _tag(code), _tag(served)
    if query is None or entry is None or query.language != entry.language:
        return None
    if query.script and entry.script and query.script != entry.script:
        return None
    region = 0 if query.region == entry.region else 1 if entry.region is None else 2
    return 1 + region + (3 if query.script != entry.script else 0)


@lru_cache(maxsize=4096)
def _tag(code: str) -> _Tag | None:
    """Return the standardised parts of `code`; None if it is not a language code.

    langcodes caches every string it parses for ever. Each part is parsed on its own, because the
    number of possible parts is limited.
    """
    match = _CODE.fullmatch(code)
    if not match:
        return None
    subtag, script, region = match.groups()
    language = Language.get(subtag.lower()).prefer_macrolanguage()
    likely = language.script or language.assume_script().script
    return _Tag(
        language.language or subtag.lower(),
        script.title() if script else likely,
        Language.get(f"und-{region}").territory if region else None,
    )


def display_name(code: str) -> str:
    """Return the English name of a language; the code itself if it has no name.

    >>> display_name("pt-BR"), display_name("x1")
    ('Portuguese (Brazil)', 'x1')
    """
    try:
        name = Language.get(code).display_name()
    except LanguageTagError:
        return code
    return code if name.startswith("Unknown language") else name
