import numpy as np
import pytest

from embeddings import Space, read, write
from embeddings.formats.choice import losses

VECTORS = np.eye(2, dtype=np.float32)
PLAIN = Space(("a", "b"), VECTORS)
FULL = Space(("a", "b"), VECTORS, "en", np.array([7, 3]), {"corpus": "novels"})


def test_npz_keeps_all():
    assert losses(FULL, "npz") == ()


@pytest.mark.parametrize("format", ["text", "glove", "binary", "fasttext", "npz"])
def test_words_and_vectors_alone_are_kept_by_all(format):
    assert losses(PLAIN, format) == ()


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("a.vec", "text"),
        ("a.glove", "glove"),
        ("a.w2v", "binary"),
        ("a.bin", "fasttext"),
        ("a.npz", "npz"),
    ],
)
def test_what_is_said_to_be_lost_is_what_does_not_come_back(tmp_path, name, format):
    write(FULL, tmp_path / name)
    back = read(tmp_path / name)
    missing = [what for what in ("language", "counts") if getattr(back, what) is None]
    missing += [] if "corpus" in back.provenance else ["provenance"]
    assert losses(FULL, format) == tuple(missing)


def test_the_name_of_the_file_that_was_read_is_no_loss(tmp_path):
    write(PLAIN, tmp_path / "a.vec")
    assert losses(read(tmp_path / "a.vec"), "text") == ()
