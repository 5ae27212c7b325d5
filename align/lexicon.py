"""A `Lexicon`: word pairs; seed dictionaries, gold dictionaries and induced ones alike."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from embeddings.errors import MalformedFile
from embeddings.files import PathLike, read_lines, write_binary

#: Row numbers of word pairs: column 0 in the source space, column 1 in the target space.
Pairs = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Lexicon:
    """Pairs of a source word and one of its target words, in a fixed order.

    Parameters
    ----------
    pairs
        The pairs; a source word may occur in several.
    name
        Its name in error messages: the file that it was read from.
    """

    pairs: tuple[tuple[str, str], ...]
    name: str = field(default="the dictionary", compare=False)

    def __repr__(self) -> str:
        return f"<Lexicon {self.name}: {len(self):,} pairs>"

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.pairs)

    @property
    def sources(self) -> tuple[str, ...]:
        """The distinct source words, in order of first mention."""
        return tuple(dict.fromkeys(source for source, _ in self.pairs))

    def reverse(self) -> Lexicon:
        """Return the lexicon from target to source."""
        return Lexicon(tuple((target, source) for source, target in self.pairs), self.name)

    def rows(self, source: Mapping[str, int], target: Mapping[str, int]) -> Pairs:
        """Return the rows (p, 2) of the pairs whose words are both known.

        Parameters
        ----------
        source, target
            The row of each known word: `Space.rows`.
        """
        known = [(source[s], target[t]) for s, t in self.pairs if s in source and t in target]
        return np.array(known, dtype=np.intp).reshape(-1, 2)


def read_lexicon(path: PathLike) -> Lexicon:
    """Return the lexicon in a MUSE dictionary file: one `source target` pair on each line.

    A tab or spaces separate the two words. With a tab, words may contain spaces, and further
    columns are ignored.

    Raises
    ------
    MalformedFile
        If a line is not a pair or not UTF-8, with its number; if there is no pair.
    """
    lines = enumerate(read_lines(path), 1)
    pairs = [_pair(line, path, number) for number, line in lines if line.strip()]
    if not pairs:
        raise MalformedFile(path, "no word pair in the file; expected `source target` on each line")
    return Lexicon(tuple(dict.fromkeys(pairs)), os.fspath(path))


def _pair(text: str, path: PathLike, number: int) -> tuple[str, str]:
    if "\t" in text:
        source, target = (field.strip() for field in text.split("\t")[:2])
        if source and target:
            return source, target
    else:
        fields = text.split()
        if len(fields) == 2:
            return fields[0], fields[1]
    raise MalformedFile(
        path,
        f"expected a source and a target word, got {text.strip()!r}; "
        "if words contain spaces, separate the two with a tab",
        line=number,
    )


def write_lexicon(lexicon: Lexicon, path: PathLike) -> None:
    """Write `lexicon` in MUSE format, with a tab between the words."""
    with write_binary(path) as stream:
        for source, target in lexicon.pairs:
            stream.write(f"{source}\t{target}\n".encode())


def identical_strings(source: Sequence[str], target: Sequence[str]) -> Pairs:
    """Return the rows (p, 2) of words spelled alike; numbers match in any script's digits.

    >>> identical_strings(["cat", "taxi", "42"], ["٤٢", "taxi", "chat"]).tolist()
    [[1, 1], [2, 0]]
    """
    target_rows: dict[str, int] = {}
    for row, word in enumerate(target):
        target_rows.setdefault(_spelling(word), row)
    matches = ((row, target_rows.get(_spelling(word), -1)) for row, word in enumerate(source))
    return np.array([pair for pair in matches if pair[1] >= 0], dtype=np.intp).reshape(-1, 2)


def _spelling(word: str) -> str:
    """Return `word`, or its ASCII digits if it is a whole number in any script."""
    if word.isascii() or not word.isdecimal():
        return word
    return "".join(str(unicodedata.decimal(digit)) for digit in word)
