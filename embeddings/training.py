"""From plain text to a `Space`: tokens into a temporary file, then gensim's word2vec over it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from embeddings.corpus import Progress, Tokens, tokenize_files
from embeddings.errors import EmptyCorpus
from embeddings.files import PathLike
from embeddings.paths import corpus_files
from embeddings.space import Space
from embeddings.text import Reading
from embeddings.tokens import TokenRules

#: Below this, word2vec finds no shape at all; a useful space needs about a million (README).
FEWEST_TOKENS = 1000


_STRICT, _WORDS = Reading(), TokenRules()


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


def train(
    paths: Sequence[PathLike],
    settings: TrainingSettings,
    *,
    seed: int,
    language: str | None = None,
    threads: int = 1,
    progress: Progress = lambda what, share: None,
    reading: Reading = _STRICT,
    rules: TokenRules = _WORDS,
) -> Space:
    """Return the word2vec space of the text in `paths`, most frequent word first.

    Parameters
    ----------
    paths
        Text in UTF-8, plain or compressed; a folder stands for all files in it, a pattern for all
        files that match; `-` is stdin.
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
    reading, rules
        How the text is read, and what counts as a word; by the habits of `language` unless `rules`
        has another.

    Raises
    ------
    EmptyCorpus
        If there are too few words to train on.
    MalformedFile
        If the text is not UTF-8 or its compressed data is damaged.
    IsoglossError
        If nothing matches a pattern, or finding the words takes PyICU and it is not there.
    """
    files = corpus_files(paths)
    rules = replace(rules, language=rules.language or language)
    with tempfile.TemporaryDirectory(prefix="isogloss-") as folder:
        tokens = tokenize_files(
            files, Path(folder) / "tokens.txt", progress, rules=rules, reading=reading
        )
        _require_words(tokens, settings, files)
        words, vectors, counts = _word2vec(tokens, settings, seed, threads, progress)
    about = _provenance(files, tokens, settings, seed, threads)
    about |= {"reading": asdict(reading), "tokenizing": asdict(rules)}
    return Space(words, vectors, language, counts, about)


def _require_words(tokens: Tokens, settings: TrainingSettings, files: Sequence[Path]) -> None:
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
    tokens: Tokens, settings: TrainingSettings, seed: int, threads: int, progress: Progress
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
    files: Sequence[Path], tokens: Tokens, settings: TrainingSettings, seed: int, threads: int
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
