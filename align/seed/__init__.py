"""Seeds: a first dictionary from nothing, or from a file. One module for each way to make one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from align.errors import EmptyDictionary
from align.lexicon import Lexicon, Pairs
from align.seed.identical import identical_strings
from embeddings.space import Space

#: How to find a seed: `auto` is the cheapest way that the pair allows.
Init = Literal["auto", "identical"]

#: Rarer words have worse vectors and more accidental likenesses, so seeds are sought among the most
#: frequent: the cutoff of Artetxe et al. (2018), section 3.3, arXiv:1805.06297.
SEED_VOCABULARY = 20_000

#: Fewer pairs than this say nothing about 300 dimensions. With 25 numerals Artetxe et al. (2017)
#: still succeeded, so that many are asked for.
FEWEST_PAIRS = 25


@dataclass(frozen=True, eq=False)
class Seed:
    """A first dictionary: (p, 2) rows and how they were found."""

    pairs: Pairs
    method: str


def find_seed(source: Space, target: Space, init: Init = "auto") -> Seed:
    """Return a seed dictionary found without any dictionary.

    Raises
    ------
    EmptyDictionary
        If too few words are spelled alike.
    """
    # One way so far, so `auto` and `identical` are the same; others stand beside it.
    pairs = identical_strings(source.words[:SEED_VOCABULARY], target.words[:SEED_VOCABULARY])
    if len(pairs) < FEWEST_PAIRS:
        raise EmptyDictionary(
            f"only {len(pairs)} words are spelled alike in both spaces, at least {FEWEST_PAIRS} "
            "are needed; give a few known pairs (--seed-dictionary FILE)"
        )
    return Seed(pairs, "identical")


def given_seed(source: Space, target: Space, lexicon: Lexicon) -> Seed:
    """Return the pairs of `lexicon` that both spaces know as a seed dictionary.

    Raises
    ------
    EmptyDictionary
        If they know none.
    """
    pairs = lexicon.rows(source.rows, target.rows)
    if not len(pairs):
        raise EmptyDictionary(
            f"{lexicon.name}: none of the {len(lexicon)} pairs has both words in the spaces; "
            "is it in the right direction, and in the same letter case?"
        )
    return Seed(pairs, "dictionary")
