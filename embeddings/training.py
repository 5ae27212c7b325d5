"""From plain text to a `Space`: tokens go to a temporary file, and gensim trains on that."""

from __future__ import annotations

import os
import tempfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from embeddings.arrays import Counts, Vectors
from embeddings.cooccurrence import Counted, beside, count_contexts
from embeddings.errors import EmptyCorpus
from embeddings.files import PathLike
from embeddings.presets import TrainingSettings, auto
from embeddings.progress import Advanced, Message, Progress, silent
from embeddings.space import Space
from embeddings.spectrum import flattening
from embeddings.subwords import Subwords
from embeddings.text.corpus import Tokens, tokenize_files
from embeddings.text.paths import corpus_files
from embeddings.text.phrases import join_phrases
from embeddings.text.reading import Reading
from embeddings.text.segment import segmenter_versions
from embeddings.text.tokens import TokenRules

#: With fewer tokens word2vec learns nothing; a useful space needs about a million.
FEWEST_TOKENS = 1000

#: Up to so many tokens a space keeps its contexts, which take more room than the vectors do.
LITTLE_TEXT = 3_000_000

#: Number of n-gram vectors. A vocabulary has several times as many n-grams, so they share vectors:
#: each one costs memory, in training and in every model. Lengths are those of fastText.
_BUCKETS = 200_000
_SHORTEST, _LONGEST = 3, 6

_STRICT, _WORDS = Reading(), TokenRules()


#: Chooses the settings by the number of tokens.
Choice = Callable[[int], TrainingSettings]


def train(
    paths: PathLike | Sequence[PathLike],
    settings: TrainingSettings | Choice = auto,
    *,
    language: str | None = None,
    random_seed: int = 0,
    threads: int = 1,
    progress: Progress = silent,
    reading: Reading = _STRICT,
    rules: TokenRules = _WORDS,
    phrases: bool = False,
    origin: Mapping[str, str] | None = None,
) -> Space:
    """Return word vectors trained on the text in `paths`, most frequent word first.

    Parameters
    ----------
    paths
        Text in UTF-8, plain or compressed: files, folders (all files in them), or patterns (all
        files that match); `-` is the standard input.
    settings
        How to train, or a function that chooses the settings by the number of tokens.
    language
        A BCP 47 tag. It decides how words are recognised, and is stored with the space.
    random_seed
        The same seed gives the same bytes with `threads=1`, and only then: gensim's threads write
        to one matrix without locks.
    threads
        Worker threads.
    progress
        Called with `Advanced` events and messages.
    reading
        How invalid UTF-8 and repeated lines are treated.
    rules
        Rules for words.
    phrases
        Whether words that belong together become one entry (`embeddings.text.phrases`).
    origin
        Further provenance: the name of the corpus, its licence.

    Raises
    ------
    EmptyCorpus
        If there are too few words to train on.
    MalformedFile
        If the text is not UTF-8 or its compressed data is damaged.
    IsoglossError
        If nothing matches a pattern, or if PyICU is needed to find words and is not installed.
    """
    files = corpus_files([paths] if isinstance(paths, str | os.PathLike) else paths)
    rules = replace(rules, language=rules.language or language)
    with tempfile.TemporaryDirectory(prefix="isogloss-") as folder:
        tokens = tokenize_files(
            files, Path(folder) / "tokens.txt", progress, rules=rules, reading=reading
        )
        if phrases:
            tokens = join_phrases(tokens, Path(folder) / "phrases.txt", progress)
        chosen = settings(tokens.total) if callable(settings) else settings
        _require_words(tokens, chosen, files)
        own_seed = _own_seed(random_seed, tokens)
        trained = _learn(tokens, chosen, own_seed, threads, progress)
        counted = Counted()
        if chosen.count_windows:
            progress(Message("counting the contexts of each word"))
            size = chosen.count_dimension
            counted = count_contexts(
                tokens.path, trained.words, chosen.count_windows, size, own_seed
            )
    vectors, subwords = _joined(trained, counted.vectors, chosen)
    provenance = _provenance(files, tokens, chosen, random_seed, threads)
    provenance |= {"reading": asdict(reading), "tokenizing": asdict(rules)}
    columns = sum(each.shape[1] for each in counted.vectors)
    provenance |= {"phrases": phrases, "count_columns": columns, **(origin or {})}
    contexts = counted.contexts if tokens.total <= LITTLE_TEXT else ()
    return Space(trained.words, vectors, language, trained.counts, provenance, subwords, contexts)


def _require_words(tokens: Tokens, settings: TrainingSettings, files: Sequence[Path]) -> None:
    frequent = sum(count >= settings.min_count for count in tokens.counts.values())
    name = files[0] if len(files) == 1 else f"{len(files)} files"
    if tokens.total < FEWEST_TOKENS:
        raise EmptyCorpus(
            f"{name}: {tokens.total} words are too few to train on; at least {FEWEST_TOKENS} are "
            "needed, and a useful space needs about a million"
        )
    if frequent < 2:
        raise EmptyCorpus(
            f"{name}: only {frequent} words occur {settings.min_count} times or more; "
            "give more text or a lower --min-count"
        )


@dataclass(frozen=True, eq=False)
class _Trained:
    """The result of gensim: words, most frequent first, their vectors and counts.

    `grams` has the buckets of each word's n-grams, and the vectors of all buckets.
    """

    words: tuple[str, ...]
    vectors: Vectors
    counts: Counts
    grams: tuple[Sequence[npt.NDArray[np.integer]], Vectors] | None


def _learn(
    tokens: Tokens, settings: TrainingSettings, random_seed: int, threads: int, progress: Progress
) -> _Trained:
    from gensim.models.callbacks import CallbackAny2Vec  # seconds to import: only when training
    from gensim.models.fasttext import FastText
    from gensim.models.word2vec import Word2Vec

    class _Epochs(CallbackAny2Vec):  # type: ignore[misc]
        done = 0

        def on_epoch_end(self, model: object) -> None:
            self.done += 1
            task = f"trained epoch {self.done} of {settings.epochs}"
            progress(Advanced(task, self.done / settings.epochs))

    subwords = settings.model == "fasttext"
    extra = {"bucket": _BUCKETS, "min_n": _SHORTEST, "max_n": _LONGEST} if subwords else {}
    model = (FastText if subwords else Word2Vec)(
        sg=int(settings.model != "cbow"),
        vector_size=settings.trained_dimension,
        window=settings.window,
        negative=settings.negative,
        min_count=settings.min_count,
        sample=settings.sample,
        workers=threads,
        seed=random_seed,
        **extra,
    )
    progress(Advanced(f"training on {tokens.total:,} words", 0.0))
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


def _own_seed(random_seed: int, tokens: Tokens) -> int:
    """Return a seed of this text's own.

    gensim draws the first vector of the same word, or of the same n-gram, from the same seed. Two
    spaces with one seed share a part of that start, and words spelled alike then look like
    translations, whatever the texts say.
    """
    content = f"{random_seed} {sorted(tokens.counts.items())}"
    return zlib.crc32(content.encode()) >> 1


def _joined(
    trained: _Trained, counted: Sequence[Vectors], settings: TrainingSettings
) -> tuple[Vectors, Subwords | None]:
    """Return the trained vectors with their spectrum flattened, beside the count vectors.

    Also returns the sub-words, if there are any.
    """
    if trained.grams is None and settings.spectrum is None and not counted:
        return trained.vectors, None
    flat = flattening(trained.vectors, settings.spectrum)
    vectors = flat.apply(trained.vectors)
    if counted:
        vectors, flat = beside(vectors, flat, counted)
    if trained.grams is None:
        return vectors, None
    of_words, grams = trained.grams
    used = np.unique(np.concatenate(of_words)).astype(np.int32)
    return vectors, Subwords(
        used, grams[used].astype(np.float16), len(grams), _SHORTEST, _LONGEST, flat
    )


def _provenance(
    files: Sequence[Path],
    tokens: Tokens,
    settings: TrainingSettings,
    random_seed: int,
    threads: int,
) -> dict[str, Any]:
    import gensim

    made_with = {"gensim": gensim.__version__, "numpy": np.__version__}
    if tokens.segmented:
        made_with |= segmenter_versions()
    return {
        "corpus": [file.name for file in files],
        "tokens": tokens.total,
        "settings": asdict(settings),
        "seed": random_seed,
        "threads": threads,
        "made_with": made_with,
    }
