"""Every format is read back without loss, detected by its content, and written atomically."""

import bz2
import gzip
import lzma
import pickle
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from embeddings import IsoglossError, MalformedFile, Space, UnwritableSpace, read, write
from embeddings.files import zstd
from embeddings.formats.choice import format_of, sniff

FORMATS = {".vec": "text", ".glove": "glove", ".w2v": "binary", ".bin": "fasttext", ".npz": "npz"}
COMPRESSIONS = ["", ".gz", ".bz2", ".xz", ".zst"]

#: Letters, marks, characters of all planes, NBSP, right-to-left marks and joiners, without control
#: characters and ASCII white space, which three formats reject.
LETTERS = st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=" ")
WORDS = st.lists(st.text(LETTERS, min_size=1, max_size=12), min_size=1, max_size=6, unique=True)

#: Numbers in the range of word vectors. The reader of word2vec's binary format depends on it to
#: detect the end of a word.
NUMBERS = st.floats(-1e6, 1e6, width=32).map(lambda x: x if abs(x) > 1e-6 else 0.0)


@st.composite
def spaces(draw: st.DrawFn) -> Space:
    """Return a small space without rows of zeros, which readers reject."""
    words = draw(WORDS)
    dimension = draw(st.integers(1, 5))
    vectors = draw(hnp.arrays(np.float32, (len(words), dimension), elements=NUMBERS))
    vectors[~vectors.any(axis=1)] = 1
    return Space(tuple(words), vectors)


def assert_same(actual: Space, expected: Space) -> None:
    assert actual.words == expected.words
    assert actual.vectors.tobytes() == expected.vectors.tobytes()


@pytest.fixture
def space() -> Space:
    return Space(("one", "two", "three"), np.array([[0.1, -2], [3.25, 1e-5], [7, 0]]))


@pytest.mark.parametrize("compression", COMPRESSIONS)
@pytest.mark.parametrize("suffix", FORMATS)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(space=spaces())
def test_round_trip_is_exact(tmp_path: Path, suffix: str, compression: str, space: Space) -> None:
    path = tmp_path / f"space{suffix}{compression}"
    write(space, path)
    assert_same(read(path, format=FORMATS[suffix]), space)


@pytest.mark.parametrize("suffix", [".vec", ".glove", ".bin", ".npz"])  # all but .w2v: see NUMBERS
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_every_float32_comes_back_the_same(tmp_path: Path, suffix: str, data) -> None:
    numbers = st.floats(width=32, allow_nan=False, allow_infinity=False)
    vectors = data.draw(hnp.arrays(np.float32, (3, 4), elements=numbers))
    vectors[~vectors.any(axis=1)] = 1
    path = tmp_path / f"space{suffix}"
    write(Space(("a", "b", "c"), vectors), path)
    # By value: a fastText vector is a sum, and the sum of 0 and -0 is 0.
    assert np.array_equal(read(path, format=FORMATS[suffix]).vectors, vectors)


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_format_is_detected_by_content_not_by_name(
    tmp_path: Path, space: Space, suffix: str
) -> None:
    path = tmp_path / "no-suffix"
    write(space, path, format=FORMATS[suffix])
    assert sniff(path) == FORMATS[suffix]
    assert_same(read(path), space)


@pytest.mark.parametrize("dimension", [1, 2, 300, 3000])
@pytest.mark.parametrize("suffix", FORMATS)
def test_the_format_is_detected_at_any_dimension(
    tmp_path: Path, suffix: str, dimension: int
) -> None:
    vectors = np.random.default_rng(2).normal(size=(5, dimension))
    path = tmp_path / f"space{suffix}"
    write(Space(tuple("abcde"), vectors), path)
    assert sniff(path) == FORMATS[suffix]


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize(
    "word",
    [
        "e\u0301",
        "a\u00a0b",
        "\u200fשל",
        "👩\u200d🔬",
        "हिन्दी",
        "\ufeffx",
        "12",
        "-0.5",
        "</s>",
        "nan",
    ],
)
def test_unusual_words_come_back_the_same(tmp_path: Path, suffix: str, word: str) -> None:
    space = Space((word, "other"), np.array([[0.5, 1], [2, 3]]))
    write(space, tmp_path / f"space{suffix}")
    assert_same(read(tmp_path / f"space{suffix}"), space)


@pytest.mark.parametrize("suffix", FORMATS)
def test_one_word_of_one_whole_number_comes_back_the_same(tmp_path: Path, suffix: str) -> None:
    space = Space(("12",), np.array([[5]]))
    write(space, tmp_path / f"space{suffix}")
    assert_same(read(tmp_path / f"space{suffix}", format=FORMATS[suffix]), space)


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("limit", [1, 2, 3, 10])
def test_a_limit_reads_the_first_rows(
    tmp_path: Path, space: Space, suffix: str, limit: int
) -> None:
    write(space, tmp_path / f"space{suffix}")
    assert_same(read(tmp_path / f"space{suffix}", limit=limit), space.head(limit))


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_below_one_is_rejected(tmp_path: Path, space: Space, limit: int) -> None:
    write(space, tmp_path / "space.vec")
    with pytest.raises(IsoglossError, match="is too small; give 1 or more"):
        read(tmp_path / "space.vec", limit=limit)


@pytest.mark.parametrize("suffix", [".vec", ".glove", ".w2v"])
@pytest.mark.parametrize("word", ["new york", "a\tb", " a", "a ", "a\rb", " "])
def test_a_word_with_white_space_is_rejected(tmp_path: Path, suffix: str, word: str) -> None:
    space = Space(("fine", word), np.ones((2, 2)))
    with pytest.raises(
        UnwritableSpace, match=r"white space.* write \.npz or fastText \.bin"
    ) as caught:
        write(space, tmp_path / f"space{suffix}")
    assert "\n" not in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".vec", ".glove", ".w2v"])
def test_a_rejected_space_leaves_the_older_file(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"space{suffix}"
    path.write_bytes(b"old")
    with pytest.raises(UnwritableSpace):
        write(Space(("new york",), np.ones((1, 2))), path)
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"old"]


@pytest.mark.parametrize("suffix", [".npz", ".bin"])
@pytest.mark.parametrize("word", ["new york", "a\tb", " a ", "a\rb"])
def test_npz_and_fasttext_store_white_space(tmp_path: Path, suffix: str, word: str) -> None:
    space = Space((word, "x"), np.array([[1, 2], [3, 4]]))
    write(space, tmp_path / f"space{suffix}")
    assert_same(read(tmp_path / f"space{suffix}"), space)


def test_language_and_origin_are_kept(tmp_path: Path, space: Space) -> None:
    write(space, tmp_path / "space.vec")
    space_read = read(tmp_path / "space.vec", language="en")
    assert space_read.language == "en"
    assert space_read.provenance == {"file": "space.vec", "format": "text"}


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("a.vec", "text"),
        ("a.txt.gz", "text"),
        ("wiki.en.bin", "fasttext"),
        ("a.glove.zst", "glove"),
        ("a.w2v.xz", "binary"),
        ("a.npz.bz2", "npz"),
    ],
)
def test_the_suffix_chooses_the_format_written(name: str, format: str) -> None:
    assert format_of(name) == format


@pytest.mark.parametrize("name", ["a", "a.gz", "a.png", ".vecs"])
def test_an_unknown_suffix_is_rejected(tmp_path: Path, space: Space, name: str) -> None:
    with pytest.raises(IsoglossError, match=r"cannot tell the format; end the name in \.vec"):
        write(space, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


PAGE = b"<!DOCTYPE html>\n<html><body>404</body></html>"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (PAGE, "this is a web page, not a vector file; download it again"),
        (b"\n  <HTML>\n", "this is a web page"),
        (pickle.dumps({"a": [1.0]}, protocol=2), "this is a pickle, which is never opened; save"),
        (pickle.dumps({"a": [1.0]}, protocol=5), "this is a pickle, which is never opened; save"),
        (gzip.compress(PAGE), "this is a web page"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 100, "expected"),
    ],
)
def test_the_error_of_a_file_without_vectors_is_one_line(
    tmp_path: Path, data: bytes, message: str
) -> None:
    path = tmp_path / "file"
    path.write_bytes(data)
    with pytest.raises(MalformedFile, match=message) as caught:
        read(path)
    assert str(caught.value).startswith(str(path)) and "\n" not in str(caught.value)


def test_a_pickle_is_not_run(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple:
            return Path.touch, (tmp_path / "ran",)

    (tmp_path / "file").write_bytes(pickle.dumps(Trap()))
    with pytest.raises(MalformedFile):
        read(tmp_path / "file")
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress, zstd.compress])
def test_truncated_compressed_vectors_are_one_clear_line(
    tmp_path: Path, suffix: str, compress
) -> None:
    vectors = np.random.default_rng(1).normal(size=(200, 50))
    write(Space(tuple(map(str, range(200))), vectors), tmp_path / f"a{suffix}")
    data = compress((tmp_path / f"a{suffix}").read_bytes())
    path = tmp_path / "cut"
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(MalformedFile, match=r"cut.* compressed data ends early") as caught:
        read(path, format=FORMATS[suffix])
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_an_os_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read(tmp_path / "none")
