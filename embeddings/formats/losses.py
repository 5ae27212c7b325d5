"""What a vector format keeps of a space beside words and vectors, and so what writing it loses."""

from __future__ import annotations

from embeddings.space import Space

#: What each format has a place for. fastText's has one for n-grams, but none for what is done to
#: ours once they are added up (`embeddings.spectrum`).
_KEPT = {
    "text": frozenset[str](),
    "glove": frozenset[str](),
    "binary": frozenset[str](),
    "fasttext": frozenset(("counts",)),
    "npz": frozenset(("language", "counts", "provenance", "sub-words")),
}

#: What `read` itself notes of a file that says nothing of where it comes from.
_NOTED = frozenset(("file", "format"))


def losses(space: Space, format: str) -> tuple[str, ...]:
    """Return what of `space` a file in `format` cannot hold: nothing where it is empty.

    Vectors are not in question: every format keeps float32 to the last bit.
    """
    there = {
        "language": space.language is not None,
        "counts": space.counts is not None,
        "provenance": bool(set(space.provenance) - _NOTED),
        "sub-words": space.subwords is not None,
    }
    return tuple(what for what, is_there in there.items() if is_there and what not in _KEPT[format])
