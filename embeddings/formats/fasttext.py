"""Vectors inside fastText's own `.bin` models: words and the n-grams of letters they share.

A `.bin` holds, after its settings and its dictionary, one matrix: a row for each word, then a row
for each bucket of n-grams. A word's vector is the mean of its own row and its n-grams' rows
(P. Bojanowski et al. 2017, "Enriching word vectors with subword information", TACL 5, section 3.2;
the mean, where the paper has the sum, is what the released program computes).

Two million buckets of 300 numbers are 2.4 GB. They are read in blocks and added to the words that
use them, so that memory is what the words asked for need.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import IO

import numpy as np
import numpy.typing as npt

from embeddings.errors import MalformedFile, UnwritableSpace
from embeddings.files import PathLike, damaged, read_exactly
from embeddings.formats.rows import BadRows, Rows
from embeddings.space import Counts, Space, Vectors

MAGIC = struct.pack("<i", 793712314)
_VERSION = 12

_SETTINGS = struct.Struct("<12id")
_DICTIONARY = struct.Struct("<3i2q")
_ENTRY = struct.Struct("<qb")
_MATRIX = struct.Struct("<?2q")

#: The end of a sentence is a word of the dictionary, but has no n-grams.
_END_OF_SENTENCE = "</s>"

_BLOCK_BYTES = 1 << 24


@dataclass(frozen=True)
class _Settings:
    dimension: int
    buckets: int
    shortest: int
    longest: int


class _Reader:
    """Fields of a binary stream, one after the other; a stream that ends early is an error."""

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
                self.path, f"ends in the middle of {what}; copy or download it again"
            )
        return data

    def unpack(self, form: struct.Struct, what: str) -> tuple[int, ...]:
        return form.unpack(self.take(form.size, what))


def read_fasttext(
    stream: IO[bytes], path: PathLike, limit: int | None, bad_rows: BadRows
) -> tuple[tuple[str, ...], Vectors, Counts | None]:
    """Return the first `limit` words, their (n, d) vectors and counts (None if not recorded).

    Raises
    ------
    MalformedFile
        If it is quantised (`.ftz`), older than format 12, ends early, or a word is not usable.
    """
    reader = _Reader(stream, path)
    settings = _read_settings(reader)
    words, counts, total = _read_dictionary(reader)
    wanted = words[:limit]
    vectors = _read_vectors(reader, settings, len(words), wanted)
    rows = Rows(path, bad_rows, unit="word")
    for number, (word, vector) in enumerate(zip(wanted, vectors, strict=True), 1):
        with rows.checking(number):
            rows.add(number, word, vector)
    kept, matrix = rows.finish(settings.dimension)
    if not total:
        return kept, matrix, None
    by_word = {
        word.decode(errors="replace"): count for word, count in zip(words, counts, strict=True)
    }
    return kept, matrix, np.array([by_word[word] for word in kept], dtype=np.int64)


def has_grams(stream: IO[bytes], path: PathLike) -> bool:
    """Return whether a model has n-grams, which give vectors to words that it does not have.

    `read_fasttext` adds them to the words that are there, and leaves them behind.
    """
    settings = _read_settings(_Reader(stream, path))
    return bool(settings.buckets and settings.longest)


def _read_settings(reader: _Reader) -> _Settings:
    magic = reader.take(len(MAGIC), "its signature")
    (version,) = struct.unpack("<i", reader.take(4, "its signature"))
    if magic != MAGIC or version != _VERSION:
        raise MalformedFile(
            reader.path, f"fastText format {version}, but {_VERSION} is expected; save it anew"
        )
    dimension, *_, buckets, shortest, longest, _, _ = reader.unpack(_SETTINGS, "its settings")
    if dimension < 1 or min(buckets, shortest, longest) < 0:
        raise MalformedFile(
            reader.path,
            f"settings of {dimension} dimensions, {buckets} buckets, "
            f"n-grams of {shortest} to {longest} letters; copy or download it again",
        )
    return _Settings(dimension, buckets, shortest, longest)


def _read_dictionary(reader: _Reader) -> tuple[list[bytes], list[int], int]:
    """Return the words, their counts and the number of tokens that they were counted in."""
    size, _, labels, tokens, pruned = reader.unpack(_DICTIONARY, "its dictionary")
    if labels > 0:
        raise MalformedFile(reader.path, "a classifier; word vectors are needed")
    if pruned > 0:
        raise MalformedFile(reader.path, "a quantised model (.ftz); use the full .bin instead")
    words: list[bytes] = []
    counts: list[int] = []
    for _ in range(size):
        word = bytearray()
        while (letter := reader.take(1, "its dictionary")) != b"\0":
            word += letter
        count, _ = reader.unpack(_ENTRY, "its dictionary")
        words.append(bytes(word))
        counts.append(count)
    return words, counts, tokens


def _read_vectors(
    reader: _Reader, settings: _Settings, words: int, wanted: list[bytes]
) -> npt.NDArray[np.float64]:
    """Return the (len(wanted), d) means of the rows of each wanted word and its n-grams."""
    from scipy.sparse import csr_array

    quantised, count, dimension = reader.unpack(_MATRIX, "its matrix")
    if quantised:
        raise MalformedFile(reader.path, "a quantised model (.ftz); use the full .bin instead")
    if count != words + settings.buckets or dimension != settings.dimension:
        raise MalformedFile(
            reader.path,
            f"a matrix of {count} x {dimension} where its settings need "
            f"{words + settings.buckets} x {settings.dimension}; copy it again",
        )
    members, rows = _members(wanted, words, settings)
    # Made only once the first block is there: a false dimension would take all memory.
    sums = np.zeros((len(wanted), 0), dtype=np.float64)
    block = max(1, _BLOCK_BYTES // (4 * dimension))
    for start in range(0, count, block):
        size = min(block, count - start)
        values = np.frombuffer(reader.take(4 * dimension * size, "its matrix"), dtype="<f4")
        if not sums.size:
            sums = np.zeros((len(wanted), dimension), dtype=np.float64)
        inside = slice(*np.searchsorted(rows, [start, start + size]))
        picks = (members[inside], rows[inside] - start)
        shape = (len(wanted), size)
        sums += csr_array((np.ones(len(picks[0])), picks), shape=shape) @ values.reshape(size, -1)
    return sums / np.bincount(members, minlength=len(wanted))[:, None]


def _members(
    wanted: list[bytes], words: int, settings: _Settings
) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    """Return which wanted word uses which row of the matrix, in the order of the matrix's rows."""
    pairs = [(member, member) for member in range(len(wanted))]
    if settings.buckets and settings.longest:
        from gensim.models.fasttext import ft_ngram_hashes  # seconds to import: only when needed

        for member, word in enumerate(wanted):
            text = word.decode(errors="replace")
            if text != _END_OF_SENTENCE:
                hashes = ft_ngram_hashes(
                    text, settings.shortest, settings.longest, settings.buckets
                )
                pairs.extend((member, words + bucket) for bucket in hashes)
    members, rows = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    order = np.argsort(rows, kind="stable")
    return members[order], rows[order]


def write_fasttext(space: Space, stream: IO[bytes], path: PathLike) -> None:
    """Write `space` as a fastText model without n-grams.

    Raises
    ------
    UnwritableSpace
        If a word has a NUL in it, which ends a word in this format.
    """
    for word in space.words:
        if "\0" in word:
            raise UnwritableSpace(f"{path}: the word {word!r} has a NUL; write .npz instead")
    n, dimension = space.vectors.shape
    window = epochs = minimum = negatives = 0
    grams, loss, model, buckets = 1, 2, 2, 0  # 2, 2: negative sampling, skip-gram
    stream.write(MAGIC + struct.pack("<i", _VERSION))
    stream.write(
        _SETTINGS.pack(
            dimension, window, epochs, minimum, negatives, grams, loss, model, buckets, 0, 0, 0, 0.0
        )
    )
    # A total of 0 tokens says that the counts are not known; ranks then stand in their place,
    # because fastText wants its dictionary in falling order of counts.
    total = 0 if space.counts is None else int(space.counts.sum())
    counts = range(n, 0, -1) if space.counts is None else space.counts.tolist()
    stream.write(_DICTIONARY.pack(n, n, 0, total, -1))
    for word, count in zip(space.words, counts, strict=True):
        stream.write(word.encode() + b"\0" + _ENTRY.pack(count, 0))
    stream.write(_MATRIX.pack(False, n, dimension) + space.vectors.astype("<f4").tobytes())
    stream.write(_MATRIX.pack(False, 0, dimension))  # the output layer, which only training needs
