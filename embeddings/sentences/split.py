"""Text to sentences, with their offsets.

A sentence ends at a line feed, or at a full stop, question mark or exclamation mark of any script
that white space follows, unless the next word is in lower case or the full stop belongs to an
abbreviation, an initial or an ordinal. Speech in quotation marks is split too, so that
sentences stay short. Thai, Lao and Khmer do not mark the ends of sentences, so theirs end at
line feeds only.

Each line is split by itself. So a large text is read in blocks of whole lines
(`embeddings.text.reading`) and never held in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import regex

from embeddings.languages import primary
from embeddings.sentences.abbreviations import LETTER_WORDS, ORDINAL_STOP, abbreviations

_LINE = regex.compile(r"[^\n\r\u2028\u2029]+")

#: Marks that end a sentence even without white space after them.
_WIDE = "。！？｡"

#: The end of a sentence: its marks, quotation marks and brackets that close, and white space.
_END = regex.compile(
    rf"""(?P<marks>[\p{{Sentence_Terminal}}…]+)
         (?:\s?»|[\p{{Pe}}\p{{Pf}}\p{{Pi}}"'])*
         (?:\s+|(?<=[{_WIDE}][\p{{Pe}}\p{{Pf}}]*)(?=\S))""",
    regex.VERBOSE,
)

#: What stands before the first letter of a sentence.
_OPENING = regex.compile(r"[\p{Ps}\p{Pi}\p{Pf}\p{Pd}\"'¿¡*_„‚\s]*")

#: The last word before a full stop.
_WORD = regex.compile(r"(?r)[\p{L}\p{M}\p{N}°ª.]+")

_ROMAN_OR_NUMBER = regex.compile(r"\p{Nd}+|[IVXLC]+")


class Sentence(NamedTuple):
    """The offsets of a sentence, without white space around it: `text[start:end]`."""

    start: int
    end: int


def split(text: str, language: str | None) -> Iterator[Sentence]:
    """Yield the sentences of `text` in order. Only white space stands between them.

    Parameters
    ----------
    text
        The text.
    language
        A BCP 47 tag, for its abbreviations.

    >>> text = '"Is that you, Mr. Dee?" he asked. "It is. Come in!"'
    >>> [text[start:end] for start, end in split(text, "en")]
    ['"Is that you, Mr. Dee?" he asked.', '"It is.', 'Come in!"']
    """
    code = primary(language)
    for line in _LINE.finditer(text):
        start, last = line.span()
        for end in _END.finditer(text, start, last):
            if end.end() < last and _is_end(text, start, end, last, code):
                yield from _stripped(text, start, end.end())
                start = end.end()
        yield from _stripped(text, start, last)


def _is_end(text: str, start: int, end: regex.Match[str], last: int, code: str) -> bool:
    """Return whether a sentence that begins at `start` ends at `end`."""
    first = _OPENING.match(text, end.end(), last).end()
    if first < last and text[first].islower():
        return False
    if end["marks"] != "." or end.end("marks") < len(end[0].rstrip()) + end.start():
        return True
    word = _WORD.search(text, start, end.start())
    if word is None or word.end() != end.start():
        return True
    return not _is_abbreviation(word[0], _OPENING.match(text, start).end() == word.start(), code)


def _is_abbreviation(word: str, first: bool, code: str) -> bool:
    """Return whether the full stop after `word` belongs to it.

    Parameters
    ----------
    word
        The word, without the full stop.
    first
        Whether it is the first word of its sentence.
    code
        Code of the language.
    """
    if _ROMAN_OR_NUMBER.fullmatch(word) and (first or (code in ORDINAL_STOP and word.isdigit())):
        return True
    if len(word) == 1 and word.isupper():
        return word not in LETTER_WORDS.get(code, ())
    return word.lower() in _known(code)


_known = cache(abbreviations)


def _stripped(text: str, start: int, end: int) -> Iterator[Sentence]:
    sentence = text[start:end]
    inner = sentence.strip()
    if inner:
        start += sentence.index(inner[0]) if sentence[0].isspace() else 0
        yield Sentence(start, start + len(inner))
