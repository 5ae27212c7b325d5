import json
import shlex
import subprocess
import sys

import numpy as np
import pytest

from align.translation import forms
from tests.service.planted import WORDS
from tests.service.running import ROOT
from tests.service.running import isogloss as isogloss_process


def _first(result):
    """Return the first translation of each word of tab output, in order."""
    rows = [line.split("\t") for line in result.stdout.splitlines()]
    return {row[0]: row[1] for row in reversed(rows)}


def test_translates_words_given_as_arguments(isogloss, model):
    result = isogloss("translate", model, "s1", "s2", "same0")
    assert result.exit_code == 0
    assert _first(result) == {"s1": "t1", "s2": "t2", "same0": "same0"}


@pytest.mark.parametrize("words", [["-"], []])
def test_translates_words_from_the_standard_input(isogloss, model, words):
    result = isogloss("translate", model, *words, stdin="s1\n\n  s2 \r\n")
    assert _first(result) == {"s1": "t1", "s2": "t2"}


def test_no_words_at_all_print_nothing(isogloss, model):
    result = isogloss("translate", model, stdin="")
    assert (result.exit_code, result.output) == (0, "")


def test_translates_more_words_than_are_looked_up_at_once(isogloss, model):
    words = [f"s{row}" for row in range(1, 6)] * 500
    result = isogloss("translate", model, "-k", 1, stdin="\n".join(words))
    assert [line.split("\t")[0] for line in result.stdout.splitlines()] == words


def test_prints_a_line_a_candidate_best_first(isogloss, model):
    result = isogloss("translate", model, "s1")
    rows = [line.split("\t") for line in result.stdout.splitlines()]
    assert [len(row) for row in rows] == [4] * 5
    scores = [float(row[2]) for row in rows]
    assert scores == sorted(scores, reverse=True)
    assert 0 < sum(float(row[3]) for row in rows) < 1  # the rest is for what is not listed


def test_json_has_the_shape_that_programs_read(isogloss, model):
    result = isogloss("translate", model, "s1", "zzz", "--json", "-k", 2)
    known, unknown = map(json.loads, result.stdout.splitlines())
    assert list(known) == ["word", "found", "no_translation", "translations"]
    total = known["no_translation"] + sum(item["probability"] for item in known["translations"])
    assert 0 <= known["no_translation"] <= total <= 1
    assert (known["word"], known["found"]) == ("s1", True)
    assert [list(item) for item in known["translations"]] == [["word", "score", "probability"]] * 2
    assert known["translations"][0]["word"] == "t1"
    assert unknown == {
        "word": "zzz",
        "found": False,
        "no_translation": None,
        "translations": [],
    }


@pytest.mark.parametrize("group_forms", [False, True])
def test_a_word_that_rather_has_no_translation_says_so_first(
    isogloss, model, monkeypatch, group_forms
):
    """The stand-in for the probability knows two words that have none."""

    def absences(model, rows, signs):
        return np.where(np.isin(rows, [1, 3]), 0.9999, 0.0)

    monkeypatch.setattr("align.translation.translator.absences", absences)
    flags = ["--group-forms"] if group_forms else []
    result = isogloss("translate", model, *("s1", "s2", "s3"), "-k", 2, *flags)
    rows = [line.split("\t") for line in result.stdout.splitlines()]
    assert [row[0] for row in rows] == ["s1"] * 3 + ["s2"] * 2 + ["s3"] * 3
    between = [""] if group_forms else []
    for place, row in enumerate(rows):
        expected = place in (0, 5)
        assert (row[1:] == ["", "", "0.9999", *between, "no translation"]) == expected
    assert result.stderr == "2 words probably have no translation in the vocabulary of bb\n"


@pytest.fixture
def two_stems(monkeypatch):
    """Make all words with the same first letter forms of one stem: those of `t` and of `same`."""
    monkeypatch.setattr(forms, "are_forms", lambda one, other, cosine: one[0] == other[0])


def test_forms_of_one_stem_are_one_line_on_request(isogloss, model, two_stems):
    result = isogloss("translate", model, "s1", "zzz", "-k", 2, "--group-forms")
    first, second, unknown = (line.split("\t") for line in result.stdout.splitlines())
    assert first[:2] == ["s1", "t1"] and second[1].startswith("same")
    listed = first[4].split(", ")
    assert len(listed) > 1 and all(form.startswith("t") for form in listed)
    assert unknown == ["zzz", "", "", "", ""]
    plain = isogloss("translate", model, "s1", "-k", 1).stdout.split("\t")
    assert float(first[3]) >= float(plain[3])


def test_json_has_the_other_forms_on_request(isogloss, model, two_stems):
    result = isogloss("translate", model, "s1", "-k", 2, "--group-forms", "--json")
    best = json.loads(result.stdout)["translations"][0]
    assert list(best) == ["word", "score", "probability", "forms"]
    assert best["word"] == "t1" and "t1" not in best["forms"] and len(best["forms"]) > 1


def test_a_word_without_other_forms_has_none(isogloss, model):
    result = isogloss("translate", model, "s1", "-k", 1, "--group-forms")
    assert result.stdout.endswith("\t\n")


def test_forms_are_not_grouped_in_lines_of_text(isogloss, model):
    result = isogloss("translate", model, "--lines", "--group-forms", "s1")
    assert result.exit_code == 2 and "cannot be used with --lines" in result.stderr


def test_json_leaves_words_as_they_are_written(isogloss, model):
    assert '"été"' in isogloss("translate", model, "été", "--json").stdout


def test_an_unknown_word_has_empty_fields_and_is_no_failure(isogloss, model):
    result = isogloss("translate", model, "zzz", "s1", "-k", 1)
    assert result.exit_code == 0
    assert result.stdout.splitlines()[0] == "zzz\t\t\t"
    assert result.stderr == "1 words are not in the vocabulary\n"


@pytest.mark.parametrize("k", [1, 10, 11, 50])
def test_prints_k_candidates_with_the_same_best(isogloss, model, k):
    result = isogloss("translate", model, "s1", "s2", "-k", k)
    assert len(result.stdout.splitlines()) == 2 * k
    assert _first(result) == {"s1": "t1", "s2": "t2"}


def test_prints_every_word_where_k_is_larger_than_the_vocabulary(isogloss, model):
    result = isogloss("translate", model, "s1", "-k", 10 * WORDS)
    assert len(result.stdout.splitlines()) == WORDS


def test_translates_the_other_way(isogloss, model):
    assert _first(isogloss("translate", model, "t1", "--reverse")) == {"t1": "s1"}
    assert _first(isogloss("translate", model, "t1")) == {"t1": ""}


def test_words_may_begin_with_a_dash_after_two(isogloss, model):
    assert isogloss("translate", model, "--", "-x").stdout == "-x\t\t\t\n"


def test_a_standard_input_that_is_not_utf_8_is_told_with_its_line(fails, model):
    message = fails("translate", model, "-", stdin=b"s1\ns2\n\xff\xfe\n")
    assert "line 3: not UTF-8" in message


@pytest.mark.parametrize(
    "name", ["maps.npz", "source.words.txt", "source.vectors.npy", "target.probabilities.npy"]
)
def test_a_flipped_byte_is_told_with_its_file(fails, copy, name):
    data = bytearray((copy / name).read_bytes())
    data[len(data) // 2] ^= 1
    (copy / name).write_bytes(data)
    assert fails("translate", copy, "s1").startswith(f"{copy / name}: its checksum")


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("maps.npz", None),
        ("source.words.txt", b"a"),
        ("manifest.json", b"{"),
        ("manifest.json", None),
    ],
)
def test_a_model_with_a_damaged_file_is_refused(fails, copy, name, data):
    (copy / name).unlink()
    if data is not None:
        (copy / name).write_bytes(data)
    assert name in fails("translate", copy, "s1")


def test_what_is_not_a_model_is_refused(fails, vectors, tmp_path):
    assert "not a model" in fails("translate", tmp_path, "s1")
    assert "not a model" in fails("translate", tmp_path / "none", "s1")
    assert "not a model" in fails("translate", vectors / "aa.vec", "s1")


def test_a_reader_that_goes_away_is_no_error(model):
    python, folder = shlex.quote(sys.executable), shlex.quote(str(model))
    words = "for i in $(seq 1 40); do seq -f s%g 1 599; done"
    line = f"({words}) | {python} -m service translate {folder} -k 10 | head -n 1"
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", line], capture_output=True, text=True, timeout=60, cwd=ROOT
    )
    assert (done.stdout.split("\t")[:2], done.stderr) == (["s1", "t1"], "")


def test_words_of_any_script_pass_where_the_locale_is_plain(model):
    done = isogloss_process("translate", model, "-", input="été\n", env={"LC_ALL": "C.UTF-8"})
    assert (done.returncode, done.stdout) == (0, "été\t\t\t\n")


def test_another_form_of_a_known_word_is_found_and_told(isogloss, model):
    result = isogloss("translate", model, "S1", "s1", "--json", "-k", 1)
    other, same = map(json.loads, result.stdout.splitlines())
    assert (other["word"], other["found"], other["meant"]) == ("S1", True, "s1")
    assert "meant" not in same
    assert other["translations"] == same["translations"]


def test_lines_are_translated_word_by_word_and_stay_lines(isogloss, model):
    text = "S1, (s2) zzz\n\n\t s3 42 https://s1.s2/s3\r\nSAME0"
    result = isogloss("translate", model, "--lines", "-", stdin=text)
    assert result.stdout == "T1, (t2) zzz\n\n\t t3 42 https://s1.s2/s3\nSAME0\n"
    assert result.stderr == "1 words are not in the vocabulary and were left as they are\n"


def test_a_line_may_be_an_argument_and_the_other_way(isogloss, model):
    assert isogloss("translate", model, "--lines", "--reverse", "t1 t2", "T3").stdout == (
        "s1 s2\nS3\n"
    )


def test_lines_as_json_have_alternatives(isogloss, model):
    result = isogloss("translate", model, "--lines", "--json", "-k", 3, "s1", "zzz")
    known, unknown = map(json.loads, result.stdout.splitlines())
    words = json.loads(isogloss("translate", model, "--json", "-k", 3, "s1").stdout)["translations"]
    assert known == {
        "line": "s1",
        "text": words[0]["word"],
        "alternatives": [word["word"] for word in words[1:]],
    }
    assert unknown == {"line": "zzz", "text": "zzz", "alternatives": []}
