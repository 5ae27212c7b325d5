"""What is known of a line of text: the words and phrases of it that a vocabulary has.

The words are read by the rules that the vocabulary's own text was read by.
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

#: What there is to leave untouched where words are whatever stands between white space.
_NOTHING = regex.compile(r"(?!)")

_NUMBER = regex.compile(r"\p{N}+")

#: No text has it; it stands for what must not be touched while words are sought.
_MASK = "\x00"


@dataclass(frozen=True)
class Unit:
    """A known word or phrase: where it stands, the entry that is meant, the words as written."""

    start: int
    end: int
    meant: str
    written: tuple[str, ...]

    @property
    def numbers(self) -> tuple[str, ...]:
        """Those of the words that are numbers."""
        return tuple(word for word in self.written if _NUMBER.fullmatch(word))


@dataclass(frozen=True, eq=False)
class Reader:
    """What reads lines.

    Parameters
    ----------
    vocabulary
        The words that it knows.
    rules
        By which its text was read (`embeddings.text.tokens.rules_of`).
    untouched
        What is no text. None for addresses and names of the web; where words are whatever stands
        between white space, for nothing.
    """

    vocabulary: Vocabulary
    rules: TokenRules
    untouched: regex.Pattern[str] | None = None

    def units(self, line: str) -> tuple[list[Unit], int]:
        """Return what is known of a line, in order, and how many words are not.

        Raises
        ------
        IsoglossError
            If the language is written without spaces, and PyICU is not there.
        """
        untouched = self.untouched or (UNTOUCHED if self._of_letters else _NOTHING)
        masked = untouched.sub(lambda match: _MASK * len(match[0]), line)
        words = spans(masked.replace(_MASK, " "), self.rules)
        units, unknown, place = [], 0, 0
        while place < len(words):
            size, meant = self._longest(line, masked, words, place)
            taken = words[place : place + size]
            if meant is not None:
                written = tuple(line[word.start : word.end] for word in taken)
                units.append(Unit(taken[0].start, taken[-1].end, meant, written))
            elif not self._is_number(taken[0]):
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
        """Return how many words from `place` on are one known entry, and which; else 1 and None."""
        size = 1
        while (
            size < self.vocabulary.longest
            and place + size < len(words)
            and _JOINS.fullmatch(masked, words[place + size - 1].end, words[place + size].start)
        ):
            size += 1
        for length in range(size, 0, -1):
            taken = words[place : place + length]
            if length == 1 and self._is_number(taken[0]):
                break
            meant = self._meant(line[taken[0].start : taken[-1].end], taken)
            if meant is not None:
                return length, meant
        return 1, None

    def _meant(self, written: str, words: Sequence[Span]) -> str | None:
        """Return the entry that `words`, written so, stand for."""
        read = JOINT.join(word.word for word in words)
        small = lower(read, self.rules.language)
        forms, asked = (
            ((written, read, small), small) if len(words) == 1 else ((read, small), written)
        )
        known = next((form for form in forms if form in self.vocabulary.rows), None)
        return self.vocabulary.find(asked) if known is None else known
