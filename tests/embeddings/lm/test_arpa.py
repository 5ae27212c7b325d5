"""An independent program reads the file, and gives every word the same probability."""

import math

import pytest

from embeddings.lm.arpa import write_arpa
from embeddings.lm.estimate import Counting, estimate
from tests.embeddings.lm.conftest import made

kenlm = pytest.importorskip("kenlm")


@pytest.mark.parametrize("fewest", [(1, 1, 1, 1, 1), (1, 1, 2, 2, 2), (1, 1, 1), (1, 2)])
def test_kenlm_agrees(text, tmp_path, fewest):
    model = estimate(text[2], text[1], Counting(fewest=fewest))
    write_arpa(model, tmp_path / "model.arpa")
    other = kenlm.Model(str(tmp_path / "model.arpa"))
    assert other.order == model.order
    sentences, _ = made(200, seed=5, vocabulary=44)  # w40 to w43 are unknown
    for sentence in sentences:
        theirs = math.log(10) * other.score(" ".join(sentence), bos=True, eos=True)
        assert model.score(sentence) == pytest.approx(theirs, rel=1e-5)


def test_the_file_names_its_parts(model, tmp_path):
    write_arpa(model, tmp_path / "model.arpa")
    lines = (tmp_path / "model.arpa").read_text(encoding="utf-8").split("\n")
    assert lines[:2] == ["\\data\\", "ngram 1=43"] and lines[-2] == "\\end\\"
    assert any(line.startswith("-99\t<s>\t") for line in lines)
    counts = [int(line.partition("=")[2]) for line in lines[1:6]]
    assert sum(counts) == sum(line[:1] in "-0" and "\t" in line for line in lines)
