"""Language codes: which of those that are served is meant by a code in any usual form.

`eng`, `EN`, `en-US`, `en_us` and `eng_Latn` all find the `en` that is served. A served code that is
no code of a language, as people may call theirs anything, is found exactly as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple, Protocol, TypeVar

from langcodes import Language
from langcodes.tag_parser import LanguageTagError

#: Language, script and region; what follows, as variants, makes no other language.
_CODE = re.compile(
    r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|[0-9]{3}))?(?:[-_].*)?", re.IGNORECASE
)


class Directed(Protocol):
    """What leads from one language to another."""

    @property
    def source(self) -> str:
        """The code of the language it leads from."""

    @property
    def target(self) -> str:
        """The code of the language it leads to."""


P = TypeVar("P", bound=Directed)


class _Tag(NamedTuple):
    language: str
    script: str | None
    region: str | None


def closest(source: str, target: str, pairs: Iterable[P]) -> P | None:
    """Return the one of `pairs` that leads from `source` to `target`; None if none or several do.

    The nearest one in `distance`, both ends together; two that are equally near are ambiguous.
    """
    near: list[tuple[int, P]] = []
    for pair in pairs:
        ends = distance(source, pair.source), distance(target, pair.target)
        if ends[0] is not None and ends[1] is not None:
            near.append((ends[0] + ends[1], pair))
    least = min((far for far, _ in near), default=0)
    found = [pair for far, pair in near if far == least]
    return found[0] if len(found) == 1 else None


def distance(asked: str, served: str) -> int | None:
    """Return how far the code `asked` is from the code `served`; None if it is another language.

    0 is the very same; 1 the same, written in another way; more where they agree only without the
    region, and more again without the script. Scripts that are both known must be the same.

    >>> distance("en", "en"), distance("eng_Latn", "en"), distance("en-US", "en")
    (0, 1, 2)
    >>> distance("sr-Latn", "sr-Cyrl"), distance("fr", "en")
    (None, None)
    """
    if asked == served:
        return 0
    wanted, given = _tag(asked), _tag(served)
    if wanted is None or given is None or wanted.language != given.language:
        return None
    if wanted.script and given.script and wanted.script != given.script:
        return None
    region = 0 if wanted.region == given.region else 1 if given.region is None else 2
    return 1 + region + (3 if wanted.script != given.script else 0)


@lru_cache(maxsize=4096)
def _tag(code: str) -> _Tag | None:
    """Return the parts of `code` as they are standardised; None if it is no code of a language.

    Each part goes to langcodes by itself: it remembers for ever what it is asked, and there are
    only so many parts.
    """
    found = _CODE.fullmatch(code)
    if not found:
        return None
    given, script, region = found.groups()
    language = Language.get(given.lower()).prefer_macrolanguage()
    likely = language.script or language.assume_script().script
    return _Tag(
        language.language or given.lower(),
        script.title() if script else likely,
        Language.get(f"und-{region}").territory if region else None,
    )


def display_name(code: str) -> str:
    """Return what a language is called in English; the code itself where it has no name.

    >>> display_name("pt-BR"), display_name("x1")
    ('Portuguese (Brazil)', 'x1')
    """
    try:
        name = Language.get(code).display_name()
    except LanguageTagError:
        return code
    return code if name.startswith("Unknown language") else name
