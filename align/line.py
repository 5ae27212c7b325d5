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

from align.case import recase
from align.lookup import Lookup
from align.translate import Candidate, Translator
from embeddings.habits import APOSTROPHES, elides
from embeddings.phrases import JOINT
from embeddings.segment import without_spaces
from embeddings.spans import Span, spans
from embeddings.tokens import TokenRules

#: What is no text and stays as it is: addresses of the web and of people, and names on it. Each
#: begins at a limit of words and is of bounded length, or time would grow with the square.
UNTOUCHED = regex.compile(
    r"(?<![\w.+-])(?:"
    r"[a-z][a-z0-9+.-]{1,15}://[^\s<>\"\u3002\uff0c\u3001\uff09]+"
    r"|(?:www\.|mailto:)[^\s<>\"\u3002\uff0c\u3001\uff09]+"
    r"|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"
    r"|(?:[a-z0-9-]{1,63}\.){1,5}(?:com|edu|eu|gov|info|int|io|net|org)\b(?:/[^\s<>\"]*)?"
    r"|[@#]\w+)",
    regex.IGNORECASE,
)

#: What may stand between the words of one entry: spaces, or a sign inside of `e-mail` or `don't`.
_JOINS = regex.compile(rf"[^\S\r\n]+|[-\u2010\u2011./&{APOSTROPHES}]")

_NUMBER = regex.compile(r"\p{N}+")

#: No text has it; it stands for what must not be touched while words are sought.
_MASK = "\x00"

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


@dataclass(frozen=True)
class _Unit:
    """A known word or phrase: where it stands, the entry that is meant, the words as written."""

    start: int
    end: int
    meant: str
    written: tuple[str, ...]


def translate_lines(
    translator: Translator,
    lines: Sequence[str],
    *,
    alternatives: int = 0,
    untouched: regex.Pattern[str] = UNTOUCHED,
    escape: Callable[[str], str] = str,
) -> list[Line]:
    """Return each line with its known words translated; the words of all are looked up at once.

    The longest known phrase is taken first. Words that are not known, numbers, punctuation and
    white space stay, sign for sign. The space between words is made or dropped only where one of
    the two languages is written without it, and put for the apostrophe of an elision (`l'homme`).

    Parameters
    ----------
    translator, lines
    alternatives
        At most so many. A line is as probable as the product of its words' probabilities, and the
        alternatives are those that follow the first: for a line of one word its next candidates,
        for a longer one mostly a single other word, the least certain first. A word that comes
        twice is changed twice.
    untouched
        What is no text.
    escape
        Applied to each word that is put in.

    Raises
    ------
    IsoglossError
        If the source language is written without spaces, and PyICU is not there.
    """
    rules = TokenRules(language=translator.source.language)
    lookup = translator.source.lookup
    found = [_read(line, rules, lookup, untouched) for line in lines]
    known = list(dict.fromkeys(unit.meant for units, _ in found for unit in units))
    answers = translator.translate(known, alternatives + 1)
    candidates = {answer.word: answer.candidates for answer in answers}
    languages = translator.source.language, translator.target.language
    result = []
    for line, (units, unknown) in zip(lines, found, strict=True):
        words = dict.fromkeys(unit.meant for unit in units)
        choices = _most_probable({word: candidates[word] for word in words}, alternatives + 1)
        texts = [_written(line, units, choice, languages, escape) for choice in choices]
        translated = sum(len(unit.written) for unit in units)
        result.append(Line(texts[0], tuple(texts[1:]), translated, unknown))
    return result


def _read(
    line: str, rules: TokenRules, lookup: Lookup, untouched: regex.Pattern[str]
) -> tuple[list[_Unit], int]:
    """Return what is known of a line, in order, and how many words are not."""
    masked = untouched.sub(lambda match: _MASK * len(match[0]), line)
    words = spans(masked, rules)
    units, unknown, place = [], 0, 0
    while place < len(words):
        size, meant = _longest(line, masked, words, place, lookup)
        taken = words[place : place + size]
        if meant is not None:
            written = tuple(line[word.start : word.end] for word in taken)
            units.append(_Unit(taken[0].start, taken[-1].end, meant, written))
        elif not _NUMBER.fullmatch(taken[0].word):
            unknown += 1
        place += size
    return units, unknown


def _longest(
    line: str, masked: str, words: Sequence[Span], place: int, lookup: Lookup
) -> tuple[int, str | None]:
    """Return how many words from `place` on are one known entry, and which; else 1 and None."""
    size = 1
    while (
        size < lookup.longest
        and place + size < len(words)
        and _JOINS.fullmatch(masked, words[place + size - 1].end, words[place + size].start)
    ):
        size += 1
    first = words[place]
    for length in range(size, 1, -1):
        taken = words[place : place + length]
        joined = JOINT.join(word.word for word in taken)
        meant = joined if joined in lookup.rows else lookup.find(line[first.start : taken[-1].end])
        if meant is not None:
            return length, meant
    if _NUMBER.fullmatch(first.word):
        return 1, None
    written = line[first.start : first.end]
    return 1, written if written in lookup.rows else lookup.find(first.word)


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
    units: Sequence[_Unit],
    choice: Mapping[str, str],
    languages: tuple[str, str],
    escape: Callable[[str], str],
) -> str:
    """Return `line` with what is chosen in the place of each unit."""
    source, target = languages
    spaced = not without_spaces(target)
    put = [escape(recase(_spaced(choice[u.meant]), u.written, target)) for u in units]
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
