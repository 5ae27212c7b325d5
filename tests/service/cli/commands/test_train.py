import gzip

import numpy as np
import pytest

from embeddings import read

SMALL = ["--dimension", 8, "--epochs", 1, "--min-count", 2, "--threads", 1]


@pytest.fixture(scope="module")
def text():
    """Return 300 sentences of six words."""
    rng = np.random.default_rng(5)
    words = [f"word{number}" for number in range(60)]
    return "".join(" ".join(rng.choice(words, 6)) + ".\n" for _ in range(300))


@pytest.fixture
def corpus(text, tmp_path):
    (tmp_path / "en.txt").write_text(text)
    return tmp_path / "en.txt"


def test_makes_vectors_of_the_text_it_is_given(isogloss, corpus, tmp_path):
    result = isogloss("train", corpus, "-o", tmp_path / "en.npz", "--lang", "en", *SMALL)
    assert (result.exit_code, result.stdout) == (0, "")
    space = read(tmp_path / "en.npz")
    assert (len(space), space.dimension, space.language) == (60, 8, "en")
    assert space.provenance["corpus"] == ["en.txt"]


def test_one_thread_and_one_seed_give_the_same_bytes(isogloss, corpus, tmp_path):
    outputs = [tmp_path / name for name in ("a.npz", "b.npz", "other.npz")]
    for output, seed in zip(outputs, (1, 1, 2), strict=True):
        assert isogloss("train", corpus, "-o", output, "--seed", seed, *SMALL).exit_code == 0
    first, second, other = (output.read_bytes() for output in outputs)
    assert first == second != other


def test_files_folders_compressed_text_and_stdin_are_the_same(isogloss, corpus, text, tmp_path):
    folder = tmp_path / "folder" / "deeper"
    folder.mkdir(parents=True)
    (folder / "a.txt.gz").write_bytes(gzip.compress(text.encode()))
    spaces = []
    for options in (corpus, folder / "a.txt.gz", folder.parent, "-"):
        result = isogloss("train", options, "-o", tmp_path / "a.npz", *SMALL, stdin=text)
        assert result.exit_code == 0, result.stderr
        spaces.append(read(tmp_path / "a.npz"))
    assert len({space.words for space in spaces}) == 1
    assert all(np.array_equal(space.vectors, spaces[0].vectors) for space in spaces)


def test_several_texts_are_one_corpus(isogloss, corpus, tmp_path):
    assert isogloss("train", corpus, corpus, "-o", tmp_path / "a.npz", *SMALL).exit_code == 0
    assert read(tmp_path / "a.npz").provenance["tokens"] == 2 * 300 * 6


def test_writes_the_format_that_the_name_says(isogloss, corpus, tmp_path):
    assert isogloss("train", corpus, "-o", tmp_path / "a.vec.gz", *SMALL).exit_code == 0
    assert gzip.decompress((tmp_path / "a.vec.gz").read_bytes()).startswith(b"60 8\n")


@pytest.fixture
def nothing_left(tmp_path):
    """Check that a failure leaves no output, whole or half."""
    (tmp_path / "out").mkdir()
    yield tmp_path / "out" / "a.npz"
    assert not list((tmp_path / "out").iterdir())


def test_an_empty_corpus_is_refused(fails, tmp_path, nothing_left):
    (tmp_path / "en.txt").write_bytes(b"")
    assert "empty" in fails("train", tmp_path / "en.txt", "-o", nothing_left)


def test_an_empty_folder_is_refused(fails, tmp_path, nothing_left):
    (tmp_path / "texts").mkdir()
    assert "no file with text in it" in fails("train", tmp_path / "texts", "-o", nothing_left)


def test_an_empty_standard_input_is_refused(fails, nothing_left):
    assert "0 words are too few" in fails("train", "-", "-o", nothing_left, stdin="")


def test_a_few_words_are_refused(fails, tmp_path, nothing_left):
    (tmp_path / "en.txt").write_text("a few words\n")
    assert "3 words are too few" in fails("train", tmp_path / "en.txt", "-o", nothing_left)


def test_words_that_are_all_rare_are_refused(fails, corpus, nothing_left):
    message = fails("train", corpus, "-o", nothing_left, "--min-count", 5000)
    assert "--min-count" in message


def test_text_that_is_not_utf_8_is_told_with_its_line(fails, tmp_path, nothing_left):
    (tmp_path / "en.txt").write_bytes(b"caf\xc3\xa9\ncaf\xe9\n")
    message = fails("train", tmp_path / "en.txt", "-o", nothing_left)
    assert message.startswith(f"{tmp_path / 'en.txt'}, line 2: not UTF-8")


def test_compressed_text_that_was_cut_off_is_refused(fails, tmp_path, text, nothing_left):
    packed = gzip.compress(text.encode())
    (tmp_path / "en.txt.gz").write_bytes(packed[: len(packed) // 2])
    assert "ends early" in fails("train", tmp_path / "en.txt.gz", "-o", nothing_left)


def test_a_missing_text_is_named(fails, tmp_path, nothing_left):
    assert "No such file" in fails("train", tmp_path / "none.txt", "-o", nothing_left)


@pytest.mark.parametrize("name", ["a.xyz", "a", "none/a.npz"])
def test_an_output_that_cannot_be_is_refused_before_the_text_is_read(fails, tmp_path, name):
    message = fails("train", tmp_path / "none.txt", "-o", tmp_path / name)
    assert "No such file" not in message
    assert name in message


def test_a_quoted_pattern_stands_for_files(isogloss, corpus, tmp_path):
    (tmp_path / "more.txt").write_text("\n")
    options = tmp_path / "*.txt"
    assert isogloss("train", options, "-o", tmp_path / "a.npz", *SMALL).exit_code == 0
    assert read(tmp_path / "a.npz").provenance["corpus"] == ["en.txt", "more.txt"]


def test_a_pattern_that_nothing_matches_is_refused(fails, tmp_path, nothing_left):
    assert "no file with text matches" in fails("train", tmp_path / "*.txt", "-o", nothing_left)


def test_how_text_is_read_and_split_is_followed_and_noted(isogloss, tmp_path):
    lines = [f"A{number % 7}-b I\u00e9 {number}\n" for number in range(1500)]
    (tmp_path / "tr.txt").write_bytes("".join(lines).encode() + b"caf\xe9\n" + b"A1-b\n" * 9)
    options = ["--keep-case", "--numbers", "normalize", "--bad-bytes", "replace", "--unique-lines"]
    output = ["-o", tmp_path / "tr.npz", "--lang", "tr"]
    result = isogloss("train", tmp_path / "tr.txt", *output, *options, *SMALL)
    assert result.exit_code == 0, result.stderr
    assert "replaced invalid UTF-8 in 1 places, first in" in result.stderr
    space = read(tmp_path / "tr.npz")
    assert {"A1", "b", "I\u00e9", "0", "0000"} <= set(space.words)
    assert space.provenance["tokens"] == 1500 * 4 + 1 + 2
    assert space.provenance["reading"] == {"bad_bytes": "replace", "unique_lines": True}
    assert space.provenance["tokenizing"] == {
        "kind": "words",
        "lower": False,
        "numbers": "normalize",
        "language": "tr",
    }


def test_text_that_is_split_already_is_taken_as_it_is(isogloss, tmp_path):
    (tmp_path / "a.txt").write_text("X-1 y! \u2605\n" * 500)
    options = ["--tokens", "whitespace", "-o", tmp_path / "a.npz"]
    assert isogloss("train", tmp_path / "a.txt", *options, *SMALL).exit_code == 0
    assert set(read(tmp_path / "a.npz").words) == {"X-1", "y!", "\u2605"}


def test_a_picture_is_refused(fails, tmp_path, nothing_left):
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 99)
    message = fails("train", tmp_path / "a.png", "-o", nothing_left)
    assert message.startswith(f"{tmp_path / 'a.png'}: the file has NUL bytes")


def trained_with(path):
    return read(path).provenance["settings"]


def test_the_preset_fits_the_text_and_what_is_given_is_otherwise(isogloss, corpus, tmp_path):
    isogloss("train", corpus, "-o", tmp_path / "a.npz", *SMALL)
    settings = trained_with(tmp_path / "a.npz")
    assert (settings["model"], settings["epochs"], settings["dimension"]) == ("fasttext", 1, 8)
    small = ("--dimension", 8, "--min-count", 2, "--preset", "word2vec", "--model", "cbow")
    isogloss("train", corpus, "-o", tmp_path / "b.npz", *small)
    settings = trained_with(tmp_path / "b.npz")
    assert (settings["model"], settings["epochs"], settings["negative"]) == ("cbow", 5, 10)


def test_name_and_licence_stay_with_the_vectors(isogloss, corpus, tmp_path):
    origin = ("--name", "Tales", "--licence", "CC0-1.0")
    isogloss("train", corpus, "-o", tmp_path / "a.npz", *SMALL, *origin)
    about = read(tmp_path / "a.npz").provenance
    assert (about["name"], about["licence"]) == ("Tales", "CC0-1.0")
