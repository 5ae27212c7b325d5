"""Text files of other programs are read; errors in them name the line and the remedy."""

import logging
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from gensim.models import KeyedVectors

from embeddings import Space, read, write
from embeddings.formats.choice import VectorFormat
from tests.embeddings.formats.refusing import read_bytes
from tests.embeddings.formats.refusing import refusal_of_bytes as refusal


@pytest.fixture
def space() -> Space:
    vectors = np.random.default_rng(4).normal(size=(30, 7)).astype(np.float32)
    return Space(tuple(f"é{n}" for n in range(30)), vectors)


def test_reads_what_gensim_writes(tmp_path: Path, space: Space) -> None:
    theirs = KeyedVectors(7)
    theirs.add_vectors(list(space.words), space.vectors)
    theirs.save_word2vec_format(str(tmp_path / "a.vec"))
    ours = read(tmp_path / "a.vec")
    assert ours.words == space.words
    assert np.array_equal(ours.vectors, space.vectors)


def test_gensim_reads_what_we_write(tmp_path: Path, space: Space) -> None:
    write(space, tmp_path / "a.vec")
    theirs = KeyedVectors.load_word2vec_format(str(tmp_path / "a.vec"))
    assert tuple(theirs.index_to_key) == space.words
    assert np.array_equal(theirs.vectors, space.vectors)


def test_numpy_reads_our_glove(tmp_path: Path, space: Space) -> None:
    write(space, tmp_path / "a.glove")
    numbers = np.loadtxt(tmp_path / "a.glove", usecols=range(1, 8), dtype=np.float32)
    assert np.array_equal(numbers, space.vectors)


@pytest.mark.parametrize("header", [b"3 2\n", b""])
def test_words_with_spaces_are_read(tmp_path: Path, header: bytes) -> None:
    space = read_bytes(tmp_path, header + b"new york 0.5 1.5\na b c 1.5 2.5\nd 1.5 3.5\n")
    assert space.words == ("new york", "a b c", "d") if header else space.dimension
    assert space.vectors.tolist() == [[0.5, 1.5], [1.5, 2.5], [1.5, 3.5]]


def test_a_number_may_be_part_of_a_word(tmp_path: Path) -> None:
    space = read_bytes(tmp_path, b"1 2\nwindows 95 0.5 1.5\n")
    assert space.words == ("windows 95",)


@pytest.mark.parametrize("line_end", [b"\n", b"\r\n", b" \n", b"\n\n"])
def test_line_ends_and_trailing_spaces_do_not_matter(tmp_path: Path, line_end: bytes) -> None:
    space = read_bytes(tmp_path, line_end.join([b"2 2", b"a 1 2", b"b\t3\t4", b""]))
    assert space.words == ("a", "b")
    assert space.vectors.tolist() == [[1, 2], [3, 4]]


def test_the_last_line_needs_no_line_feed(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, b"1 2\na 1 2").words == ("a",)


def test_lines_after_the_limit_are_not_checked(tmp_path: Path) -> None:
    assert read_bytes(tmp_path, b"9 2\na 1 2\nb 1 x\n", limit=1).words == ("a",)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            b"3 2\na 1 2\nb 3 4\n",
            ", line 3: the header says 3 rows, but the file has 2; copy it again",
        ),
        (
            b"1 2\na 1 2\nb 3 4\n",
            ", line 3: the header says 1 rows, but the file has more; copy it",
        ),
        (b"2 5\na 0.1 0.2\nb 0.3 0.4\n", ", line 2: 2 numbers where 5 were expected; correct"),
        (b"2 1\na 0.1 0.2\nb 0.3 0.4\n", ", line 2: 2 numbers where 1 were expected; correct"),
        (b"2 3\na 1 2 3\nb 4 5\n", ", line 3: 2 numbers where 3 were expected; correct or remove"),
        (b"2 3\na 1 2 3\nb 4.5 5 6 7.5\n", ", line 3: 4 numbers where 3 were expected"),
        (b"2 3\na 1 2 3\nb 4 5 6 7\n", ", line 3: 4 numbers where 3 were expected"),
        (b"2 2\na 1 2\nb 3 x\n", ", line 3: 'x' is not a number; correct"),
        (b"2 2\na x 0.1\nb 3 4\n", ", line 2: 'x' is not a number; correct"),
        (b"2 2\na 1 2\n\xff\xfe 3 4\n", ", line 3: the word b'\\xff\\xfe' is not UTF-8"),
        (b"2 2\na 1 2\nb nan 4\n", ", line 3: a number is NaN or infinite; correct"),
        (b"2 2\na 1 2\nb 3 -inf\n", ", line 3: a number is NaN or infinite"),
        (b"2 2\na 1 2\nb 3 1e39\n", ", line 3: a number is NaN or infinite"),
        (b"2 2\na 1 2\nb 3 1e999\n", ", line 3: a number is NaN or infinite"),
        (b"2 2\na 1 2\nb 0 -0.0\n", ", line 3: all its numbers are zero"),
        (b"3 2\na 1 2\nb 3 4\na 5 6\n", ", line 4: the word 'a' was already on line 2"),
        (b"3 2\n", ", line 1: the header says 3 rows, but the file has 0; copy it again"),
        (b"0 2\n", ": the file has no usable row"),
        (b"3 0\na 1 2\n", ", line 1: the header says 0 dimensions"),
        (b"a 1 2\nb 3\nc 5 6\n", ", line 2: 1 numbers where 2 were expected"),
        (b"a 1 2\nb 3 4\nc 5 x\n", ", line 3: 'x' is not a number"),
        (b"word\n", ", line 1: expected a word and its numbers, or a header"),
        (b"\n\n\n", ", line 1: expected a word and its numbers, or a header"),
        (b"2 1" + b"0" * 30 + b"\na 1 2\n", ", line 2: 2 numbers where 1"),
        (b"2 1" + b"0" * 5000 + b"\na 1 2\n", ", line 2: 2 numbers where 1"),
    ],
)
def test_a_bad_file_names_line_and_remedy(tmp_path: Path, data: bytes, message: str) -> None:
    assert refusal(tmp_path, data).startswith(message)


def test_a_file_without_rows_gets_no_advice_on_limit(tmp_path: Path) -> None:
    assert "--limit" not in refusal(tmp_path, b"3 2\n")


@pytest.mark.parametrize("header", [b"1000000000000 2", b"2 1000000000000", b"9" * 18 + b" 2"])
def test_an_absurd_header_allocates_nothing_large(tmp_path: Path, header: bytes) -> None:
    tracemalloc.start()
    try:
        refusal(tmp_path, header + b"\na 1 2\nb 3 4\n")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10e6  # the file has 30 bytes; buffers may have a few megabytes


BAD = b"7 2\na 1 2\nb 3\nc nan 1\nd 0 0\na 5 6\n\xff 1 1\ne 7 8\n"


@pytest.mark.parametrize("format", ["text", "glove"])
def test_bad_rows_can_be_skipped(tmp_path: Path, format: VectorFormat) -> None:
    data = BAD if format == "text" else BAD.partition(b"\n")[2]
    space = read_bytes(tmp_path, data, bad_rows="skip", format=format)
    assert space.words == ("a", "e")
    assert space.vectors.tolist() == [[1, 2], [7, 8]]


def test_skipping_logs_one_warning_with_the_count(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING, logger="embeddings"):
        read_bytes(tmp_path, BAD, bad_rows="skip")
    (record,) = caplog.records
    assert "skipped 5 bad rows, the first: line 3" in record.getMessage()


def test_a_file_with_only_bad_rows_is_rejected(tmp_path: Path) -> None:
    assert "no usable row" in refusal(tmp_path, b"1 2\na 0 0\n", bad_rows="skip")
