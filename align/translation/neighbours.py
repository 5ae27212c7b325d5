"""The nearest neighbours of a word by cosine, in its own language or in the other one."""

from __future__ import annotations

from dataclasses import dataclass

from align.model.model import Side
from align.retrieval.hubness import plain_queries


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A nearest neighbour: the word, the cosine, and its rank by frequency, from 1."""

    word: str
    cosine: float
    rank: int


def neighbours(word: str, source: Side, among: Side, k: int) -> tuple[Neighbour, ...]:
    """Return the `k` nearest neighbours of a known word, nearest first, without the word itself.

    There is no hubness penalty: the neighbours show the space as it is.

    Parameters
    ----------
    word
        A word in the vocabulary of `source`.
    source
        The side of the word.
    among
        The side to search: `source` itself, or the other one.
    k
        Number of neighbours.
    """
    row = source.rows[word]
    own = among is source
    scores, rows = among.index.search(plain_queries(source.vectors[[row]]), k + own)
    hits = zip(scores[0].tolist(), rows[0].tolist(), strict=True)
    others = [Neighbour(among.words[n], cosine, n + 1) for cosine, n in hits if not own or n != row]
    return tuple(others[:k])
