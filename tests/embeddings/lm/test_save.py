"""A model on disk is the same model, and a damaged one is refused."""

import json
import subprocess
import sys

import numpy as np
import pytest

from embeddings import IsoglossError, MalformedFile
from embeddings.lm.save import load, save


@pytest.fixture
def folder(model, tmp_path):
    save(model, tmp_path / "lm")
    return tmp_path / "lm"


def test_a_model_comes_back(model, folder):
    again = load(folder)
    assert again.words == model.words and again.order == model.order
    for name in ("unigrams", "table", "starts"):
        assert np.array_equal(getattr(again, name), getattr(model, name))
        assert not getattr(again, name).flags.writeable
    assert again.score(["w1", "w2", "new"]) == model.score(["w1", "w2", "new"])
    assert repr(again) == "<LanguageModel: order 5, 43 words>"


def test_an_older_model_is_replaced_and_other_folders_are_not(model, folder, tmp_path):
    save(model, folder)
    assert load(folder).order == 5
    (tmp_path / "other").mkdir()
    with pytest.raises(IsoglossError, match="not a language model"):
        save(model, tmp_path / "other")


@pytest.mark.parametrize("name", ["about.json", "words.txt", "unigrams.npy", "table.npy"])
def test_a_file_that_is_missing_or_short_is_named(folder, name):
    data = (folder / name).read_bytes()
    (folder / name).write_bytes(data[: len(data) // 2])
    with pytest.raises(MalformedFile, match=name):
        load(folder)
    (folder / name).unlink()
    with pytest.raises(MalformedFile, match=f"{name}: missing"):
        load(folder)


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"format": "other"},
        {"words": -1},
        {"words": 42},
        {"rows": "many"},
        {"rows": 0},
        {"order": 4},
    ],
)
def test_false_numbers_are_refused(folder, change):
    about = json.loads((folder / "about.json").read_text())
    (folder / "about.json").write_text(json.dumps(about | change))
    with pytest.raises(MalformedFile):
        load(folder)


@pytest.mark.parametrize("starts", [[0, 5, 4, 9, 9], [1, 2, 3, 4, 5], [0, 0, 0, 0, 0]])
def test_false_starts_are_refused(folder, starts):
    np.save(folder / "starts.npy", np.array(starts))
    with pytest.raises(MalformedFile, match="do not fit"):
        load(folder)


def test_loading_does_not_compile(folder):
    code = (
        "import sys; from embeddings.lm.save import load; model = load(sys.argv[1]);"
        "print(model.order, 'numba' in sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code, folder], capture_output=True, text=True)
    assert run.stdout.split() == ["5", "False"], run.stderr
