"""Gold words that a run has learned from: leave them out of its score.

The dictionaries of MUSE overlap between their directions: the train dictionary from English to
German has a gold pair of 940 of the 1,500 words that the test dictionary from German to English
asks for. A model that has learned from the former knows answers of the latter.
"""

from __future__ import annotations

from align.lexicon import Lexicon


def without_learned(gold: Lexicon, *learned: Lexicon) -> Lexicon:
    """Return `gold` without the source words that occur in dictionaries that were learned from.

    Parameters
    ----------
    gold
        The gold dictionary.
    learned
        The dictionaries that a model was learned from, or that settings were chosen or fitted on,
        in the direction of `gold`; use `reverse` on one that leads back.

    >>> train = Lexicon((("dog", "Hund"), ("cat", "Katze")))
    >>> test = Lexicon((("Hund", "dog"), ("Haus", "house")))
    >>> without_learned(test, train.reverse()).pairs
    (('Haus', 'house'),)
    """
    known = {source for each in learned for source, _ in each.pairs}
    return Lexicon(tuple(pair for pair in gold.pairs if pair[0] not in known), gold.name)
