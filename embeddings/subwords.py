"""Vectors of letter n-grams, from which out-of-vocabulary words get vectors.

P. Bojanowski, E. Grave, A. Joulin, T. Mikolov (2017), "Enriching word vectors with subword
information", TACL 5, section 3.2, arXiv:1607.04606. An n-gram's bucket is its hash, 32-bit FNV-1a
over its UTF-8 bytes. As in fastText, bytes above 127 are sign-extended.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from embeddings.arrays import Vectors
from embeddings.errors import IsoglossError
from embeddings.spectrum import Flattening

#: http://www.isthe.com/chongo/tech/comp/fnv/: offset basis and prime of 32 bits.
_OFFSET, _PRIME, _MASK = 2166136261, 16777619, 0xFFFFFFFF


@dataclass(frozen=True, eq=False)
class Subwords:
    """The n-gram vectors of a space.

    Parameters
    ----------
    kept : (b,) int32 array
        Buckets of the n-grams of known words, ascending. The other buckets were not trained.
    vectors : (b, d) float16 array
        Trained vectors of these buckets.
    buckets
        Total number of buckets.
    shortest, longest
        Length of an n-gram in letters, including the marks of a word's ends.
    flattening
        Flattening of the vectors of known words, with (d, e) axes. The words of a reduced space
        have fewer dimensions, e, than the n-grams (`embeddings.reduction`).
    """

    kept: npt.NDArray[np.int32]
    vectors: npt.NDArray[np.float16]
    buckets: int
    shortest: int
    longest: int
    flattening: Flattening

    def __post_init__(self) -> None:
        b, d = self.vectors.shape if self.vectors.ndim == 2 else (-1, -1)
        matching = (self.kept.shape, self.flattening.mean.shape) == ((b,), (d,))
        least = min(self.buckets, self.shortest, self.longest - self.shortest + 1)
        if not matching or not b or self.flattening.axes.shape[:1] != (d,) or least < 1:
            raise IsoglossError(
                f"sub-word vectors {self.vectors.shape}, buckets {self.kept.shape} of "
                f"{self.buckets}, letters {self.shortest} to {self.longest} do not fit together"
            )

    @property
    def numbers(self) -> dict[str, int]:
        """The scalar parameters, by name."""
        return {"buckets": self.buckets, "shortest": self.shortest, "longest": self.longest}

    def vector(self, word: str) -> Vectors | None:
        """Return the vector (e,) of a word; None if it shares no n-gram with a known word."""
        buckets = np.array(ngram_rows(word, self.shortest, self.longest, self.buckets), dtype=int)
        places = np.searchsorted(self.kept, buckets)
        places = places[self.kept[np.minimum(places, len(self.kept) - 1)] == buckets]
        if not len(places):
            return None
        raw = self.vectors[places].astype(np.float32).mean(axis=0)
        result: Vectors = self.flattening.apply(raw[None])[0]
        return result


def ngram_rows(word: str, shortest: int, longest: int, buckets: int) -> list[int]:
    """Return the buckets of the n-grams of `<word>`; a lone `<` or `>` is no n-gram."""
    marked = f"<{word}>"
    return [
        _hash(marked[start : start + length].encode()) % buckets
        for length in range(shortest, min(longest, len(marked)) + 1)
        for start in range(len(marked) - length + 1)
        if length > 1 or 0 < start < len(marked) - 1
    ]


def _hash(gram: bytes) -> int:
    result = _OFFSET
    for byte in gram:
        signed = byte if byte < 0x80 else byte | 0xFFFFFF00
        result = (result ^ signed) * _PRIME & _MASK
    return result
