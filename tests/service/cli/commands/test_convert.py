import itertools

import numpy as np
import pytest

from embeddings import Space, read, write
from tests.embeddings.formats.test_fasttext import encode

NAMES = ["a.vec", "a.txt.gz", "a.glove.bz2", "a.w2v", "a.bin.xz", "a.npz", "a.npz.zst"]


def _space() -> Space:
    vectors = np.random.default_rng(0).standard_normal((5, 3)).astype(np.float32)
    return Space(
        ("the", "été", "貓", "a,b", "1984"), vectors, "en", np.arange(9, 4, -1), {"by": "x"}
    )


@pytest.mark.parametrize(("first", "second"), list(itertools.permutations(NAMES, 2)))
def test_words_and_vectors_are_the_same_in_every_format(isogloss, tmp_path, first, second):
    (tmp_path / "in").mkdir()
    write(_space(), tmp_path / "in" / first)
    result = isogloss("convert", tmp_path / "in" / first, tmp_path / second)
    assert (result.exit_code, result.stdout) == (0, "")
    back = read(tmp_path / second)
    assert back.words == _space().words
    assert np.array_equal(back.vectors, _space().vectors)


def test_npz_to_npz_keeps_all(isogloss, tmp_path):
    write(_space(), tmp_path / "a.npz")
    result = isogloss("convert", tmp_path / "a.npz", tmp_path / "b.npz")
    assert result.stderr == f"wrote {tmp_path / 'b.npz'}: 5 words, 3 dimensions, npz to npz\n"
    assert (tmp_path / "b.npz").read_bytes() == (tmp_path / "a.npz").read_bytes()


@pytest.mark.parametrize(
    ("name", "lost"),
    [
        ("b.vec", "not stored in text: language, counts, provenance"),
        ("b.glove", "not stored in glove: language, counts, provenance"),
        ("b.bin", "not stored in fasttext: language, provenance"),
    ],
)
def test_what_the_format_cannot_hold_is_told_in_one_line(isogloss, tmp_path, name, lost):
    write(_space(), tmp_path / "a.npz")
    result = isogloss("convert", tmp_path / "a.npz", tmp_path / name)
    assert result.stderr.splitlines()[1:] == [lost]


def test_the_format_can_be_named(isogloss, tmp_path):
    write(_space(), tmp_path / "a.npz")
    assert isogloss("convert", tmp_path / "a.npz", tmp_path / "b", "--to", "text").exit_code == 0
    assert (tmp_path / "b").read_bytes().startswith(b"5 3\nthe ")


def test_a_language_can_be_given(isogloss, tmp_path):
    write(_space(), tmp_path / "a.vec")
    isogloss("convert", tmp_path / "a.vec", tmp_path / "b.npz", "--lang", "fr")
    assert read(tmp_path / "b.npz").language == "fr"


def test_rounding_is_told(isogloss, tmp_path):
    write(_space(), tmp_path / "a.vec")
    result = isogloss("convert", tmp_path / "a.vec", tmp_path / "b.npz", "--precision", "float16")
    assert result.stderr.endswith("numbers are rounded to float16\n")


def test_only_npz_is_rounded(fails, tmp_path):
    write(_space(), tmp_path / "a.vec")
    message = fails("convert", tmp_path / "a.vec", tmp_path / "b.bin", "--precision", "int8")
    assert message == "--precision int8 is only for npz, not for fasttext"


def test_words_that_the_format_cannot_hold_are_an_error_and_leave_nothing(fails, tmp_path):
    write(Space(("new york",), np.ones((1, 2), dtype=np.float32)), tmp_path / "a.npz")
    assert "'new york' contains white space" in fails(
        "convert", tmp_path / "a.npz", tmp_path / "b.vec"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["a.npz"]


def test_a_file_is_not_converted_onto_itself(fails, tmp_path):
    write(_space(), tmp_path / "a.npz")
    message = fails("convert", tmp_path / "a.npz", tmp_path / "a.npz")
    assert "IN and OUT are the same file" in message


def test_a_name_that_tells_no_format_is_refused_before_anything_is_read(fails, tmp_path):
    message = fails("convert", tmp_path / "none.vec", tmp_path / "b.xyz")
    assert message.startswith(f"{tmp_path / 'b.xyz'}: cannot tell the format")


def test_a_folder_is_no_output(fails, tmp_path):
    (tmp_path / "b.npz").mkdir()
    assert "is a folder; give a file name" in fails(
        "convert", tmp_path / "a.vec", tmp_path / "b.npz"
    )


@pytest.mark.parametrize("format", ["npz", "vec"])
def test_the_n_grams_of_a_fasttext_model_go_where_there_is_a_place_for_them(
    isogloss, tmp_path, format
):
    data = encode((b"a",), ((3, 0), (0, 3)), buckets=1, grams=(2, 2))
    (tmp_path / "a.bin").write_bytes(data)
    out = tmp_path / f"b.{format}"
    result = isogloss("convert", tmp_path / "a.bin", out)
    assert result.exit_code == 0
    stored = read(out).subwords is not None
    message = result.stderr.splitlines()[1:]
    assert message == ([] if stored else ["not stored in text: counts, sub-words"])
    assert stored == (format == "npz")
