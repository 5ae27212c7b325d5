"""Candidates that are forms of one stem, shown as one: `maison` with its form `maisons`.

Nothing is known of any language. Two words of one language count as forms of one stem if they begin
with the same letters and have near vectors:

* the shared beginning has three letters or more, and 0.6 of the longer word;
* the cosine in the shared space is 0.3 or more;
* the share and the cosine add up to 1.1 or more, so that one makes up for the other;
* no digit is in the endings, so that 1987 and 1988 stay two candidates.

The numbers were chosen by eye, among the candidates of 10,000 English words in French and of 10,000
French words in Russian. Forms of a Russian noun are often at a cosine of 0.35, such as `душа` and
`душу`. Just below the sum of 1.1 are `grand` and `grandes`, but also `personnelle` and `personnes`.
Above it are other words of the stem too, such as `enseignant` and `enseigner`, and now and then a
stranger: `королевы` (of the queen) and `короля` (of the king). Languages that inflect at the
beginning of a word gain nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from itertools import takewhile

from align.model.model import TABLE_WIDTH
from align.translation.translator import Candidate, Translation, Translator
from embeddings.arrays import Vectors

#: Least letters of a shared beginning, its least share of the longer word, the least cosine of two
#: forms, and the least sum of share and cosine.
LETTERS, SHARE, COSINE, LIKENESS = 3, 0.6, 0.3, 1.1


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


def are_forms(first: str, second: str, cosine: float) -> bool:
    """Return whether two words are forms of one stem.

    Parameters
    ----------
    first, second
        The words.
    cosine
        The cosine of their vectors.

    >>> are_forms("Maison", "maisons", 0.4), are_forms("поэты", "поэтов", 0.6)
    (True, True)
    >>> are_forms("1987", "1988", 0.9), are_forms("premier", "président", 0.9)
    (False, False)
    """
    words = first.casefold(), second.casefold()
    shared = sum(takewhile(bool, (a == b for a, b in zip(*words, strict=False))))
    share = shared / max(1, *map(len, words))
    if shared < LETTERS or share < SHARE or cosine < COSINE or share + cosine < LIKENESS:
        return False
    return not any(letter.isdigit() for word in words for letter in word[shared:])
