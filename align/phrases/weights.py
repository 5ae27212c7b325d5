"""How much each feature counts in the search for a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Weights:
    """The score of a translation is the sum of its features, each times its weight.

    The defaults are those that Moses starts from (P. Koehn et al. (2007), "Moses: open source
    toolkit for statistical machine translation", ACL, demo session).

    Parameters
    ----------
    language_model
        For the log probability of the target sentence.
    features
        For the features of each phrase pair: by convention the log probability of the phrase there
        and back, and the lexical one there and back.
    word
        What each target word adds. A language model alone prefers short sentences.
    phrase
        What each phrase adds. Below 0, few long phrases win over many short ones.
    distortion
        What each word of a jump in the source sentence takes away.
    copied
        What each word that is copied, because no phrase is known for it, takes away.
    """

    language_model: float = 0.5
    features: tuple[float, ...] = (0.2, 0.2, 0.2, 0.2)
    word: float = 1.0
    phrase: float = 0.2
    distortion: float = 0.3
    copied: float = 5.0

    @property
    def vector(self) -> tuple[float, ...]:
        """The weights in the order of the parameters, as `Derivation.features` are."""
        return (
            self.language_model,
            *self.features,
            self.word,
            self.phrase,
            self.distortion,
            self.copied,
        )

    @classmethod
    def from_vector(cls, vector: Sequence[float]) -> Weights:
        """Return the weights whose `vector` this is."""
        language_model, *features, word, phrase, distortion, copied = vector
        return cls(
            language_model=language_model,
            features=tuple(features),
            word=word,
            phrase=phrase,
            distortion=distortion,
            copied=copied,
        )
