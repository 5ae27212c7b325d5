"""Parts of a space, other than words and vectors, that a vector format cannot store."""

from __future__ import annotations

from embeddings.space import Space

#: Parts that each format can store. fastText has n-grams, but no flattening
#: (`embeddings.spectrum`).
_STORED = {
    "text": frozenset[str](),
    "glove": frozenset[str](),
    "binary": frozenset[str](),
    "fasttext": frozenset(("counts",)),
    "npz": frozenset(("language", "counts", "provenance", "sub-words", "contexts")),
}

#: Provenance keys that `read` adds if the file has no provenance.
_ADDED = frozenset(("file", "format"))


def losses(space: Space, format: str) -> tuple[str, ...]:
    """Return the parts of `space` that a file in `format` cannot store.

    Every format stores float32 vectors without loss.
    """
    present = {
        "language": space.language is not None,
        "counts": space.counts is not None,
        "provenance": bool(set(space.provenance) - _ADDED),
        "sub-words": space.subwords is not None,
        "contexts": bool(space.contexts),
    }
    return tuple(part for part, exists in present.items() if exists and part not in _STORED[format])
