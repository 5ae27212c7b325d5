"""The words nearest to a word by cosine, in its own language or in the other one."""

from __future__ import annotations

from dataclasses import dataclass

from align.model.model import Side
from align.retrieval.hubness import plain_queries


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A word near another: the cosine of their vectors, and its place by frequency, from 1."""

    word: str
    cosine: float
    rank: int


def neighbours(word: str, source: Side, among: Side, k: int) -> tuple[Neighbour, ...]:
    """Return the `k` words of `among` nearest to a known `word` of `source`, nearest first.

    Hubs are not corrected for: neighbours show a space as it is. The word is none of its own.
    """
    row = source.rows[word]
    own = among is source
    scores, rows = among.index.search(plain_queries(source.vectors[[row]]), k + own)
    near = zip(scores[0].tolist(), rows[0].tolist(), strict=True)
    found = [Neighbour(among.words[n], cosine, n + 1) for cosine, n in near if not own or n != row]
    return tuple(found[:k])
