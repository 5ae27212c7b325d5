"""A corpus to a language model: modified Kneser-Ney, interpolated.

No estimator on PyPI does this. `kenlm` and `ufal.kenlm` have no `lmplz`, only its queries.
`kaldingram` counts 44,000 tokens a second and knows no `<unk>`; `sil-thot` writes a format of its
own; `arpabo` counts in dictionaries of Python.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from embeddings.errors import IsoglossError
from embeddings.lm.counting import count
from embeddings.lm.model import LanguageModel
from embeddings.lm.smoothing import smoothed
from embeddings.lm.special import BEGIN, END, SPECIAL, Words

#: Positions of a corpus are 32-bit numbers.
_MOST_TOKENS = 2**32 - 2


@dataclass(frozen=True, kw_only=True)
class Counting:
    """What is counted, and how.

    Parameters
    ----------
    fewest
        For each order from 1, how often an n-gram must occur to be kept. Numbers must not fall.
        All single words are kept.
    memory
        Bytes for counting.
    folder
        Folder for temporary files; None is the system's. They take 8 bytes for each n-gram.
    """

    fewest: Sequence[int] = (1, 1, 2, 2, 2)
    memory: int = 500_000_000
    folder: Path | None = None


_USUAL = Counting()


def estimate(ids: Words, words: Sequence[str], counting: Counting = _USUAL) -> LanguageModel:
    """Return the language model of a corpus.

    Parameters
    ----------
    ids
        Numbers of words, (t,), each sentence between `BEGIN` and `END`, as
        `embeddings.lm.corpus.number_words` writes them.
    words
        The words by number, those of `SPECIAL` first.
    counting
        What is counted, and how.

    Raises
    ------
    IsoglossError
        If the corpus is empty or too long, or `fewest` falls.
    """
    _require(ids, words, counting)
    with tempfile.TemporaryDirectory(dir=counting.folder) as folder:
        counted = count(ids, len(words), counting.fewest, Path(folder), counting.memory)
        tables = smoothed(ids, len(words), counted)
    return LanguageModel(tuple(words), tables.unigrams, tables.table, tables.starts)


def _require(ids: Words, words: Sequence[str], counting: Counting) -> None:
    if not len(ids):
        raise IsoglossError("the text has no sentence; a language model needs at least one")
    if ids[0] != BEGIN or ids[-1] != END:
        raise IsoglossError(f"each sentence must stand between {BEGIN} and {END}")
    if (largest := int(ids.max())) >= len(words):
        raise IsoglossError(f"the text has word {largest}, but there are {len(words)} words")
    if len(ids) > _MOST_TOKENS:
        raise IsoglossError(
            f"the text has {len(ids):,} words, but a language model takes {_MOST_TOKENS:,} at most"
        )
    if tuple(words[: len(SPECIAL)]) != SPECIAL:
        raise IsoglossError(f"the words must begin with {', '.join(SPECIAL)}")
    if not counting.fewest or sorted(counting.fewest) != list(counting.fewest):
        raise IsoglossError("the least counts must not fall from one order to the next")
