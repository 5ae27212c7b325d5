"""The known words and phrases of a line of text.

Words are recognised by the token rules of the vocabulary's own text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from align.model.vocabulary import Vocabulary
from embeddings.text.habits import APOSTROPHES, lower
from embeddings.text.phrases import JOINT
from embeddings.text.spans import Span, spans
from embeddings.text.tokens import TokenRules

#: Web and mail addresses and user names are not translated. Each pattern starts at a word boundary
#: and has a bounded length, so that matching takes linear time.
UNTOUCHED = regex.compile(
    r"(?<![\w.+-])(?:"
    r"[a-z][a-z0-9+.-]{1,15}://[^\s<>\"\u3002\uff0c\u3001\uff09]+"
    r"|(?:www\.|mailto:)[^\s<>\"\u3002\uff0c\u3001\uff09]+"
    r"|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+"
    r"|(?:[a-z0-9-]{1,63}\.){1,5}(?:com|edu|eu|gov|info|int|io|net|org)\b(?:/[^\s<>\"]*)?"
    r"|[@#]\w+)",
    regex.IGNORECASE,
)

#: Between the words of one entry: spaces, or a sign as in `e-mail` or `don't`.
_JOINS = regex.compile(rf"[^\S\r\n]+|[-\u2010\u2011./&{APOSTROPHES}]")

#: Matches nothing: for vocabularies of tokens between white space.
_NOTHING = regex.compile(r"(?!)")

_NUMBER = regex.compile(r"\p{N}+")

#: Does not occur in text; it masks parts that are not translated.
_MASK = "\x00"


@dataclass(frozen=True)
class Unit:
    """A known word or phrase: its offsets, its entry in the vocabulary, its words as written."""

    start: int
    end: int
    meant: str
    written: tuple[str, ...]

    @property
    def numbers(self) -> tuple[str, ...]:
        """The words that are numbers."""
        return tuple(word for word in self.written if _NUMBER.fullmatch(word))


@dataclass(frozen=True, eq=False)
class LineReader:
    """Recognises the known words and phrases of lines.

    Parameters
    ----------
    vocabulary
        The vocabulary.
    rules
        The token rules of its own text (`embeddings.text.tokens.rules_of`).
    untouched
        Parts that are not translated; None for `UNTOUCHED`, or for nothing if tokens are separated
        by white space.
    """

    vocabulary: Vocabulary
    rules: TokenRules
    untouched: regex.Pattern[str] | None = None

    def units(self, line: str) -> tuple[list[Unit], int]:
        """Return the known words and phrases of a line, in order, and the number of unknown words.

        Raises
        ------
        IsoglossError
            If the language is written without spaces and PyICU is not installed.
        """
        untouched = self.untouched or (UNTOUCHED if self._of_letters else _NOTHING)
        masked = untouched.sub(lambda match: _MASK * len(match[0]), line)
        words = spans(masked.replace(_MASK, " "), self.rules)
        units, unknown, place = [], 0, 0
        while place < len(words):
            size, entry = self._longest(line, masked, words, place)
            part = words[place : place + size]
            if entry is not None:
                written = tuple(line[word.start : word.end] for word in part)
                units.append(Unit(part[0].start, part[-1].end, entry, written))
            elif not self._is_number(part[0]):
                unknown += 1
            place += size
        return units, unknown

    @property
    def _of_letters(self) -> bool:
        return self.rules.kind == "words"

    def _is_number(self, word: Span) -> bool:
        return self._of_letters and _NUMBER.fullmatch(word.word) is not None

    def _longest(
        self, line: str, masked: str, words: Sequence[Span], place: int
    ) -> tuple[int, str | None]:
        """Return the length of the longest entry at `place`, and the entry; else 1 and None."""
        size = 1
        while (
            size < self.vocabulary.longest
            and place + size < len(words)
            and _JOINS.fullmatch(masked, words[place + size - 1].end, words[place + size].start)
        ):
            size += 1
        for length in range(size, 0, -1):
            part = words[place : place + length]
            if length == 1 and self._is_number(part[0]):
                break
            entry = self._entry(line[part[0].start : part[-1].end], part)
            if entry is not None:
                return length, entry
        return 1, None

    def _entry(self, written: str, words: Sequence[Span]) -> str | None:
        """Return the entry of `words`, with `written` as their text; None if they are unknown."""
        phrase = JOINT.join(word.word for word in words)
        small = lower(phrase, self.rules.language)
        forms, query = (
            ((written, phrase, small), small) if len(words) == 1 else ((phrase, small), written)
        )
        known = next((form for form in forms if form in self.vocabulary.rows), None)
        return self.vocabulary.find(query) if known is None else known
