"""Write the tokens of a text to a file, one sentence or paragraph per line, and count each word.

gensim trains from this file (`corpus_file`) without Python in its inner loop, so two threads are
nearly twice as fast as one. Counting the words while writing saves gensim a pass over the file.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from embeddings.errors import IsoglossError
from embeddings.progress import Advanced, Message, Progress
from embeddings.text.reading import Block, Reading, read_text, total_bytes
from embeddings.text.tokens import Tokenized, TokenRules, tokenize_block

#: Seconds between two progress events.
_QUIET = 5.0

_WORDS, _STRICT = TokenRules(), Reading()


@dataclass(frozen=True)
class Tokens:
    """The file with the tokens of a corpus, their counts, and whether ICU segmented some text."""

    path: Path
    counts: Counter[str]
    lines: int
    segmented: bool = False

    @property
    def total(self) -> int:
        """The number of tokens."""
        return self.counts.total()


def tokenize_files(
    files: Sequence[Path],
    target: Path,
    progress: Progress,
    *,
    rules: TokenRules = _WORDS,
    reading: Reading = _STRICT,
    clock: Callable[[], float] = time.monotonic,
) -> Tokens:
    """Write the tokens of all files to `target`, line for line, and count them.

    Parameters
    ----------
    files
        The files of the corpus.
    target
        The file to write.
    progress
        Called with `Advanced` events, and a message on replaced bytes.
    rules
        Rules for words.
    reading
        Options for reading the text.
    clock
        Returns seconds.

    Raises
    ------
    MalformedFile
        As in `embeddings.text.reading.read_text`.
    IsoglossError
        If the text is in a script without spaces and PyICU is not installed.
    """
    counts: Counter[str] = Counter()
    lines, segmented, bad = 0, False, _Replacements()
    progress(Advanced(f"reading {_name(files)}", 0.0 if total_bytes(files) else None))
    start = last = clock()
    with target.open("w", encoding="utf-8", newline="\n") as out:
        for block in read_text(files, reading):
            tokenized = _tokenized(block, rules)
            tokens = [line for line in tokenized.lines if line]
            segmented |= tokenized.segmented
            counts.update(" ".join(tokens).split())
            lines += len(tokens)
            out.writelines(f"{line}\n" for line in tokens)
            bad.add(block)
            if (now := clock()) - last >= _QUIET:
                last = now
                progress(Advanced(_rate(counts.total(), now - start), block.share))
    progress(Advanced(_rate(counts.total(), clock() - start), 1.0))
    if bad.count:
        progress(Message(str(bad)))
    return Tokens(target, counts, lines, segmented)


def _tokenized(block: Block, rules: TokenRules) -> Tokenized:
    try:
        return tokenize_block(block.text.split("\n"), rules)
    except IsoglossError as error:
        raise IsoglossError(f"{block.file}: {error}") from error


@dataclass
class _Replacements:
    """The number of replacements of invalid UTF-8, and the place of the first."""

    count: int = 0
    first: str = ""

    def add(self, block: Block) -> None:
        if block.replaced and not self.count:
            self.first = f"{block.file}, line {block.bad_line}"
        self.count += block.replaced

    def __str__(self) -> str:
        return f"replaced invalid UTF-8 in {self.count:,} places, first in {self.first}"


def _name(files: Sequence[Path]) -> str:
    if len(files) > 1:
        return f"{len(files):,} files"
    return "the standard input" if str(files[0]) == "-" else files[0].name


def _rate(words: int, seconds: float) -> str:
    """Return a progress text with the number of words and the speed.

    >>> _rate(3_000_000, 2.0)
    'read 3,000,000 words, 1,500,000 a second'
    """
    return f"read {words:,} words, {words / max(seconds, 1e-3):,.0f} a second"
