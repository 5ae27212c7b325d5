import json

import numpy as np
import pytest

from embeddings import Space, write


def test_says_what_a_file_of_vectors_is(isogloss, vectors):
    result = isogloss("inspect", vectors / "aa.vec", "--json")
    about = json.loads(result.stdout)
    assert (about["kind"], about["format"]) == ("vectors", "text")
    assert (about["words"], about["dimension"]) == (600, 30)
    assert about["most frequent"][:2] == ["same0", "s1"]
    assert result.stderr == ""


def test_says_what_a_model_is(isogloss, model):
    about = json.loads(isogloss("inspect", model, "--json").stdout)
    assert (about["kind"], about["dimension"]) == ("model", 30)
    assert about["source"] == "aa, 600 words"
    assert about["verdict"]["label"] == "aligned"


@pytest.mark.parametrize("what", ["model", "vectors"])
def test_people_read_a_name_and_a_value_a_line(isogloss, model, vectors, what):
    result = isogloss("inspect", model if what == "model" else vectors / "aa.vec")
    lines = dict(line.split("\t") for line in result.stdout.splitlines())
    assert (lines["kind"], lines["dimension"]) == (what, "30")


@pytest.mark.parametrize("flags", [[], ["--json"]])
def test_words_are_shown_as_they_are_written(isogloss, tmp_path, flags):
    write(Space(("мир", "été"), np.eye(2, dtype=np.float32)), tmp_path / "ru.npz")
    assert '"мир", "été"' in isogloss("inspect", tmp_path / "ru.npz", *flags).stdout


def test_counts_what_it_was_told_to_read(isogloss, vectors):
    about = isogloss("inspect", vectors / "aa.vec", "--limit", 7, "--json").stdout
    assert json.loads(about)["words"] == 7


def test_damaged_vectors_are_refused(fails, tmp_path):
    (tmp_path / "a.vec").write_text("2 2\na 1 2\nb 1\n")
    assert "a.vec, line 3: " in fails("inspect", tmp_path / "a.vec")


def test_a_damaged_model_is_refused(fails, copy):
    (copy / "target.scores.npy").write_bytes(b"")
    assert "target.scores.npy" in fails("inspect", copy)


def test_what_is_not_there_is_named(fails, tmp_path):
    assert "No such file" in fails("inspect", tmp_path / "none.vec")


def test_a_report_is_that_of_the_run(isogloss, vectors, model, tmp_path):
    gold = "--gold", vectors / "gold.txt"
    result = isogloss("inspect", model, "--json", "--report", tmp_path / "report.html", *gold)
    assert result.exit_code == 0
    assert json.loads(result.stdout)["kind"] == "model"
    assert "wrote" in result.stderr
    files = vectors / "aa.vec", vectors / "bb.vec"
    isogloss("align", *files, "-o", tmp_path / "m", "--report", tmp_path / "run.html", *gold)
    assert (tmp_path / "run.html").read_text() == (tmp_path / "report.html").read_text()


def test_vectors_have_no_report(isogloss, vectors, tmp_path):
    result = isogloss("inspect", vectors / "aa.vec", "--report", tmp_path / "report.html")
    assert result.exit_code == 2 and "need the folder of a model" in result.stderr
    assert not list(tmp_path.iterdir())
