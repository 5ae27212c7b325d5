"""Candidates that are forms of one stem, shown as one: `maison` with its form `maisons`.

Nothing is known of any language. Two words of one language count as forms of one stem if they begin
with the same letters and mean nearly the same:

* the shared beginning has three letters or more, and two thirds of the longer word;
* no digit is in the endings, so that 1987 and 1988 stay two candidates;
* the cosine of their vectors in the shared space is 0.5 or more.

The numbers were chosen by eye, on 21,000 pairs of French candidates and of Russian ones. Just above
them are `choisir` and `choisies`, and also `limiter` and `limite`; far below are `former` and
`formes`. Languages that inflect at the beginning of a word gain nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import takewhile

from align.model.model import TABLE_WIDTH
from align.translation.translator import Candidate, Translation, Translator
from embeddings.arrays import Vectors

#: Least letters of a shared beginning, and its least share of the longer word.
LETTERS, SHARE = 3, (2, 3)

#: Least cosine of two forms of one stem.
COSINE = 0.5


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
        own = vectors[candidate.rank - 1]
        for stem in stems:
            best = stem[0]
            if (
                are_spelled_as_forms(best.word, candidate.word)
                and own @ vectors[best.rank - 1] >= COSINE
            ):
                stem.append(candidate)
                break
        else:
            stems.append([candidate])
    return [_as_one(stem) for stem in stems]


def _as_one(stem: Sequence[Candidate]) -> GroupedCandidate:
    best = {each.name: getattr(stem[0], each.name) for each in fields(Candidate)}
    best["probability"] = min(1.0, sum(each.probability for each in stem))
    return GroupedCandidate(**best, forms=tuple(each.word for each in stem[1:]))


def are_spelled_as_forms(first: str, second: str) -> bool:
    """Return whether two words share enough of their beginning to be forms of one stem.

    >>> are_spelled_as_forms("Maison", "maisons"), are_spelled_as_forms("поэты", "поэтов")
    (True, True)
    >>> are_spelled_as_forms("1987", "1988"), are_spelled_as_forms("premier", "président")
    (False, False)
    """
    words = first.casefold(), second.casefold()
    alike = (a == b for a, b in zip(*words, strict=False))
    shared = sum(takewhile(bool, alike))
    longest = max(map(len, words))
    if shared < LETTERS or shared * SHARE[1] < longest * SHARE[0]:
        return False
    return not any(letter.isdigit() for word in words for letter in word[shared:])
