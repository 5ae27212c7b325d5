"""`Model` for notebooks: the data class of `align.model`, with methods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np

from align.evaluation.direction import model_for
from align.evaluation.gold import Report, evaluate
from align.learning.company import without_company
from align.lexicon import Lexicon, read_lexicon
from align.model import model as inner
from align.model.model import SideName
from align.model.save import save
from align.translation.forms import translate_grouped
from align.translation.translations import Translations
from align.translation.translator import Translator
from embeddings.arrays import Vectors
from embeddings.errors import IsoglossError
from embeddings.files import PathLike
from embeddings.normalize import unit
from embeddings.space import Space


class Model(inner.Model):
    """Two languages in one space, with methods to translate, evaluate, map and save.

    Its attributes are `source` and `target`, `verdict`, `alignment` and `provenance`.
    """

    def translate(
        self, words: str | Sequence[str], k: int = 5, *, group_forms: bool = False
    ) -> Translations:
        """Return the `k` best candidates of a word, or of each of several words.

        Parameters
        ----------
        words
            A word of the source language, or several.
        k
            Candidates of each word.
        group_forms
            Whether forms of one stem, such as `maison` and `maisons`, are one candidate: the best
            form, with the others in `forms` and the sum of their probabilities.
        """
        queries = [words] if isinstance(words, str) else list(words)
        translate = translate_grouped if group_forms else Translator.translate
        return Translations(tuple(translate(Translator(self), queries, k)))

    def evaluate(self, gold: Lexicon | PathLike) -> Report:
        """Return the scores of this model against a gold dictionary, in the direction of its pairs.

        More pairs are known in the right direction, so the words tell it; the report records it.

        Parameters
        ----------
        gold
            Pairs of the two languages, in either direction, or a file of them (`read_lexicon`).

        Raises
        ------
        EmptyDictionary
            If no pair has both words in the vocabularies.
        MalformedFile
            If the file is not a dictionary.
        """
        if not isinstance(gold, Lexicon):
            gold = read_lexicon(gold, source=self.source.language, target=self.target.language)
        return evaluate(model_for(gold, self), gold)

    def mapped(self, side: SideName, keep: SideName | None = None) -> Space:
        """Return the mapped vectors of one side as a space.

        Parameters
        ----------
        side
            The side, `source` or `target`.
        keep
            None for vectors of the shared space. With the name of a side, the vectors lie in the
            original space of that side, whose own vectors come back as they were read, at unit
            length. If the provenance of that side has `reduced`, it is the reduced space.

        Raises
        ------
        IsoglossError
            If the map of the kept side has no inverse.
        """
        vectors: Vectors = np.array(self.side(side).vectors)
        if keep:
            alignment = self.alignment if keep == "source" else self.alignment.reversed()
            own = without_company(alignment)
            w = own.maps.source
            back = unit(vectors[:, : len(w)] @ _inverse(w, keep))
            vectors = own.source_normalization.undo(back)
        provenance = {**self.provenance[side], "mapped_to": keep or "shared space"}
        words, language = self.side(side).words, self.side(side).language
        return Space(words, vectors, language, provenance=provenance)

    def save(self, folder: PathLike) -> None:
        """Write the model to `folder`, whole or not at all; an older model is replaced.

        Parameters
        ----------
        folder
            The folder to write to.

        Raises
        ------
        IsoglossError
            If the folder exists and is not a model.
        """
        save(self, folder)


def _inverse(w: Vectors, keep: str) -> Vectors:
    try:
        return np.linalg.inv(w.astype(np.float64)).astype(np.float32)
    except np.linalg.LinAlgError:
        raise IsoglossError(
            f"the map of the {keep} side has no inverse; use vectors of the shared space, "
            "without keep (--keep)"
        ) from None


def with_methods(model: inner.Model) -> Model:
    """Return the same model, with the methods of `Model`."""
    return Model(**{each.name: getattr(model, each.name) for each in fields(model)})
