"""fastText models are read as gensim reads them, with n-grams; bad ones are rejected."""

import logging
import struct
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from gensim.models.fasttext import FastText, load_facebook_vectors, save_facebook_model

from embeddings import Space, UnwritableSpace, read, write
from embeddings.subwords import ngram_rows
from tests.embeddings.formats.refusing import read_bytes
from tests.embeddings.formats.refusing import refusal_of_bytes as refusal


@pytest.fixture(autouse=True)
def quiet(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.ERROR, logger="gensim")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write gensim's model of a few words, with 20 buckets of n-grams: all are used."""
    rng = np.random.default_rng(6)
    words = ["house", "houses", "straße", "हिन्दी", "a", "ab", "日本語", "e\u0301t\u0301e"]
    sentences = [list(rng.choice(words, 10)) for _ in range(50)]
    trained = FastText(
        sentences,
        vector_size=6,
        min_count=1,
        bucket=20,
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
    """Return the bytes of a model, by the layout in fastText's source; options add false fields."""
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
    # Both sum in float32, in another order, over fewer than 40 rows of numbers below 1.
    np.testing.assert_allclose(ours.vectors, theirs.vectors, rtol=1e-5, atol=1e-7)


def test_n_grams_make_a_difference(model: Path) -> None:
    theirs = load_facebook_vectors(str(model))
    assert not np.allclose(read(model).vectors, theirs.vectors_vocab, atol=1e-3)


def test_counts_are_gensims(model: Path) -> None:
    theirs, ours = load_facebook_vectors(str(model)), read(model)
    assert ours.counts is not None
    assert ours.counts.tolist() == [theirs.get_vecattr(word, "count") for word in ours.words]


def unit(vector: np.ndarray) -> np.ndarray:
    return vector / np.linalg.norm(vector)


@pytest.mark.parametrize("word", ["hous", "mouse", "straßen", "हिन्द", "日本", "ete", "a" * 80])
def test_unknown_words_have_gensims_vectors(model: Path, word: str) -> None:
    theirs, space = load_facebook_vectors(str(model)), read(model)
    assert word not in space.rows and space.subwords is not None
    assert len(space.subwords.kept) == 20  # known words use all buckets
    # Half precision rounds each number by 2**-11 of itself at most. At unit length, the mean of the
    # n-grams is off by that, times how much longer they are than their mean; twice, for its length.
    grams = theirs.vectors_ngrams[ngram_rows(word, 2, 4, 20)]
    longer = np.linalg.norm(grams, axis=1).mean() / np.linalg.norm(theirs[word])
    ours = space.subwords.vector(word)
    np.testing.assert_allclose(ours, unit(theirs[word]), rtol=0, atol=2 * longer * 2**-11)


def test_only_n_grams_of_known_words_become_subwords(tmp_path: Path) -> None:
    # "<a" and "a>" are n-grams of the known word "a".
    rows = np.arange(40, dtype=np.float32).reshape(20, 2) + 1
    kept = sorted({*ngram_rows("a", 2, 2, 19)})
    space = read_bytes(tmp_path, encode((b"a",), rows, buckets=19, grams=(2, 2)))
    assert space.subwords is not None and space.subwords.kept.tolist() == kept
    np.testing.assert_array_equal(space.subwords.vectors, rows[1:][kept])


def test_a_limit_gives_the_same_vectors(model: Path) -> None:
    whole, part = read(model), read(model, limit=3)
    assert part.words == whole.words[:3]
    assert np.array_equal(part.vectors, whole.vectors[:3])


def test_a_limit_keeps_the_n_grams_of_the_first_words(model: Path) -> None:
    whole, part = read(model).subwords, read(model, limit=1).subwords
    assert whole is not None and part is not None
    (word,) = read(model, limit=1).words
    assert part.kept.tolist() == sorted({*ngram_rows(word, 2, 4, 20)})
    assert np.array_equal(part.vectors, whole.vectors[np.isin(whole.kept, part.kept)])


@pytest.mark.parametrize("block", [1, 24, 100])
def test_the_size_of_a_block_changes_nothing(model: Path, monkeypatch, block: int) -> None:
    whole = read(model)
    monkeypatch.setattr("embeddings.formats.fasttext._BLOCK_BYTES", block)
    part = read(model)
    # The order of summation differs.
    np.testing.assert_allclose(part.vectors, whole.vectors, rtol=1e-5, atol=1e-7)
    assert whole.subwords is not None and part.subwords is not None
    assert np.array_equal(part.subwords.vectors, whole.subwords.vectors)


def test_npz_keeps_the_n_grams(model: Path, tmp_path: Path) -> None:
    space = read(model)
    write(space, tmp_path / "a.npz")
    back = read(tmp_path / "a.npz")
    assert back.subwords is not None and space.subwords is not None
    assert np.array_equal(back.subwords.vector("hous"), space.subwords.vector("hous"))


@pytest.mark.parametrize(
    "settings",
    [{"buckets": 0}, {"grams": (0, 0)}, {"grams": (3, 2)}, {"words": (b"</s>",)}],
    ids=["no buckets", "no letters", "none so long", "no word"],
)
def test_a_model_without_n_grams_has_no_sub_words(tmp_path: Path, settings: dict) -> None:
    options = {"words": (b"a",), "buckets": 1, "grams": (2, 2), **settings}
    data = encode(vectors=((1, 2), (3, 4))[: 1 + options["buckets"]], **options)
    assert read_bytes(tmp_path, data).subwords is None


@pytest.mark.parametrize("number", [np.nan, 1e6, 0])
def test_zero_and_infinite_n_grams_are_left_out(tmp_path: Path, number: float) -> None:
    """A million is beyond half precision; a word with infinite n-grams is skipped."""
    rows = np.ones((9, 2), dtype=np.float32)
    bad, good = ngram_rows("b", 1, 1, 7)[0], ngram_rows("a", 1, 1, 7)[0]
    rows[2 + bad] = number
    data = encode((b"a", b"b"), rows, buckets=7, grams=(1, 1))
    subwords = read_bytes(tmp_path, data, bad_rows="skip").subwords
    assert subwords is not None and subwords.kept.tolist() == [good]


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


def test_a_word_with_a_nul_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(UnwritableSpace, match=r"contains NUL; write \.npz instead"):
        write(Space(("a\0b",), np.ones((1, 2))), tmp_path / "a.bin")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (encode(quantised=True), ": this is a quantised model (.ftz); use the full .bin"),
        (encode(pruned=3), ": this is a quantised model (.ftz); use the full .bin"),
        (encode(labels=2), ": this is a classifier; give a model of word vectors"),
        (encode(version=11), ": the file has fastText format 11, not 12; save it again"),
        (encode(dimension=0), ": impossible settings: 0 dimensions"),
        (encode(dimension=4097), ": impossible settings: 4097 dimensions"),
        (encode(buckets=-1), ": impossible settings: 2 dimensions, -1 buckets"),
        (
            encode(buckets=3, grams=(-1, 4)),
            ": impossible settings: 2 dimensions, 3 buckets, n-grams of -1",
        ),
        (encode(matrix=(3, 2)), ": the matrix is 3 x 2, but the settings require 2 x 2; copy"),
        (encode(matrix=(2, 3)), ": the matrix is 2 x 3, but the settings require 2 x 2; copy"),
        (encode((b"a", b"a")), ", word 2: the word 'a' was already on word 1; correct"),
        (encode((b"a", b"\xff")), ", word 2: the word b'\\xff' is not UTF-8; correct"),
        (encode((b"a", b"")), ", word 2: the word is empty; correct"),
        (encode(vectors=((1, 2), (np.nan, 1))), ", word 2: a number is NaN or infinite; correct"),
        (encode(vectors=((1, 2), (np.inf, 1))), ", word 2: a number is NaN or infinite; correct"),
        (encode(vectors=((1, 2), (0, 0))), ", word 2: all its numbers are zero; correct"),
    ],
)
def test_a_bad_model_is_one_clear_line(tmp_path: Path, data: bytes, message: str) -> None:
    assert refusal(tmp_path, data).startswith(message)


@pytest.mark.parametrize(
    ("size", "part"),
    [(6, "signature"), (30, "settings"), (80, "dictionary"), (96, "dictionary"), (-1, "matrix")],
)
def test_a_truncated_model_names_the_part(tmp_path: Path, size: int, part: str) -> None:
    message = refusal(tmp_path, encode()[:size])
    assert message == f": the file ends within the {part}; copy or download it again"


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
