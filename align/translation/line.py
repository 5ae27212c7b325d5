"""A line of text, translated word by word: known words are replaced, the rest stays.

This is dictionary look-up, without context and grammar. It is not machine translation.
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
from align.translation.units import LineReader, Unit
from embeddings.languages import elides, without_spaces
from embeddings.text.habits import APOSTROPHES
from embeddings.text.phrases import JOINT
from embeddings.text.tokens import TokenRules

#: A number in a vocabulary trained with `numbers="normalize"`.
_ZEROS = regex.compile("0+")

#: A small probability may be stored as 0; this is its lower bound.
_LEAST = 1e-12


@dataclass(frozen=True)
class Line:
    """A translated line, and the next most probable alternatives.

    `known` is the number of translated words, `unknown` that of unchanged words. Numbers do not
    count.
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
    """Return each line with its known words translated. All words are looked up at once.

    The longest known phrase comes first. Unknown words, numbers, punctuation and white space stay
    as they are. Words are recognised as in the text that the source was trained on; if its tokens
    were separated by white space, numbers are words too. Spaces between words are added or removed
    only if one of the languages is written without them. The apostrophe of an elision (`l'homme`)
    becomes a space.

    Parameters
    ----------
    translator
        Translates the words.
    lines
        The lines.
    alternatives
        Most alternatives of a line. The probability of a line is the product of its words'
        probabilities; the alternatives are the next most probable lines. For a line of one word
        they are its next candidates. For a longer line they mostly differ in one word, the least
        certain first. A word that occurs twice changes twice.
    untouched
        Parts that are not translated; None for those of `align.translation.units`.
    escape
        Applied to each translation.

    Raises
    ------
    IsoglossError
        If the source language is written without spaces and PyICU is not installed.
    """
    reader = LineReader(translator.source.vocabulary, translator.rules, untouched)
    parsed = [reader.units(line) for line in lines]
    known = list(dict.fromkeys(unit.meant for units, _ in parsed for unit in units))
    answers = translator.translate(known, alternatives + 1)
    candidates = {answer.word: answer.candidates for answer in answers}
    languages = translator.source.language, translator.target.language
    result = []
    for line, (units, unknown) in zip(lines, parsed, strict=True):
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
    """Return the `most` most probable choices of one candidate for each word, best first.

    Only the words with the smallest loss for their second candidate can change: as many as choices.
    """
    best = {word: ranked[0].word for word, ranked in candidates.items()}
    losses = {word: _losses(ranked) for word, ranked in candidates.items()}
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
    """Return the log odds of the first candidate against each: rising from 0."""
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
    """Return `line` with the chosen translation in place of each unit."""
    source, target = languages
    spaced = not without_spaces(target)
    words = [escape(_rendered(choice[unit.meant], unit, rules, target)) for unit in units]
    if not words:
        return line
    gaps = [line[left.end : right.start] for left, right in pairwise(units)]
    if spaced:
        gaps = [_open(gap, elides(source)) for gap in gaps]
    else:
        gaps = [_closed(gap, *sides) for gap, sides in zip(gaps, pairwise(words), strict=True)]
    before, after = line[: units[0].start], line[units[-1].end :]
    joined = [*(word + gap for word, gap in zip(words, gaps, strict=False)), words[-1]]
    if spaced:
        before, after = _separated(before, left=False), _separated(after)
    return "".join([before, *joined, after])


def _rendered(word: str, unit: Unit, rules: TokenRules, language: str) -> str:
    """Return the translation `word` of `unit` as written in the line."""
    if rules.kind == "whitespace" and unit.meant == " ".join(unit.written):
        return word  # symbols have no case to follow
    if rules.numbers == "normalize" and unit.numbers:
        word = _renumbered(word, unit.numbers)
    return recase(_spaced(word), unit.written, language)


def _renumbered(word: str, numbers: Sequence[str]) -> str:
    """Return the phrase `word` with `numbers` in place of the zeros of training."""
    left = iter(numbers)
    return JOINT.join(
        next(left, part) if _ZEROS.fullmatch(part) else part for part in word.split(JOINT)
    )


def _spaced(word: str) -> str:
    """Return the words of a phrase with spaces between them; a lone joint stays."""
    parts = word.split(JOINT)
    return " ".join(parts) if all(parts) else word


def _open(gap: str, elides: bool) -> str:
    """Return the text between two translated words of a language with spaces."""
    if not gap or (elides and gap in APOSTROPHES):
        return " "
    return _separated(_separated(gap), left=False)


def _closed(gap: str, left: str, right: str) -> str:
    """Return the text between two translated words of a language without spaces."""
    foreign = left[-1:].isascii() and right[:1].isascii()  # keeps names and numbers apart
    return "" if gap.isspace() and "\n" not in gap and not foreign else gap


def _separated(text: str, *, left: bool = True) -> str:
    """Return `text` with a space at the end that would touch a translated word.

    Words left as they are touch others only in scripts without spaces.
    """
    sign = text[:1] if left else text[-1:]
    if not sign.isalnum():
        return text
    return f" {text}" if left else f"{text} "
