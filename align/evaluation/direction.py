"""The direction of a gold dictionary, by its words.

A file does not say from which language its pairs lead. The vocabularies tell: in the right
direction, more pairs have both words in them.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TypeVar

from align.lexicon import Lexicon
from align.model.model import Model

AnyModel = TypeVar("AnyModel", bound=Model)


class HasRows(Protocol):
    """A vocabulary with the row of each word: a space, or a side of a model."""

    @property
    def rows(self) -> Mapping[str, int]:
        """The row of each word."""


def leads_back(gold: Lexicon, source: HasRows, target: HasRows) -> bool:
    """Return whether more pairs of `gold` are known from target to source than the other way.

    Parameters
    ----------
    gold
        The gold dictionary.
    source, target
        The vocabularies.
    """
    there = gold.rows(source.rows, target.rows)
    back = gold.rows(target.rows, source.rows)
    return len(back) > len(there)


def turned_for(gold: Lexicon, source: HasRows, target: HasRows) -> Lexicon:
    """Return `gold` from source to target, turned round if it leads back."""
    return gold.reverse() if leads_back(gold, source, target) else gold


def model_for(gold: Lexicon, model: AnyModel) -> AnyModel:
    """Return `model` in the direction of `gold`."""
    return model.reversed() if leads_back(gold, model.source, model.target) else model
