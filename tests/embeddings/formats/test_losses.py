import numpy as np
import pytest
from scipy.sparse import csr_array

from embeddings import Space, read, write
from embeddings.formats.choice import losses

VECTORS = np.eye(2, dtype=np.float32)
PLAIN = Space(("a", "b"), VECTORS)
FULL = Space(("a", "b"), VECTORS, "en", np.array([7, 3]), {"corpus": "novels"})


def test_npz_stores_all_parts():
    assert losses(FULL, "npz") == ()


@pytest.mark.parametrize("format", ["text", "glove", "binary", "fasttext", "npz"])
def test_every_format_stores_words_and_vectors(format):
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
def test_the_stated_losses_are_the_missing_parts(tmp_path, name, format):
    write(FULL, tmp_path / name)
    back = read(tmp_path / name)
    missing = [part for part in ("language", "counts") if getattr(back, part) is None]
    missing += [] if "corpus" in back.provenance else ["provenance"]
    assert losses(FULL, format) == tuple(missing)


def test_only_npz_stores_contexts():
    space = Space(("a", "b"), VECTORS, contexts=(csr_array(np.eye(2, dtype=np.float32)),))
    assert losses(space, "npz") == ()
    assert losses(space, "text") == ("contexts",)


def test_the_name_of_the_read_file_is_no_loss(tmp_path):
    write(PLAIN, tmp_path / "a.vec")
    assert losses(read(tmp_path / "a.vec"), "text") == ()
