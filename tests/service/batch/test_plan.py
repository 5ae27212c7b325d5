import os
import shutil

import pytest

from service.batch import plan as module
from service.batch.digests import Digests
from service.batch.plan import plan
from service.batch.read import read_jobs
from service.cli.commands.batch import kinds

TEXT = """
[train.en]
text = "en.txt"
[train.es]
text = "es.txt"
[align.en-es]
source = "en"
target = "es"
[lexicon.en-es]
"""
ALL = {"train.en", "train.es", "align.en-es", "lexicon.en-es"}


@pytest.fixture
def keys(write, tmp_path):
    """Return what plans a file of jobs and returns their keys."""
    (tmp_path / "en.txt").write_text("a b\n")
    (tmp_path / "es.txt").write_text("c d\n")

    def keys(text=TEXT):
        planned = plan(read_jobs(write(text), kinds()), Digests(tmp_path / "digests.json"))
        return {id: each.key for id, each in planned.items()}

    return keys


def _changed(before, after):
    return {id for id in before if before[id] != after[id]}


def test_the_same_file_has_the_same_keys(keys):
    assert _changed(keys(), keys()) == set()


def test_a_default_that_is_spelled_out_changes_nothing(keys):
    assert _changed(keys(), keys(TEXT + "k = 1\n")) == set()


def test_what_needs_a_job_changes_with_it(keys, tmp_path):
    before = keys()
    (tmp_path / "es.txt").write_text("c e\n")
    assert _changed(before, keys()) == ALL - {"train.en"}


def test_a_setting_changes_its_job_and_what_needs_it(keys):
    assert _changed(keys(), keys(TEXT + "k = 2\n")) == {"lexicon.en-es"}
    assert _changed(keys(), keys("[defaults]\nepochs = 3\n" + TEXT)) == ALL


def test_what_a_job_is_called_and_where_files_lie_changes_nothing(keys, tmp_path):
    before = keys()["lexicon.en-es"]
    moved = tmp_path / "moved"
    moved.mkdir()
    shutil.move(tmp_path / "en.txt", moved / "en.txt")
    text = TEXT.replace('"en.txt"', '"moved/en.txt"').replace("[lexicon.en-es]", "[lexicon.a]")
    assert keys(text + 'model = "en-es"\noutput = "b.tsv"\n')["lexicon.a"] == before


def test_the_form_of_the_output_counts(keys):
    assert _changed(keys(), keys(TEXT + 'output = "a.tsv.gz"\n')) == {"lexicon.en-es"}


def test_another_version_of_what_computes_it_changes_a_job(keys, monkeypatch):
    before = keys()
    there = module.versions
    newer = {"gensim": "99"}
    monkeypatch.setattr(module, "versions", lambda *names: there(*names) | newer)
    assert _changed(before, keys()) == ALL
    monkeypatch.setattr(
        module, "versions", lambda *names: there(*names) | (newer if "gensim" in names else {})
    )
    assert "train.en" in _changed(before, keys())


def test_a_digest_is_remembered_until_the_file_changes(tmp_path):
    file = tmp_path / "a"
    file.write_text("a")
    os.utime(file, (1, 1))
    digests = Digests(tmp_path / "digests.json")
    first = digests.of(file)
    digests.keep()
    file.write_text("b")
    os.utime(file, (1, 1))  # as if it had not been touched: what is remembered is told
    assert Digests(tmp_path / "digests.json").of(file) == first
    os.utime(file, (2, 2))
    assert Digests(tmp_path / "digests.json").of(file) != first


def test_a_file_that_has_just_changed_is_not_remembered(tmp_path):
    (tmp_path / "a").write_text("a")
    digests = Digests(tmp_path / "digests.json")
    digests.of(tmp_path / "a")
    digests.keep()
    assert not (tmp_path / "digests.json").exists()


def test_a_damaged_cache_is_no_cache(tmp_path):
    (tmp_path / "a").write_text("a")
    (tmp_path / "digests.json").write_text("{")
    assert len(Digests(tmp_path / "digests.json").of(tmp_path / "a")) == 64
