"""A `Lexicon`: word pairs; seed dictionaries, gold dictionaries and induced ones alike."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from align.readers.choice import read_pairs
from embeddings.errors import MalformedFile
from embeddings.files import PathLike, write_binary

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


def read_lexicon(
    path: PathLike, *, source: str | None = None, target: str | None = None
) -> Lexicon:
    """Return the lexicon in a file of known pairs: MUSE, TSV, CSV or TBX, compressed or not.

    The suffix and the content tell the format. Text is UTF-8, or UTF-16 with a byte order mark.

    MUSE and TSV
        One pair on each line. A tab or spaces separate the two words. With a tab, words may contain
        spaces, and further columns are ignored.
    CSV
        Cells between commas, semicolons or tabs, quoted where needed. An apostrophe that keeps a
        spreadsheet from running a word (`'=1`) is no part of it.
    TBX
        TermBase eXchange, version 2 (`martif`) and 3 (`tbx`): each term of a concept in the one
        language with each term in the other. Concepts without a term in both are skipped. Entities
        are refused.

    The first line of a table is a header if it names a column of each side: by words such as
    `source` and `target`, `term` and `translation`; by names of two different languages, such as
    `English` and `French`; or by the codes of both `source` and `target`. A header chooses the two
    columns, in any order, and a row with an empty cell in one of them is then skipped. Any other
    first line is a pair.

    Parameters
    ----------
    path
        The file.
    source, target
        Names of the languages, such as `en` and `fr`. They choose columns or TBX languages. A file
        of two languages needs neither; those that no name matches are taken in the order of the
        file.

    Raises
    ------
    MalformedFile
        If a line is not a pair or not UTF-8, with its number; if there is no pair; if the file has
        three languages or more, and not both that are asked for.
    """
    pairs = tuple(dict.fromkeys(read_pairs(path, source, target)))
    if not pairs:
        raise MalformedFile(path, "no word pair in the file; expected `source target` on each line")
    return Lexicon(pairs, os.fspath(path))


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
