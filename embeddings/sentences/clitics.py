"""Short words that are joined to others by an apostrophe or a hyphen, as tokens of their own.

l'homme is l' homme, don't is do n't, dit-il is dit -il. The tokens keep the apostrophe or hyphen:
that tells them from other words, and shows how they are joined to their neighbours again.
"""

from __future__ import annotations

from typing import Literal

from embeddings.languages import elides, primary

#: To which side of a joint its apostrophe or hyphen belongs. `not` moves the n before it as well;
#: `whole` makes one word of both sides.
Side = Literal["left", "right", "not", "whole", ""]

#: English words after an apostrophe that are words of their own.
_ENGLISH = frozenset(("s", "m", "d", "re", "ve", "ll"))

#: Words after a hyphen that are words of their own.
_AFTER_HYPHEN = {
    "fr": frozenset(
        "t il ils elle elles on je tu nous vous ce le la les lui leur moi toi y en ci là".split()
    ),
    "pt": frozenset("me te se lhe lhes nos vos o a os as lo la los las no na".split()),
    "ca": frozenset("me te se hi ho la les li lo los ne nos us vos".split()),
}

#: The longest first part of a name with an apostrophe: d'Artagnan, O'Brien.
_LONGEST_PARTICLE = 2


def side_of_apostrophe(left: str, right: str, language: str | None) -> Side:
    """Return to which side the apostrophe between two words belongs.

    Parameters
    ----------
    left, right
        The words in lower case.
    language
        A BCP 47 tag.
    """
    if primary(language) == "en":
        if right == "t" and left.endswith("n") and len(left) > 1:
            return "not"
        return "right" if right in _ENGLISH else "whole"
    if elides(language) or len(left) <= _LONGEST_PARTICLE:
        return "left"
    return "right"


def side_of_hyphen(right: str, language: str | None) -> Side:
    """Return `right` if the hyphen before `right`, a word in lower case, belongs to it."""
    return "right" if right in _AFTER_HYPHEN.get(primary(language), ()) else ""
