"""Pieces of a sentence that is too long for a search."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

#: Words of a sentence, at most: a set of its words is a number of 63 bits.
MOST_WORDS = 63

#: Marks after which a long sentence may be cut; the last ones are Chinese, Arabic and Indian.
MARKS = frozenset(
    '.,;:!?…—()"\u2013\u3001\u3002\uff0c\uff1b\uff1a\uff01\uff1f\u061f\u060c\u061b\u0964'
)


def pieces(words: Sequence[str], most: int = MOST_WORDS) -> Iterator[Sequence[str]]:
    """Yield the pieces of a sentence of at most `most` words each, cut after a mark if possible."""
    while len(words) > most:
        marks = [place for place in range(most) if words[place] in MARKS]
        cut = marks[-1] + 1 if marks else most
        yield words[:cut]
        words = words[cut:]
    if words:
        yield words
