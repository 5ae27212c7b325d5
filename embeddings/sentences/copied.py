"""Stretches of text that are one token each: addresses, tags, placeholders and numbers.

They are copied into a translation. A number is a token of this kind only if no letter touches it:
mp3 and 2nd are words.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import regex

_ADDRESS = r"""
        (?:https?|ftp)://[^\s<>"«»]*[\p{L}\p{N}/]  # without the punctuation after it
      | \bwww\.[^\s<>"«»]*[\p{L}\p{N}/]
      | (?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63})+
"""

_OTHER = r"""
        (?=[<&{$%@\#]) (?:
          <!--.{0,1000}?-->
        | </?\p{L}[^<>\n]{0,1000}>
        | &(?:[a-zA-Z]{2,31}|\#[0-9]{1,7}|\#x[0-9a-fA-F]{1,6});
        | \{\{[^{}\n]{1,100}\}\}
        | [$%\#]?\{[^{}\n]{0,100}\}
        | %\([\w.]{1,100}\)[sdifrgx]
        | %(?:[0-9]+\$)?[-+0]?[0-9]*(?:\.[0-9]+)?[sdifuxg@](?![\p{L}\p{M}\p{N}])
        | (?<![\p{L}\p{M}\p{N}])[@\#]\p{L}[\p{L}\p{M}\p{N}_]*
        )
"""

_NUMBER = r"(?<![\p{L}\p{M}\p{N}])\p{Nd}+(?:[.,:\u00a0\u202f]\p{Nd}+)*(?![\p{L}\p{M}\p{N}])"

_ALL = regex.compile(f"(?P<copied>{_ADDRESS}|{_OTHER})|(?P<number>{_NUMBER})", regex.VERBOSE)

#: The same without addresses. An address may begin with any letter, so it takes long to look for.
_SHORT = regex.compile(f"(?P<copied>{_OTHER})|(?P<number>{_NUMBER})", regex.VERBOSE)

#: What every address contains.
_SIGNS = ("@", "://", "www.")


class Copied(NamedTuple):
    """A stretch of text that is one token, `text[start:end]`, and whether it is a number."""

    start: int
    end: int
    number: bool


def copied(text: str) -> Iterator[Copied]:
    """Yield the stretches of `text` that are one token each, in order.

    >>> ["me@a.org, {0} of 1,000"[start:end] for start, end, _ in copied("me@a.org, {0} of 1,000")]
    ['me@a.org', '{0}', '1,000']
    """
    pattern = _ALL if any(sign in text for sign in _SIGNS) else _SHORT
    for match in pattern.finditer(text):
        yield Copied(match.start(), match.end(), match.lastgroup == "number")
