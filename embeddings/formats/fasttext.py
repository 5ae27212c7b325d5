"""Vectors in fastText's `.bin` models: words, and the letter n-grams that they share.

A `.bin` has settings, a dictionary, and one matrix: a row for each word, then a row for each bucket
of n-grams. A word's vector is the mean of its own row and its n-grams' rows
(P. Bojanowski et al. 2017, "Enriching word vectors with subword information", TACL 5, section 3.2).
The paper has the sum; the released program computes the mean.

Two million buckets of 300 numbers are 2.4 GB. They are read in blocks and added to the words that
use them. Buckets that a word uses become the sub-words of the space, in half precision. The others
are dropped, so memory depends on the number of words. A dropped bucket has only the random numbers
from the start of training; fastText nevertheless adds them to the vectors of unknown words.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO

import numpy as np
import numpy.typing as npt

from embeddings.arrays import Counts, Vectors
from embeddings.errors import MalformedFile, UnwritableSpace
from embeddings.files import PathLike, damaged, read_exactly
from embeddings.formats.blocks import Uses, gather
from embeddings.formats.rows import BadRows, RowCollector
from embeddings.space import Space
from embeddings.spectrum import as_trained
from embeddings.subwords import Subwords

MAGIC = struct.pack("<i", 793712314)
_VERSION = 12

_SETTINGS = struct.Struct("<12id")
_DICTIONARY = struct.Struct("<3i2q")
_ENTRY = struct.Struct("<qb")
_MATRIX = struct.Struct("<?2q")

#: Dictionary entry for the end of a sentence; it has no n-grams.
_END_OF_SENTENCE = "</s>"

_BLOCK_BYTES = 1 << 24

#: Maximum dimensions. Published models have 300, so a larger number is damage, and memory
#: of the sub-words grows with its square.
_MOST_DIMENSIONS = 4_096


@dataclass(frozen=True)
class FastTextSettings:
    """The settings of a model that its vectors depend on."""

    dimension: int
    buckets: int
    shortest: int
    longest: int


class _ByteReader:
    """Reader of the fields of a binary stream. An early end of the stream is an error."""

    def __init__(self, stream: IO[bytes], path: PathLike) -> None:
        self.stream = stream
        self.path = path

    def take(self, size: int, what: str) -> bytes:
        try:
            data = read_exactly(self.stream, size)
        except EOFError as error:
            raise damaged(self.path) from error
        if len(data) < size:
            raise MalformedFile(
                self.path, f"the file ends within {what}; copy or download it again"
            )
        return data

    def unpack(self, form: struct.Struct, what: str) -> tuple[int, ...]:
        return form.unpack(self.take(form.size, what))


def read_fasttext(
    stream: IO[bytes], path: PathLike, limit: int | None, bad_rows: BadRows
) -> tuple[tuple[str, ...], Vectors, Counts | None, Subwords | None]:
    """Return the first `limit` words, vectors (n, d), counts (None if not stored), and sub-words.

    Raises
    ------
    MalformedFile
        If the model is quantised (`.ftz`), not of format 12, or truncated, or a word is invalid.
    """
    reader = _ByteReader(stream, path)
    settings = _read_settings(reader)
    words, counts, total = _read_dictionary(reader)
    _read_shape(reader, settings, len(words))
    wanted = words[:limit]
    uses = _uses(wanted, len(words), settings)
    used = np.unique(uses.rows[np.searchsorted(uses.rows, len(words)) :])
    blocks = _blocks(reader, len(words) + settings.buckets, settings.dimension)
    vectors, grams = gather(blocks, uses, len(wanted), used)
    rows = RowCollector(path, bad_rows, unit="word")
    for number, (word, vector) in enumerate(zip(wanted, vectors, strict=True), 1):
        with rows.checking(number):
            rows.add(number, word, vector)
    del vectors  # frees memory: `rows` has a copy
    usable, matrix = rows.finish(settings.dimension)
    subwords = _subwords((used - len(words)).astype(np.int32), grams, settings)
    if not total:
        return usable, matrix, None, subwords
    numbers = [rows.words[word] - 1 for word in usable]
    return usable, matrix, np.array(counts, dtype=np.int64)[numbers], subwords


def _read_settings(reader: _ByteReader) -> FastTextSettings:
    magic = reader.take(len(MAGIC), "the signature")
    (version,) = struct.unpack("<i", reader.take(4, "the signature"))
    if magic != MAGIC or version != _VERSION:
        raise MalformedFile(
            reader.path,
            f"the file has fastText format {version}, not {_VERSION}; save it again with fastText",
        )
    dimension, *_, buckets, shortest, longest, _, _ = reader.unpack(_SETTINGS, "the settings")
    if not 1 <= dimension <= _MOST_DIMENSIONS or min(buckets, shortest, longest) < 0:
        raise MalformedFile(
            reader.path,
            f"impossible settings: {dimension} dimensions, {buckets} buckets, "
            f"n-grams of {shortest} to {longest} letters; copy or download it again",
        )
    return FastTextSettings(dimension, buckets, shortest, longest)


def _read_dictionary(reader: _ByteReader) -> tuple[list[bytes], list[int], int]:
    """Return the words, their counts, and the number of tokens of the corpus."""
    size, _, labels, tokens, pruned = reader.unpack(_DICTIONARY, "the dictionary")
    if labels > 0:
        raise MalformedFile(reader.path, "this is a classifier; give a model of word vectors")
    if pruned > 0:
        raise MalformedFile(
            reader.path, "this is a quantised model (.ftz); use the full .bin instead"
        )
    words: list[bytes] = []
    counts: list[int] = []
    for _ in range(size):
        word = bytearray()
        while (letter := reader.take(1, "the dictionary")) != b"\0":
            word += letter
        count, _ = reader.unpack(_ENTRY, "the dictionary")
        words.append(bytes(word))
        counts.append(count)
    return words, counts, tokens


def _read_shape(reader: _ByteReader, settings: FastTextSettings, words: int) -> None:
    """Check the shape of the matrix against the settings."""
    quantised, count, dimension = reader.unpack(_MATRIX, "the matrix")
    if quantised:
        raise MalformedFile(
            reader.path, "this is a quantised model (.ftz); use the full .bin instead"
        )
    if count != words + settings.buckets or dimension != settings.dimension:
        raise MalformedFile(
            reader.path,
            f"the matrix is {count} x {dimension}, but the settings require "
            f"{words + settings.buckets} x {settings.dimension}; copy or download it again",
        )


def _blocks(reader: _ByteReader, count: int, dimension: int) -> Iterator[Vectors]:
    """Yield the `count` rows of the matrix, in blocks."""
    most = max(1, _BLOCK_BYTES // (4 * dimension))
    for start in range(0, count, most):
        size = min(most, count - start)
        values = np.frombuffer(reader.take(4 * dimension * size, "the matrix"), dtype="<f4")
        yield values.reshape(size, dimension)


def _uses(wanted: Sequence[bytes], words: int, settings: FastTextSettings) -> Uses:
    """Return the matrix rows of each wanted word: its own row and those of its n-grams."""
    own = np.arange(len(wanted))
    rows, sizes = array("q"), np.zeros(len(wanted), dtype=np.int64)
    if settings.buckets and settings.longest:
        from gensim.models.fasttext import ft_ngram_hashes  # takes seconds to import

        grams = (settings.shortest, settings.longest, settings.buckets)
        for member, word in enumerate(wanted):
            text = word.decode(errors="replace")
            if text != _END_OF_SENTENCE:
                hashes = ft_ngram_hashes(text, *grams)
                rows.extend(hashes)
                sizes[member] = len(hashes)
    all_rows = np.concatenate([own, np.array(rows, dtype=np.int64) + words])
    order = np.argsort(all_rows, kind="stable")
    return Uses(all_rows[order], np.concatenate([own, np.repeat(own, sizes)])[order])


def _subwords(
    buckets: npt.NDArray[np.int32], grams: npt.NDArray[np.float16], settings: FastTextSettings
) -> Subwords | None:
    """Return the n-grams with finite vectors other than zero; None if there are none."""
    usable = np.isfinite(grams).all(axis=1) & (grams != 0).any(axis=1)
    if not usable.any():
        return None
    if not usable.all():
        buckets, grams = buckets[usable], grams[usable]
    shortest, unchanged = max(settings.shortest, 1), as_trained(settings.dimension)
    return Subwords(buckets, grams, settings.buckets, shortest, settings.longest, unchanged)


def write_fasttext(space: Space, stream: IO[bytes], path: PathLike) -> None:
    """Write `space` as a fastText model without n-grams.

    Raises
    ------
    UnwritableSpace
        If a word contains NUL, which ends a word in this format.
    """
    for word in space.words:
        if "\0" in word:
            raise UnwritableSpace(f"{path}: the word {word!r} contains NUL; write .npz instead")
    n, dimension = space.vectors.shape
    window = epochs = minimum = negatives = 0
    grams, loss, model, buckets = 1, 2, 2, 0  # 2, 2: negative sampling, skip-gram
    stream.write(MAGIC + struct.pack("<i", _VERSION))
    stream.write(
        _SETTINGS.pack(
            dimension, window, epochs, minimum, negatives, grams, loss, model, buckets, 0, 0, 0, 0.0
        )
    )
    # A total of 0 tokens marks unknown counts. Ranks replace them, because fastText needs its
    # dictionary in descending order of counts.
    total = 0 if space.counts is None else int(space.counts.sum())
    counts = range(n, 0, -1) if space.counts is None else space.counts.tolist()
    stream.write(_DICTIONARY.pack(n, n, 0, total, -1))
    for word, count in zip(space.words, counts, strict=True):
        stream.write(word.encode() + b"\0" + _ENTRY.pack(count, 0))
    stream.write(_MATRIX.pack(False, n, dimension) + space.vectors.astype("<f4").tobytes())
    stream.write(_MATRIX.pack(False, 0, dimension))  # output layer: only training needs it
