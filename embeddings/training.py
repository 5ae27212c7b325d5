"""From plain text to a `Space`: tokens into a temporary file, then gensim over it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from embeddings.arrays import Counts, Vectors
from embeddings.errors import EmptyCorpus
from embeddings.files import PathLike
from embeddings.presets import TrainingSettings
from embeddings.space import Space
from embeddings.spectrum import flattening
from embeddings.subwords import Subwords
from embeddings.text.corpus import Progress, Tokens, tokenize_files
from embeddings.text.paths import corpus_files
from embeddings.text.phrases import join_phrases
from embeddings.text.reading import Reading
from embeddings.text.segment import segmenter_versions
from embeddings.text.tokens import TokenRules

#: Below this, word2vec finds no shape at all; a useful space needs about a million (README).
FEWEST_TOKENS = 1000


#: n-grams share this many vectors, and have 3 to 6 letters (fastText's own range). A vocabulary has
#: several times as many n-grams, but each vector costs memory, in training and in every model.
_BUCKETS = 200_000
_SHORTEST, _LONGEST = 3, 6

_STRICT, _WORDS = Reading(), TokenRules()


#: What is trained on how many tokens.
Choice = Callable[[int], TrainingSettings]


def train(
    paths: Sequence[PathLike],
    settings: TrainingSettings | Choice,
    *,
    seed: int,
    language: str | None = None,
    threads: int = 1,
    progress: Progress = lambda what, share: None,
    reading: Reading = _STRICT,
    rules: TokenRules = _WORDS,
    phrases: bool = False,
    origin: Mapping[str, str] | None = None,
) -> Space:
    """Return the space of the text in `paths`, most frequent word first.

    Parameters
    ----------
    paths
        Text in UTF-8, plain or compressed; a folder stands for all files in it, a pattern for all
        files that match; `-` is stdin.
    settings
        How to train, or what chooses that by the number of tokens.
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
    phrases
        Whether words that belong together become one (`embeddings.text.phrases`).
    origin
        What else is to be told of where the vectors come from: the corpus's name, its licence.

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
        if phrases:
            tokens = join_phrases(tokens, Path(folder) / "phrases.txt", progress)
        chosen = settings(tokens.total) if callable(settings) else settings
        _require_words(tokens, chosen, files)
        trained = _learn(tokens, chosen, seed, threads, progress)
    vectors, subwords = _finished(trained, chosen)
    about = _provenance(files, tokens, chosen, seed, threads)
    about |= {"reading": asdict(reading), "tokenizing": asdict(rules)}
    about |= {"phrases": phrases, **(origin or {})}
    return Space(trained.words, vectors, language, trained.counts, about, subwords)


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


@dataclass(frozen=True, eq=False)
class _Trained:
    """What gensim came to: words, most frequent first, their vectors and counts.

    With n-grams: which buckets each word has, and the vectors of all buckets.
    """

    words: tuple[str, ...]
    vectors: Vectors
    counts: Counts
    grams: tuple[Sequence[npt.NDArray[np.integer]], Vectors] | None


def _learn(
    tokens: Tokens, settings: TrainingSettings, seed: int, threads: int, progress: Progress
) -> _Trained:
    from gensim.models.callbacks import CallbackAny2Vec  # seconds to import: only when training
    from gensim.models.fasttext import FastText
    from gensim.models.word2vec import Word2Vec

    class _Epochs(CallbackAny2Vec):  # type: ignore[misc]
        done = 0

        def on_epoch_end(self, model: object) -> None:
            self.done += 1
            progress(f"trained epoch {self.done} of {settings.epochs}", self.done / settings.epochs)

    subwords = settings.model == "fasttext"
    extra = {"bucket": _BUCKETS, "min_n": _SHORTEST, "max_n": _LONGEST} if subwords else {}
    model = (FastText if subwords else Word2Vec)(
        sg=int(settings.model != "cbow"),
        vector_size=settings.dimension,
        window=settings.window,
        negative=settings.negative,
        min_count=settings.min_count,
        sample=settings.sample,
        workers=threads,
        seed=seed,
        **extra,
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
    words = tuple(model.wv.index_to_key)
    counts = np.array([model.wv.get_vecattr(word, "count") for word in words])
    grams = (model.wv.buckets_word, model.wv.vectors_ngrams) if subwords else None
    return _Trained(words, model.wv.vectors, counts, grams)


def _finished(trained: _Trained, settings: TrainingSettings) -> tuple[Vectors, Subwords | None]:
    """Return the vectors as they leave training, and what gives them to words never seen."""
    if trained.grams is None and settings.spectrum is None:
        return trained.vectors, None
    flat = flattening(trained.vectors, settings.spectrum)
    vectors = flat.apply(trained.vectors)
    if trained.grams is None:
        return vectors, None
    of_words, grams = trained.grams
    kept = np.unique(np.concatenate(of_words)).astype(np.int32)
    learned = grams[kept].astype(np.float16)
    return vectors, Subwords(kept, learned, len(grams), _SHORTEST, _LONGEST, flat)


def _provenance(
    files: Sequence[Path], tokens: Tokens, settings: TrainingSettings, seed: int, threads: int
) -> dict[str, Any]:
    import gensim

    made_with = {"gensim": gensim.__version__, "numpy": np.__version__}
    if tokens.segmented:
        made_with |= segmenter_versions()
    return {
        "corpus": [file.name for file in files],
        "tokens": tokens.total,
        "settings": asdict(settings),
        "seed": seed,
        "threads": threads,
        "made_with": made_with,
    }
