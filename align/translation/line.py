"""A line of text, translated word by word: only its known words change, all else stays.

This is a dictionary held over a text, out of context and without grammar, not machine translation.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from itertools import pairwise

import regex

from align.translation.case import recase
from align.translation.translator import Candidate, Translator
from align.translation.units import Reader, Unit
from embeddings.languages import elides, without_spaces
from embeddings.text.habits import APOSTROPHES
from embeddings.text.phrases import JOINT
from embeddings.text.tokens import TokenRules

#: A number in a vocabulary whose text was read with `numbers="normalize"`.
_ZEROS = regex.compile("0+")

#: Probabilities are shares, and a small share may be stored as nothing.
_LEAST = 1e-12


@dataclass(frozen=True)
class Line:
    """A line in the other language, and the next most probable ways to write it.

    `known` of its words are translated; `unknown` ones stay, and numbers are not counted.
    """

    text: str
    alternatives: tuple[str, ...] = ()
    known: int = 0
    unknown: int = 0


def translate_lines(
    translator: Translator,
    lines: Sequence[str],
    *,
    alternatives: int = 0,
    untouched: regex.Pattern[str] | None = None,
    escape: Callable[[str], str] = str,
) -> list[Line]:
    """Return each line with its known words translated; the words of all are looked up at once.

    The longest known phrase is taken first. Words that are not known, numbers, punctuation and
    white space stay, sign for sign. Words are what they were for the text that the source was
    trained on: where that is whatever stands between white space, numbers are words too. The space
    between words is made or dropped only where one of the two languages is written without it, and
    put for the apostrophe of an elision (`l'homme`).

    Parameters
    ----------
    translator, lines
    alternatives
        At most so many. A line is as probable as the product of its words' probabilities, and the
        alternatives are those that follow the first: for a line of one word its next candidates,
        for a longer one mostly a single other word, the least certain first. A word that comes
        twice is changed twice.
    untouched
        What is no text; None for what `align.translation.units` takes for that.
    escape
        Applied to each word that is put in.

    Raises
    ------
    IsoglossError
        If the source language is written without spaces, and PyICU is not there.
    """
    reader = Reader(translator.source.vocabulary, translator.rules, untouched)
    found = [reader.units(line) for line in lines]
    known = list(dict.fromkeys(unit.meant for units, _ in found for unit in units))
    answers = translator.translate(known, alternatives + 1)
    candidates = {answer.word: answer.candidates for answer in answers}
    languages = translator.source.language, translator.target.language
    result = []
    for line, (units, unknown) in zip(lines, found, strict=True):
        words = dict.fromkeys(unit.meant for unit in units)
        choices = _most_probable({word: candidates[word] for word in words}, alternatives + 1)
        texts = [
            _written(line, units, choice, translator.rules, languages, escape) for choice in choices
        ]
        translated = sum(len(unit.written) for unit in units)
        result.append(Line(texts[0], tuple(texts[1:]), translated, unknown))
    return result


def _most_probable(
    candidates: Mapping[str, Sequence[Candidate]], most: int
) -> list[dict[str, str]]:
    """Return the `most` most probable choices of one candidate a word, the best first.

    None of them changes a word that `most` others would rather be changed than.
    """
    best = {word: of_word[0].word for word, of_word in candidates.items()}
    losses = {word: _losses(of_word) for word, of_word in candidates.items()}
    open_words = [word for word in candidates if len(losses[word]) > 1]
    choices = [(0.0, best)]
    for word in nsmallest(most - 1, open_words, key=lambda word: losses[word][1]):
        ways = [
            (lost + loss, choice | {word: candidate.word})
            for lost, choice in choices
            for loss, candidate in zip(losses[word], candidates[word], strict=True)
        ]
        choices = nsmallest(most, ways, key=lambda way: way[0])
    return [choice for _, choice in choices]


def _losses(candidates: Sequence[Candidate]) -> list[float]:
    """Return by how much less probable than the first each is, as logarithms: rising from 0."""
    logarithms = [math.log(max(c.probability, _LEAST)) for c in candidates]
    return [logarithms[0] - logarithm for logarithm in logarithms]


def _written(
    line: str,
    units: Sequence[Unit],
    choice: Mapping[str, str],
    rules: TokenRules,
    languages: tuple[str, str],
    escape: Callable[[str], str],
) -> str:
    """Return `line` with what is chosen in the place of each unit."""
    source, target = languages
    spaced = not without_spaces(target)
    put = [escape(_put(choice[unit.meant], unit, rules, target)) for unit in units]
    if not put:
        return line
    gaps = [line[left.end : right.start] for left, right in pairwise(units)]
    if spaced:
        gaps = [_open(gap, elides(source)) for gap in gaps]
    else:
        gaps = [_closed(gap, *sides) for gap, sides in zip(gaps, pairwise(put), strict=True)]
    before, after = line[: units[0].start], line[units[-1].end :]
    parted = [*(word + gap for word, gap in zip(put, gaps, strict=False)), put[-1]]
    ends = _parted(before, left=False) if spaced else before, _parted(after) if spaced else after
    return "".join([ends[0], *parted, ends[1]])


def _put(word: str, unit: Unit, rules: TokenRules, language: str) -> str:
    """Return a translation of `unit` as it is to be written."""
    if rules.kind == "whitespace" and unit.meant == " ".join(unit.written):
        return word  # a symbol is what it is, whatever the case of the one it stands for
    if rules.numbers == "normalize" and unit.numbers:
        word = _renumbered(word, unit.numbers)
    return recase(_spaced(word), unit.written, language)


def _renumbered(word: str, numbers: Sequence[str]) -> str:
    """Return the phrase `word` with `numbers` in the places of those that training made zeros."""
    left = iter(numbers)
    return JOINT.join(
        next(left, part) if _ZEROS.fullmatch(part) else part for part in word.split(JOINT)
    )


def _spaced(word: str) -> str:
    """Return the words of a phrase with spaces between them; a sign of its own stays."""
    parts = word.split(JOINT)
    return " ".join(parts) if all(parts) else word


def _open(gap: str, elides: bool) -> str:
    """Return what stands between two translated words of a language with spaces."""
    if not gap or (elides and gap in APOSTROPHES):
        return " "
    return _parted(_parted(gap), left=False)


def _closed(gap: str, left: str, right: str) -> str:
    """Return what stands between two translated words of a language without spaces."""
    foreign = left[-1:].isascii() and right[:1].isascii()  # names and the like are not run together
    return "" if gap.isspace() and "\n" not in gap and not foreign else gap


def _parted(text: str, *, left: bool = True) -> str:
    """Return `text` with a space where it would run into the word beside it.

    Words that are left as they are touch others only in scripts without spaces.
    """
    sign = text[:1] if left else text[-1:]
    if not sign.isalnum():
        return text
    return f" {text}" if left else f"{text} "
