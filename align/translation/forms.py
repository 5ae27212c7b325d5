"""Candidates that are forms of one stem, shown as one: `maison` with its form `maisons`.

`align.retrieval.forms` says which words are forms of one stem.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

from align.model.model import TABLE_WIDTH
from align.retrieval.forms import are_forms
from align.translation.translator import Candidate, Translation, Translator
from embeddings.arrays import Vectors


@dataclass(frozen=True)
class GroupedCandidate(Candidate):
    """The forms of one stem as one candidate.

    All values but the probability are those of the best form.

    Parameters
    ----------
    probability
        The sum over the forms, at most 1.
    forms
        The other forms among the candidates, best first.
    """

    forms: tuple[str, ...]


def translate_grouped(
    translator: Translator, words: Sequence[str], k: int = 5
) -> list[Translation]:
    """Return the `k` best candidates of each word, where forms of one stem are one candidate.

    More candidates are looked up until there are `k` stems, so each may have any number of forms.

    Parameters
    ----------
    translator
        The translator.
    words
        The words.
    k
        Candidates of each word.

    Returns
    -------
    translations
        A translation for each word, in order. Its candidates are of the type `GroupedCandidate`.
    """
    results: dict[str, Translation] = {}
    waiting, width = list(dict.fromkeys(words)), max(k, TABLE_WIDTH)
    while waiting:
        short = []
        for item in translator.translate(waiting, width):
            stems = grouped(item.candidates, translator.target.vectors)
            if len(stems) < k and len(item.candidates) == width:
                short.append(item.word)
            else:
                results[item.word] = replace(item, candidates=tuple(stems[:k]))
        waiting, width = short, 2 * width
    return [results[word] for word in words]


def grouped(candidates: Sequence[Candidate], vectors: Vectors) -> list[GroupedCandidate]:
    """Return the stems of `candidates`, in the order of their best forms.

    Each candidate joins the first stem of whose best form it is a form.

    Parameters
    ----------
    candidates
        The candidates, best first.
    vectors : (n, d) float array
        Unit vectors of all words of their language, by rank.
    """
    stems: list[list[Candidate]] = []
    for candidate in candidates:
        cosines = (vectors[stem[0].rank - 1] @ vectors[candidate.rank - 1] for stem in stems)
        for stem, cosine in zip(stems, cosines, strict=False):
            if are_forms(stem[0].word, candidate.word, float(cosine)):
                stem.append(candidate)
                break
        else:
            stems.append([candidate])
    return [_as_one(stem) for stem in stems]


def _as_one(stem: Sequence[Candidate]) -> GroupedCandidate:
    best = {each.name: getattr(stem[0], each.name) for each in fields(Candidate)}
    best["probability"] = min(1.0, sum(each.probability for each in stem))
    return GroupedCandidate(**best, forms=tuple(each.word for each in stem[1:]))
