import csv
import gzip
import io
import json
import subprocess
import sys

import numpy as np
import pytest

from align.learning.alignment import Alignment
from align.learning.verdict import Evidence, Verdict
from align.maps.reweight import Maps
from align.model.build import build
from align.model.save import save
from embeddings import Normalization, Space
from tests.service import planted
from tests.service.running import ROOT, STARTING


@pytest.fixture(scope="module")
def make(tmp_path_factory):
    """Return what saves a model of words that stand for each other, with any verdict."""

    def make(source, target, label="aligned"):
        x = np.eye(len(source), dtype=np.float32)
        evidence = Evidence(1.02, kept=0.004)
        verdict = Verdict(label, evidence, "give some known pairs (--seed-dictionary FILE)")
        plain = Normalization((), ())
        alignment = Alignment(Maps(x, x), plain, plain, {"seed": {}}, verdict)
        folder = tmp_path_factory.mktemp("made") / "model"
        save(build(Space(source, x), Space(target, x), alignment, ("aa", "bb")), folder)
        return folder

    return make


@pytest.fixture
def not_aligned(make):
    return make(planted.names("s", 30), planted.names("t", 30), "not aligned")


def _lines(isogloss, *arguments):
    result = isogloss("lexicon", *arguments, "-o", "-")
    assert result.exit_code == 0, result.output
    return [line.split("\t") for line in result.stdout.splitlines()]


def test_a_line_has_both_words_score_and_probability(isogloss, model):
    lines = _lines(isogloss, model)
    assert len(lines) == planted.WORDS
    assert lines[1][:2] == ["s1", "t1"]
    shown = isogloss("translate", model, "s1", "-k", 1).stdout.rstrip("\n").split("\t")
    assert lines[1] == shown


def test_a_file_is_written_and_told_with_its_pairs(isogloss, model, tmp_path):
    result = isogloss("lexicon", model, "-o", tmp_path / "a.tsv")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"wrote {tmp_path / 'a.tsv'}: 600 pairs\n"
    lines = (tmp_path / "a.tsv").read_text().splitlines()
    assert [line.split("\t") for line in lines] == _lines(isogloss, model)


@pytest.mark.parametrize("option", [[], ["--format", "csv"]])
def test_csv_has_a_header(isogloss, model, tmp_path, option):
    output = tmp_path / ("a.dat" if option else "a.csv")
    assert isogloss("lexicon", model, "-o", output, *option).exit_code == 0
    rows = list(csv.reader(io.StringIO(output.read_bytes().decode(), newline="")))
    assert rows[0] == ["source", "target", "score", "probability"]
    assert rows[1:] == _lines(isogloss, model)


def test_jsonl_has_an_object_a_line(isogloss, model, tmp_path):
    assert isogloss("lexicon", model, "-o", tmp_path / "a.jsonl").exit_code == 0
    entries = [json.loads(line) for line in (tmp_path / "a.jsonl").read_text().splitlines()]
    assert list(entries[1]) == ["source", "target", "score", "probability"]
    assert (entries[1]["source"], entries[1]["target"]) == ("s1", "t1")
    assert len(entries) == planted.WORDS


def test_muse_is_what_evaluate_and_a_seed_dictionary_read(isogloss, model, tmp_path):
    assert isogloss("lexicon", model, "-o", tmp_path / "a.txt").exit_code == 0
    assert (tmp_path / "a.txt").read_text().splitlines()[1] == "s1\tt1"
    report = isogloss("evaluate", model, tmp_path / "a.txt", "--json")
    assert json.loads(report.stdout)["p@1"] == 1.0


def test_a_compressed_name_is_compressed(isogloss, model, tmp_path):
    assert isogloss("lexicon", model, "-o", tmp_path / "a.tsv.gz").exit_code == 0
    assert gzip.decompress((tmp_path / "a.tsv.gz").read_bytes()).count(b"\n") == 600


def test_k_candidates_of_each_word(isogloss, model):
    lines = _lines(isogloss, model, "-k", 3)
    assert [line[0] for line in lines[:6]] == ["same0"] * 3 + ["s1"] * 3


def test_only_probable_pairs(isogloss, model):
    lines = _lines(isogloss, model, "-k", 3, "--min-probability", 0.5)
    assert 0 < len(lines) < 3 * planted.WORDS
    assert all(float(line[3]) >= 0.5 for line in lines)


def test_only_pairs_that_choose_each_other(isogloss, model):
    forward = {line[0]: line[1] for line in _lines(isogloss, model)}
    backward = {line[0]: line[1] for line in _lines(isogloss, model, "--reverse")}
    mutual = {line[0]: line[1] for line in _lines(isogloss, model, "--mutual")}
    assert mutual == {word: best for word, best in forward.items() if backward[best] == word}


def test_the_other_direction(isogloss, model):
    assert _lines(isogloss, model, "--reverse")[1][:2] == ["t1", "s1"]


FORMULAS = ("=1+1", "+1", "-1", "@a", "\ta", "\ra", "a=b", "'a", 'a"b', "a,b", "a", "b")


def test_a_spreadsheet_finds_no_formula(isogloss, make, tmp_path):
    isogloss("lexicon", make(FORMULAS, FORMULAS), "-o", tmp_path / "a.csv")
    text = (tmp_path / "a.csv").read_bytes().decode()
    rows = list(csv.reader(io.StringIO(text, newline="")))[1:]
    guarded = [f"'{word}" for word in FORMULAS[:6]] + list(FORMULAS[6:])
    assert [row[0] for row in rows] == guarded
    assert [row[1] for row in rows] == guarded


def test_the_other_formats_keep_words_as_they_are(isogloss, make, tmp_path):
    isogloss("lexicon", make(FORMULAS, FORMULAS), "-o", tmp_path / "a.jsonl")
    lines = (tmp_path / "a.jsonl").read_text().split("\n")[:-1]
    assert [json.loads(line)["source"] for line in lines] == list(FORMULAS)


@pytest.mark.parametrize("name", ["a.tsv", "a.txt"])
def test_words_with_a_tab_are_left_out_where_tabs_divide(isogloss, make, tmp_path, name):
    result = isogloss("lexicon", make(FORMULAS, FORMULAS), "-o", tmp_path / name)
    assert "left out 2 pairs with a tab in a word" in result.stderr
    assert (tmp_path / name).read_bytes().count(b"\n") == len(FORMULAS) - 2


def test_what_did_not_align_is_refused_with_evidence_and_advice(isogloss, not_aligned, tmp_path):
    result = isogloss("lexicon", not_aligned, "-o", tmp_path / "a.tsv")
    assert (result.exit_code, result.stdout) == (3, "")
    [line] = result.stderr.splitlines()
    assert line.startswith(f"Error: {not_aligned}: not aligned (gain 1.02, kept 0.004)")
    assert "give some known pairs (--seed-dictionary FILE)" in line and "--force" in line
    assert not list(tmp_path.iterdir())


def test_what_did_not_align_is_written_by_force(isogloss, not_aligned, tmp_path):
    result = isogloss("lexicon", not_aligned, "-o", tmp_path / "a.tsv", "--force")
    assert result.exit_code == 0
    assert (tmp_path / "a.tsv").read_text().count("\n") == 30


@pytest.mark.parametrize("name", ["a", "a.xml", "a.gz"])
def test_a_name_that_tells_no_format_is_refused(fails, model, tmp_path, name):
    message = fails("lexicon", model, "-o", tmp_path / name)
    assert message.startswith(f"{tmp_path / name}: cannot tell the format; give --format")
    assert not list(tmp_path.iterdir())


def test_a_folder_is_no_output(fails, model, tmp_path):
    message = fails("lexicon", model, "-o", tmp_path, "--format", "tsv")
    assert message == f"{tmp_path}: a folder; name a file to write"


def test_a_folder_that_is_not_there_is_told(fails, model, tmp_path):
    assert "does not exist" in fails("lexicon", model, "-o", tmp_path / "none" / "a.tsv")


def test_what_is_no_model_is_refused_and_leaves_nothing(fails, tmp_path):
    (tmp_path / "out").mkdir()
    message = fails("lexicon", tmp_path, "-o", tmp_path / "out" / "a.tsv")
    assert "not a model" in message
    assert not list((tmp_path / "out").iterdir())


def test_a_damaged_model_leaves_an_older_file_untouched(fails, copy, tmp_path):
    (tmp_path / "a.tsv").write_text("older")
    (copy / "source.scores.npy").write_bytes(b"damaged")
    assert "source.scores.npy" in fails("lexicon", copy, "-o", tmp_path / "a.tsv")
    assert (tmp_path / "a.tsv").read_text() == "older"


def test_a_reader_that_goes_away_is_no_error(model):
    command = [sys.executable, "-m", "service", "lexicon", str(model), "-o", "-", "-k", "10"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT
    ) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(STARTING) == 0


@pytest.mark.parametrize("options", [["-k", 0], ["--min-probability", 1.5], ["--format", "xml"]])
def test_options_of_no_sense_are_wrong_usage(isogloss, model, tmp_path, options):
    assert isogloss("lexicon", model, "-o", tmp_path / "a.tsv", *options).exit_code == 2
