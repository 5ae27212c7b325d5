"""word2vec's binary format, as two programs write it, including words with spaces."""

import logging
import tracemalloc
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from gensim.models import KeyedVectors

from embeddings import Space, read, write
from tests.embeddings.formats import refusing

WORDS = ("first", "new york", "the cat", "x abc def", "area 201", "e\u0301\u00a0b c", "a b", "last")


def encode(words, vectors, ending: bytes, header: bytes | None = None) -> bytes:
    """Return the bytes of a file of `words` and `vectors`, with `ending` after each record."""
    rows, dimension = vectors.shape
    records = (
        word.encode() + b" " + vector.astype("<f4").tobytes() + ending
        for word, vector in zip(words, vectors, strict=True)
    )
    return (header or b"%d %d\n" % (rows, dimension)) + b"".join(records)


read_bytes = partial(refusing.read_bytes, format="binary")
refusal = partial(refusing.refusal_of_bytes, format="binary")


@pytest.fixture
def vectors() -> np.ndarray:
    return np.random.default_rng(8).normal(size=(len(WORDS), 20)).astype(np.float32)


@pytest.mark.parametrize("ending", [b"\n", b""])
def test_words_with_spaces_are_read_correctly(tmp_path: Path, vectors, ending: bytes) -> None:
    space = read_bytes(tmp_path, encode(WORDS, vectors, ending))
    assert space.words == WORDS
    assert np.array_equal(space.vectors, vectors)


@pytest.mark.parametrize("ending", [b"\n", b""])
def test_many_records_are_read_correctly_across_blocks(tmp_path: Path, ending: bytes) -> None:
    vectors = np.random.default_rng(9).normal(size=(3000, 300)).astype(np.float32)  # 3.6 MB
    words = tuple(f"w{n} x" if n % 7 == 0 else f"w{n}" for n in range(3000))
    space = read_bytes(tmp_path, encode(words, vectors, ending))
    assert space.words == words
    assert np.array_equal(space.vectors, vectors)


def test_reads_what_gensim_writes(tmp_path: Path, vectors) -> None:
    words = [f"w{n}" for n in range(len(vectors))]
    theirs = KeyedVectors(20)
    theirs.add_vectors(words, vectors)
    theirs.save_word2vec_format(str(tmp_path / "a"), binary=True)
    ours = read(tmp_path / "a")
    assert ours.words == tuple(words)
    assert np.array_equal(ours.vectors, vectors)


def test_gensim_reads_what_we_write(tmp_path: Path, vectors) -> None:
    words = tuple(f"é{n}" for n in range(len(vectors)))
    write(Space(words, vectors), tmp_path / "a.w2v")
    theirs = KeyedVectors.load_word2vec_format(str(tmp_path / "a.w2v"), binary=True)
    assert tuple(theirs.index_to_key) == words
    assert np.array_equal(theirs.vectors, vectors)


def test_large_numbers_are_reported_as_they_are(tmp_path: Path) -> None:
    large = np.array([[1e20, -1e30], [1, 2]], dtype=np.float32)
    assert np.array_equal(read_bytes(tmp_path, encode("ab", large, b"\n")).vectors, large)


def bad(change) -> bytes:
    """Return the bytes of a file of four records after `change` of its words and vectors."""
    words, vectors = [b"a", b"b", b"c", b"d"], np.ones((4, 8), dtype="<f4")
    change(words, vectors)
    rows = zip(words, vectors, strict=True)
    return b"4 8\n" + b"".join(word + b" " + row.tobytes() + b"\n" for word, row in rows)


def set_word(word: bytes):
    return lambda words, vectors: words.__setitem__(2, word)


def set_numbers(value: float, columns=slice(1)):
    return lambda words, vectors: vectors.__setitem__((2, columns), value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (set_word(b"a"), ", record 3: the word 'a' was already on record 1; correct"),
        (set_word(b"\xff\xfe"), ", record 3: the word b'\\xff\\xfe' is not UTF-8; correct"),
        (set_word(b""), ", record 3: the word is empty; correct"),
        (set_numbers(np.nan), ", record 3: a number is NaN or infinite; correct"),
        (set_numbers(-np.inf), ", record 3: a number is NaN or infinite; correct"),
        (set_numbers(0, slice(None)), ", record 3: all its numbers are zero; correct"),
    ],
)
def test_a_bad_record_is_named_with_its_remedy(tmp_path: Path, change, message: str) -> None:
    assert refusal(tmp_path, bad(change)).startswith(message)


def test_bad_records_can_be_skipped(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="embeddings"):
        space = read_bytes(tmp_path, bad(set_numbers(np.nan)), bad_rows="skip")
    assert space.words == ("a", "b", "d")
    assert [record.getMessage().count("skipped 1 bad rows") for record in caplog.records] == [1]


@pytest.mark.parametrize("cut", [1, 10, 31, 33])
def test_the_error_of_a_truncated_file_has_the_number_of_its_records(
    tmp_path: Path, cut: int
) -> None:
    # A file without its last line feed is complete, so the cut begins before it.
    message = refusal(tmp_path, bad(lambda *_: None)[: -1 - cut])
    assert message.startswith(
        ", record 3: the header says 4 rows, but the file has 3; copy it again"
    )


def test_a_header_with_too_many_columns_is_rejected(tmp_path: Path) -> None:
    assert "record" in refusal(tmp_path, encode("ab", np.ones((2, 8)), b"\n", b"2 9\n"))


@pytest.mark.parametrize("header", [b"", b"word\n", b"3 0\n", b"-1 3\n", b"\n"])
def test_a_bad_header_is_rejected(tmp_path: Path, header: bytes) -> None:
    data = header + b"x" * 200
    assert refusal(tmp_path, data).startswith(", line 1: expected a header of two whole numbers")


def test_a_file_with_only_a_header_is_rejected(tmp_path: Path) -> None:
    assert "the header says 3 rows, but the file has 0" in refusal(tmp_path, b"3 2\n")


def test_bytes_without_words_are_rejected(tmp_path: Path) -> None:
    message = refusal(tmp_path, b"3 2\n" + b"x" * 5000)
    assert message.startswith(", record 1: no word within 2000 bytes; is this a word2vec binary")


@pytest.mark.parametrize("header", [b"1000000000000 8\n", b"2 1000000000000\n"])
def test_an_absurd_header_allocates_nothing_large(tmp_path: Path, header: bytes) -> None:
    data = encode("ab", np.ones((2, 8)), b"\n", header)
    tracemalloc.start()
    try:
        assert "the header says" in refusal(tmp_path, data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10e6  # the file has 80 bytes; buffers may have a few megabytes
