"""fastText's own models: read as gensim reads them, with n-grams; refused where they are bad."""

import logging
import struct
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from gensim.models.fasttext import FastText, load_facebook_vectors, save_facebook_model

from embeddings import Space, UnwritableSpace, read, write
from tests.embeddings.formats.refusing import read_bytes
from tests.embeddings.formats.refusing import refusal_of_bytes as refusal


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR, logger="gensim")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write gensim's model of a few words, with 50 buckets of n-grams: collisions are sure."""
    rng = np.random.default_rng(6)
    words = ["house", "houses", "straße", "हिन्दी", "a", "ab", "日本語", "e\u0301t\u0301e"]
    sentences = [list(rng.choice(words, 10)) for _ in range(50)]
    trained = FastText(
        sentences,
        vector_size=6,
        min_count=1,
        bucket=50,
        min_n=2,
        max_n=4,
        epochs=2,
        seed=1,
        workers=1,
    )
    path = tmp_path_factory.mktemp("model") / "model.bin"
    save_facebook_model(trained, str(path))
    return path


def encode(
    words=(b"a", b"b"),
    vectors=((1, 2), (3, 4)),
    *,
    buckets: int = 0,
    grams: tuple[int, int] = (0, 0),
    labels: int = 0,
    pruned: int = -1,
    version: int = 12,
    quantised: bool = False,
    size: int | None = None,
    dimension: int | None = None,
    matrix: tuple[int, int] | None = None,
) -> bytes:
    """Return a model's bytes, by the layout in fastText's own source, lies as asked."""
    rows = np.array(vectors, dtype="<f4")
    width = rows.shape[1] if dimension is None else dimension
    data = struct.pack("<2i", 793712314, version)
    data += struct.pack("<12id", width, 5, 5, 1, 5, 1, 2, 2, buckets, *grams, 100, 1e-4)
    count = len(words) if size is None else size
    data += struct.pack("<3i2q", count, count, labels, 30, pruned)
    data += b"".join(word + b"\0" + struct.pack("<qb", 20 - n, 0) for n, word in enumerate(words))
    return data + struct.pack("<?2q", quantised, *(matrix or rows.shape)) + rows.tobytes()


def test_words_with_n_grams_have_gensims_vectors(model: Path) -> None:
    theirs, ours = load_facebook_vectors(str(model)), read(model)
    assert ours.words == tuple(theirs.index_to_key)
    # We sum in float64 and gensim in float32, over fewer than 40 rows of numbers below 1.
    np.testing.assert_allclose(ours.vectors, theirs.vectors, rtol=1e-5, atol=1e-7)


def test_n_grams_make_a_difference(model: Path) -> None:
    theirs = load_facebook_vectors(str(model))
    assert not np.allclose(read(model).vectors, theirs.vectors_vocab, atol=1e-3)


def test_counts_are_gensims(model: Path) -> None:
    theirs, ours = load_facebook_vectors(str(model)), read(model)
    assert ours.counts is not None
    assert ours.counts.tolist() == [theirs.get_vecattr(word, "count") for word in ours.words]


def test_a_limit_gives_the_same_vectors(model: Path) -> None:
    whole, part = read(model), read(model, limit=3)
    assert part.words == whole.words[:3]
    assert np.array_equal(part.vectors, whole.vectors[:3])


def test_gensim_reads_what_we_write(tmp_path: Path) -> None:
    vectors = np.random.default_rng(3).normal(size=(4, 5)).astype(np.float32)
    write(Space(("é", "b", "c", "d"), vectors), tmp_path / "a.bin")
    theirs = load_facebook_vectors(str(tmp_path / "a.bin"))
    assert theirs.index_to_key == ["é", "b", "c", "d"]
    assert np.array_equal(theirs.vectors, vectors)


def test_counts_come_back(tmp_path: Path) -> None:
    write(Space(("a", "b"), np.eye(2), counts=np.array([9, 4])), tmp_path / "a.bin")
    counts = read(tmp_path / "a.bin").counts
    assert counts is not None and counts.tolist() == [9, 4]


def test_unknown_counts_stay_unknown(tmp_path: Path) -> None:
    write(Space(("a", "b"), np.eye(2)), tmp_path / "a.bin")
    assert read(tmp_path / "a.bin").counts is None


def test_a_word_is_the_mean_of_its_row_and_its_n_grams(tmp_path: Path) -> None:
    # One bucket takes all n-grams. Of 2 letters, "<a>" has "<a" and "a>".
    data = encode((b"a",), ((3, 0), (0, 3)), buckets=1, grams=(2, 2))
    # A mean of three float32 numbers: rounded once.
    np.testing.assert_allclose(read_bytes(tmp_path, data).vectors, [[1, 2]], rtol=1e-6)


def test_the_end_of_a_sentence_has_no_n_grams(tmp_path: Path) -> None:
    data = encode((b"</s>",), ((3, 0), (0, 3)), buckets=1, grams=(2, 2))
    assert read_bytes(tmp_path, data).vectors.tolist() == [[3, 0]]


def test_a_word_with_a_nul_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnwritableSpace, match=r"has a NUL; write \.npz instead"):
        write(Space(("a\0b",), np.ones((1, 2))), tmp_path / "a.bin")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (encode(quantised=True), ": a quantised model (.ftz); use the full .bin"),
        (encode(pruned=3), ": a quantised model (.ftz); use the full .bin"),
        (encode(labels=2), ": a classifier; word vectors are needed"),
        (encode(version=11), ": fastText format 11, but 12 is expected; save it anew"),
        (encode(dimension=0), ": settings of 0 dimensions"),
        (encode(buckets=-1), ": settings of 2 dimensions, -1 buckets"),
        (encode(buckets=3, grams=(-1, 4)), ": settings of 2 dimensions, 3 buckets, n-grams of -1"),
        (encode(matrix=(3, 2)), ": a matrix of 3 x 2 where its settings need 2 x 2; copy"),
        (encode(matrix=(2, 3)), ": a matrix of 2 x 3 where its settings need 2 x 2; copy"),
        (encode((b"a", b"a")), ", word 2: the word 'a' was already on word 1; mend"),
        (encode((b"a", b"\xff")), ", word 2: the word b'\\xff' is not UTF-8; mend"),
        (encode((b"a", b"")), ", word 2: the word is empty; mend"),
        (encode(vectors=((1, 2), (np.nan, 1))), ", word 2: a number is NaN or infinite; mend"),
        (encode(vectors=((1, 2), (np.inf, 1))), ", word 2: a number is NaN or infinite; mend"),
        (encode(vectors=((1, 2), (0, 0))), ", word 2: all its numbers are zero; mend"),
    ],
)
def test_a_bad_model_is_one_clear_line(tmp_path: Path, data: bytes, said: str) -> None:
    assert refusal(tmp_path, data).startswith(said)


@pytest.mark.parametrize(
    ("size", "part"),
    [(6, "signature"), (30, "settings"), (80, "dictionary"), (96, "dictionary"), (-1, "matrix")],
)
def test_a_truncated_model_names_the_part(tmp_path: Path, size: int, part: str) -> None:
    said = refusal(tmp_path, encode()[:size])
    assert said == f": ends in the middle of its {part}; copy or download it again"


def test_bad_words_can_be_skipped(tmp_path: Path) -> None:
    data = encode((b"a", b"\xff", b"c"), ((1, 2), (3, 4), (5, 6)))
    space = read_bytes(tmp_path, data, bad_rows="skip")
    assert space.words == ("a", "c")
    assert space.counts is not None and space.counts.tolist() == [20, 18]


@pytest.mark.parametrize(
    "data",
    [
        encode(matrix=(10**12, 2)),
        encode(matrix=(2, 10**12)),
        encode(size=2**31 - 1),
        encode(dimension=2**31 - 1, matrix=(2, 2**31 - 1)),
        encode(buckets=2**31 - 1, matrix=(2**31 + 1, 2)),
    ],
    ids=["rows", "columns", "dictionary", "dimension", "buckets"],
)
def test_an_absurd_size_allocates_nothing_large(tmp_path: Path, data: bytes) -> None:
    tracemalloc.start()
    try:
        assert "again" in refusal(tmp_path, data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10e6  # the file has 150 bytes; buffers may have a few megabytes
