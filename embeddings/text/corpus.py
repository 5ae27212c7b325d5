"""Text to a file of tokens, one sentence or paragraph a line, and how often each word stands in it.

gensim trains from such a file (`corpus_file`) without Python in its inner loop, so two threads are
nearly twice as fast as one; that is why the tokens are written out first. The words are counted on
the way, which saves gensim a pass over the file.
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

#: Seconds between two messages on how far the reading has come.
_QUIET = 5.0

_WORDS, _STRICT = TokenRules(), Reading()


@dataclass(frozen=True)
class Tokens:
    """The tokens of a corpus in a file, their counts, and whether ICU found some of them."""

    path: Path
    counts: Counter[str]
    lines: int
    segmented: bool = False

    @property
    def total(self) -> int:
        """How many tokens there are."""
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

    Raises
    ------
    MalformedFile
        As `embeddings.text.reading.read_text`.
    IsoglossError
        If words must be found in a script without spaces, and PyICU is not there.
    """
    counts: Counter[str] = Counter()
    lines, segmented, bad = 0, False, _BadBytes()
    progress(Advanced(f"reading {_name(files)}", 0.0 if total_bytes(files) else None))
    start = last = clock()
    with target.open("w", encoding="utf-8", newline="\n") as out:
        for block in read_text(files, reading):
            found = _tokenized(block, rules)
            tokens = [line for line in found.lines if line]
            segmented |= found.segmented
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
class _BadBytes:
    """How many bytes were replaced, and where that began."""

    count: int = 0
    first: str = ""

    def add(self, block: Block) -> None:
        if block.replaced and not self.count:
            self.first = f"{block.file}, line {block.bad_line}"
        self.count += block.replaced

    def __str__(self) -> str:
        return f"replaced what is not UTF-8 in {self.count:,} places, first in {self.first}"


def _name(files: Sequence[Path]) -> str:
    if len(files) > 1:
        return f"{len(files):,} files"
    return "the standard input" if str(files[0]) == "-" else files[0].name


def _rate(words: int, seconds: float) -> str:
    """Return what has been read and how fast.

    >>> _rate(3_000_000, 2.0)
    'read 3,000,000 words, 1,500,000 a second'
    """
    return f"read {words:,} words, {words / max(seconds, 1e-3):,.0f} a second"
