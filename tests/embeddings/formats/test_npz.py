"""The project's format stores all parts of a space; foreign archives are read, without pickle."""

import io
import json
import tracemalloc
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from embeddings import MalformedFile, Space, read, write
from embeddings.spectrum import Flattening
from embeddings.subwords import Subwords
from tests.embeddings.formats.refusing import refusal

WORDS = np.frombuffer(b"a\nb", dtype=np.uint8)
VECTORS = np.array([[1, 2], [3, 4]], dtype=np.float32)


@pytest.fixture
def space() -> Space:
    vectors = np.random.default_rng(1).normal(size=(20, 6))
    counts = np.arange(20, 0, -1)
    return Space(tuple(f"é {n}" for n in range(20)), vectors, "fr", counts, {"from": ["ici"]})


def save(folder: Path, **arrays) -> Path:
    np.savez(folder / "file.npz", allow_pickle=True, **arrays)
    return folder / "file.npz"


def npy(header: str, data: bytes = b"") -> bytes:
    """Return the bytes of an array file with any header, true or false."""
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + data


def with_vectors(folder: Path, member: bytes) -> Path:
    """Write an archive with the bytes `member` as its 'vectors'."""
    words = io.BytesIO()
    np.save(words, WORDS)
    with zipfile.ZipFile(folder / "file.npz", "w") as archive:
        archive.writestr("words.npy", words.getvalue())
        archive.writestr("vectors.npy", member)
    return folder / "file.npz"


def test_language_counts_and_provenance_come_back(tmp_path: Path, space: Space) -> None:
    write(space, tmp_path / "a.npz")
    space_read = read(tmp_path / "a.npz")
    assert space_read.counts is not None and space_read.counts.tolist() == list(range(20, 0, -1))
    assert (space_read.language, space_read.provenance) == ("fr", {"from": ["ici"]})


def test_the_language_argument_replaces_that_of_the_file(tmp_path: Path, space: Space) -> None:
    write(space, tmp_path / "a.npz")
    assert read(tmp_path / "a.npz", language="fr-CA").language == "fr-CA"


def test_the_same_space_gives_the_same_bytes(tmp_path: Path, space: Space) -> None:
    write(space, tmp_path / "a.npz")
    write(space, tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()


def test_float16_has_the_error_of_half_precision(tmp_path: Path, space: Space) -> None:
    write(space, tmp_path / "a.npz", precision="float16")
    # Eleven bits of mantissa: half a unit of the last is 2**-11 of the number.
    np.testing.assert_allclose(read(tmp_path / "a.npz").vectors, space.vectors, rtol=2**-11)


def test_int8_has_an_error_of_half_a_step(tmp_path: Path, space: Space) -> None:
    write(space, tmp_path / "a.npz", precision="int8")
    error = np.abs(read(tmp_path / "a.npz").vectors - space.vectors)
    step = np.abs(space.vectors).max(axis=1, keepdims=True) / 127
    assert (error <= step / 2 * (1 + 1e-5)).all()  # and float32's own rounding


def test_numpy_opens_it_without_pickle(tmp_path: Path, space: Space) -> None:
    write(space, tmp_path / "a.npz")
    with np.load(tmp_path / "a.npz", allow_pickle=False) as arrays:
        assert np.array_equal(arrays["vectors"], space.vectors)


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64, np.int64])
def test_foreign_archives_are_read(tmp_path: Path, dtype) -> None:
    space_read = read(save(tmp_path, words=np.array(["a", "b"]), vectors=VECTORS.astype(dtype)))
    assert space_read.words == ("a", "b")
    assert np.array_equal(space_read.vectors, VECTORS)


@pytest.mark.parametrize(
    ("arrays", "message"),
    [
        ({"words": WORDS}, ": the array 'vectors' is missing; 'words' and 'vectors' are"),
        ({"vectors": VECTORS}, ": the array 'words' is missing; 'words' and 'vectors' are"),
        ({"words": WORDS, "vectors": VECTORS[:1]}, ": 2 words but 1 vectors; write it again"),
        ({"words": WORDS, "vectors": VECTORS[0]}, ": 'vectors' is (2,) of float32; (n, d)"),
        ({"words": WORDS, "vectors": VECTORS[:, :0]}, ": 'vectors' is (2, 0) of float32"),
        ({"words": WORDS, "vectors": VECTORS.astype(str)}, ": 'vectors' is (2, 2) of <U"),
        ({"words": VECTORS, "vectors": VECTORS}, ": 'words' is of type float32; strings"),
        ({"words": np.array(["a", None]), "vectors": VECTORS}, ": the array words.npy is damaged"),
        ({"words": WORDS, "vectors": VECTORS.astype(object)}, ": the array vectors.npy is damaged"),
        ({"words": np.array(["a", "a"]), "vectors": VECTORS}, ", row 2: the word 'a' was already"),
        ({"words": np.array(["a", ""]), "vectors": VECTORS}, ", row 2: the word is empty"),
        ({"words": np.array(["a", "b\nc"]), "vectors": VECTORS}, ", row 2: the word 'b\\nc' has"),
        (
            {"words": np.frombuffer(b"a\n\xff", dtype=np.uint8), "vectors": VECTORS},
            ", row 2: the word b'\\xff' is not UTF-8",
        ),
        ({"words": WORDS, "vectors": VECTORS * [[1], [np.nan]]}, ", row 2: a number is NaN"),
        ({"words": WORDS, "vectors": VECTORS * [[1], [np.inf]]}, ", row 2: a number is NaN"),
        ({"words": WORDS, "vectors": VECTORS * [[1], [1e39]]}, ", row 2: a number is NaN"),
        ({"words": WORDS, "vectors": VECTORS * [[1], [0]]}, ", row 2: all its numbers are zero"),
        ({"words": WORDS, "vectors": VECTORS, "counts": np.array([1])}, ": 'counts' is (1,)"),
        ({"words": WORDS, "vectors": VECTORS, "counts": VECTORS}, ": 'counts' is (2, 2)"),
        ({"words": WORDS, "vectors": VECTORS, "counts": np.array(["x", "y"])}, ": 'counts' is"),
        ({"words": WORDS, "vectors": VECTORS, "scales": np.ones(3)}, ": 'scales' is (3,)"),
        ({"words": WORDS, "vectors": VECTORS, "scales": np.array(["x", "y"])}, ": 'scales' is"),
        ({"words": WORDS, "vectors": VECTORS, "about": WORDS}, ": 'about' is not JSON"),
        (
            {"words": WORDS, "vectors": VECTORS, "about": np.frombuffer(b'{"version": 2}', "u1")},
            ": 'about' is not 'isogloss-space' version 1; update isogloss",
        ),
    ],
)
def test_a_bad_archive_is_one_clear_line(tmp_path: Path, arrays, message: str) -> None:
    assert refusal(save(tmp_path, **arrays)).startswith(message)


@pytest.mark.parametrize("fields", [{"provenance": ["x"]}, {"provenance": None}, {"language": 3}])
def test_invalid_types_in_about_are_rejected(tmp_path: Path, fields: dict) -> None:
    about = json.dumps({"format": "isogloss-space", "version": 1, **fields}).encode()
    arrays = {"words": WORDS, "vectors": VECTORS, "about": np.frombuffer(about, "u1")}
    assert refusal(save(tmp_path, **arrays)).startswith(": 'about' needs a text as language")


def header(shape: str, dtype: str = "<f4") -> str:
    return f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}}}"


@pytest.mark.parametrize(
    "member",
    [
        npy(header("(1000000000000, 2)")),
        npy(header("(2, 1000000000000)"), b"1234"),
        npy(header("(-1, -2)"), b"12345678"),
        npy(header("(2, 2"), b"1234"),
        npy(header("(1,)", "|O"), b"12345678"),
        npy(header("(2, 2)") + " " * 20_000, bytes(16)),
        npy("(" * 5000),
        npy(""),
        b"\x93NUMPY",
        b"hello",
    ],
    ids=["rows", "columns", "negative", "open", "object", "long", "nested", "none", "cut", "text"],
)
def test_a_false_array_header_allocates_nothing_large(tmp_path: Path, member: bytes) -> None:
    path = with_vectors(tmp_path, member)
    tracemalloc.start()
    try:
        assert refusal(path).startswith(": the array vectors.npy is damaged")
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10e6  # the archive has a few kilobytes


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_a_truncated_archive_is_one_clear_line(tmp_path: Path, space: Space, share: float) -> None:
    path = tmp_path / "a.npz"
    write(space, path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert refusal(path).startswith(": the archive is damaged")


def test_bad_rows_can_be_skipped_and_counts_follow(tmp_path: Path) -> None:
    vectors = np.array([[1, 2], [np.nan, 1], [3, 4]])
    path = save(tmp_path, words=np.array(["a", "b", "c"]), vectors=vectors, counts=np.arange(3))
    space_read = read(path, bad_rows="skip")
    assert space_read.words == ("a", "c")
    assert space_read.counts is not None and space_read.counts.tolist() == [0, 2]


def test_subwords_come_back(tmp_path: Path, space: Space) -> None:
    rng = np.random.default_rng(0)
    d = space.dimension
    flattening = Flattening(rng.random(d, dtype=np.float32), rng.random((d, d), dtype=np.float32))
    kept = np.array([2, 5, 9], dtype=np.int32)
    before = Subwords(kept, rng.random((3, d)).astype(np.float16), 10, 3, 6, flattening)
    write(replace(space, subwords=before), tmp_path / "a.npz")
    after = read(tmp_path / "a.npz").subwords
    assert after is not None
    assert after.numbers == before.numbers
    for one, two in (
        (after.kept, before.kept),
        (after.vectors, before.vectors),
        (after.flattening.mean, flattening.mean),
        (after.flattening.axes, flattening.axes),
    ):
        np.testing.assert_array_equal(one, two)


def test_subwords_without_their_arrays_are_one_clear_line(tmp_path: Path, space: Space) -> None:
    about = {"format": "isogloss-space", "version": 1}
    about["subwords"] = {"buckets": 10, "shortest": 3, "longest": 6}
    text = np.frombuffer(json.dumps(about).encode(), dtype=np.uint8)
    words = np.frombuffer(b"a\nb", dtype=np.uint8)
    np.savez(tmp_path / "a.npz", words=words, vectors=np.eye(2), about=text)
    with pytest.raises(MalformedFile, match="sub-words are damaged"):
        read(tmp_path / "a.npz")
