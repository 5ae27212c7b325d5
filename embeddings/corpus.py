"""From plain text to a `Space`: tokens into a temporary file, then gensim's word2vec over it.

gensim trains from a file of tokens (`corpus_file`) without Python in its inner loop, so two threads
are nearly twice as fast as one; that is why the tokens are written out first. The words are counted
on the way, which saves gensim a pass over the file.
"""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any, Literal

import numpy as np

from embeddings.errors import EmptyCorpus, IsoglossError
from embeddings.files import PathLike, read_lines
from embeddings.space import Space
from embeddings.tokens import tokenize_lines

#: Called with what is being done and how much of it, 0 to 1.
Progress = Callable[[str, float], None]

#: Below this, word2vec finds no shape at all; a useful space needs about a million (README).
FEWEST_TOKENS = 1000

#: Lines taken at once: large enough that the tokeniser's own overhead does not count.
_LINES = 1000


@dataclass(frozen=True, kw_only=True)
class TrainingSettings:
    """How word2vec is trained: T. Mikolov et al. (2013), arXiv:1310.4546.

    The defaults are those of the reference run of the project's data (skip-gram, 300 dimensions,
    10 negative samples), with gensim's own window, epochs and down-sampling.
    """

    model: Literal["skipgram", "cbow"] = "skipgram"
    dimension: int = 300
    window: int = 5
    negative: int = 10
    epochs: int = 5
    min_count: int = 10
    sample: float = 1e-3


@dataclass(frozen=True)
class _Tokens:
    """The tokens of a corpus in a file, and their counts."""

    path: Path
    counts: Counter[str]
    lines: int

    @property
    def total(self) -> int:
        return self.counts.total()


def train(
    paths: Sequence[PathLike],
    settings: TrainingSettings,
    *,
    seed: int,
    language: str | None = None,
    threads: int = 1,
    progress: Progress = lambda what, share: None,
) -> Space:
    """Return the word2vec space of the text in `paths`, most frequent word first.

    Parameters
    ----------
    paths
        Text in UTF-8, plain or compressed; a folder stands for all files in it; `-` is stdin.
    settings
        How to train.
    seed
        The same seed gives the same bytes with `threads=1`, and only then: gensim's threads write
        to one matrix without locks.
    language
        A BCP 47 tag, kept with the space.
    threads
        Worker threads.
    progress
        Called now and then.

    Raises
    ------
    EmptyCorpus
        If there are too few words to train on.
    MalformedFile
        If the text is not UTF-8 or its compressed data is damaged.
    """
    files = corpus_files(paths)
    with tempfile.TemporaryDirectory(prefix="isogloss-") as folder:
        tokens = _tokenize_files(files, Path(folder) / "tokens.txt", progress)
        _require_words(tokens, settings, files)
        words, vectors, counts = _word2vec(tokens, settings, seed, threads, progress)
    return Space(
        words, vectors, language, counts, _provenance(files, tokens, settings, seed, threads)
    )


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


def _tokenize_files(files: Sequence[Path], target: Path, progress: Progress) -> _Tokens:
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
    return _Tokens(target, counts, lines)


def _require_words(tokens: _Tokens, settings: TrainingSettings, files: Sequence[Path]) -> None:
    kept = sum(count >= settings.min_count for count in tokens.counts.values())
    name = files[0] if len(files) == 1 else f"{len(files)} files"
    if tokens.total < FEWEST_TOKENS:
        raise EmptyCorpus(
            f"{name}: {tokens.total} words are too few to train on; at least {FEWEST_TOKENS} are "
            "needed, and a useful space takes about a million"
        )
    if kept < 2:
        raise EmptyCorpus(
            f"{name}: {kept} words stand {settings.min_count} times or more; give more text or a "
            "lower --min-count"
        )


def _word2vec(
    tokens: _Tokens, settings: TrainingSettings, seed: int, threads: int, progress: Progress
) -> tuple[tuple[str, ...], Any, Any]:
    from gensim.models.callbacks import CallbackAny2Vec  # seconds to import: only when training
    from gensim.models.word2vec import Word2Vec

    class _Epochs(CallbackAny2Vec):  # type: ignore[misc]
        done = 0

        def on_epoch_end(self, model: object) -> None:
            self.done += 1
            progress(f"trained epoch {self.done} of {settings.epochs}", self.done / settings.epochs)

    model = Word2Vec(
        sg=int(settings.model == "skipgram"),
        vector_size=settings.dimension,
        window=settings.window,
        negative=settings.negative,
        min_count=settings.min_count,
        sample=settings.sample,
        workers=threads,
        seed=seed,
    )
    progress(f"training on {tokens.total:,} words", 0.0)
    model.build_vocab_from_freq(dict(tokens.counts), corpus_count=tokens.lines)
    model.train(
        corpus_file=str(tokens.path),
        total_words=tokens.total,
        total_examples=tokens.lines,
        epochs=settings.epochs,
        callbacks=[_Epochs()],
    )
    counts = np.array([model.wv.get_vecattr(word, "count") for word in model.wv.index_to_key])
    return tuple(model.wv.index_to_key), model.wv.vectors, counts


def _provenance(
    files: Sequence[Path], tokens: _Tokens, settings: TrainingSettings, seed: int, threads: int
) -> dict[str, Any]:
    import gensim

    return {
        "corpus": [file.name for file in files],
        "tokens": tokens.total,
        "settings": asdict(settings),
        "seed": seed,
        "threads": threads,
        "made_with": {"gensim": gensim.__version__, "numpy": np.__version__},
    }
