"""Text to a file of tokens, one sentence or paragraph a line, and how often each word stands in it.

gensim trains from such a file (`corpus_file`) without Python in its inner loop, so two threads are
nearly twice as fast as one; that is why the tokens are written out first. The words are counted on
the way, which saves gensim a pass over the file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from embeddings.errors import IsoglossError
from embeddings.files import PathLike, read_lines
from embeddings.tokens import tokenize_lines

#: Called with what is being done and how much of it, 0 to 1.
Progress = Callable[[str, float], None]

#: Lines taken at once: large enough that the tokeniser's own overhead does not count.
_LINES = 1000


@dataclass(frozen=True)
class Tokens:
    """The tokens of a corpus in a file, and their counts."""

    path: Path
    counts: Counter[str]
    lines: int

    @property
    def total(self) -> int:
        """How many tokens there are."""
        return self.counts.total()


def corpus_files(paths: Sequence[PathLike]) -> tuple[Path, ...]:
    """Return the files that `paths` stand for: a folder for all files below it, in order of name.

    Raises
    ------
    IsoglossError
        If a folder has no file.
    """
    files: list[Path] = []
    for path in map(Path, paths):
        found = (
            sorted(file for file in path.rglob("*") if file.is_file()) if path.is_dir() else [path]
        )
        if not found:
            raise IsoglossError(f"{path}: the folder has no file in it; put the text there")
        files.extend(found)
    return tuple(files)


def tokenize_files(files: Sequence[Path], target: Path, progress: Progress) -> Tokens:
    """Write the tokens of all files to `target`, line for line, and count them."""
    counts: Counter[str] = Counter()
    lines = 0
    with target.open("w", encoding="utf-8", newline="\n") as out:
        for done, file in enumerate(files):
            progress(f"reading {file.name}", done / len(files))
            text = read_lines(file)
            while block := list(islice(text, _LINES)):
                tokens = [line for line in tokenize_lines(block) if line]
                counts.update(chain.from_iterable(map(str.split, tokens)))
                lines += len(tokens)
                out.writelines(f"{line}\n" for line in tokens)
    progress(f"read {counts.total():,} words", 1.0)
    return Tokens(target, counts, lines)
