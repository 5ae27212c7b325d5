import os
import shutil

import pytest

from service.batch import plan as module
from service.batch.digests import DigestCache
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
    """Return a function that reads and plans a file of jobs and returns their keys."""
    (tmp_path / "en.txt").write_text("a b\n")
    (tmp_path / "es.txt").write_text("c d\n")

    def keys(text=TEXT):
        planned = plan(read_jobs(write(text), kinds()), DigestCache(tmp_path / "digests.json"))
        return {id: each.key for id, each in planned.items()}

    return keys


def _changed(before, after):
    return {id for id in before if before[id] != after[id]}


def test_the_same_file_has_the_same_keys(keys):
    assert _changed(keys(), keys()) == set()


def test_an_explicit_default_does_not_change_the_key(keys):
    assert _changed(keys(), keys(TEXT + "k = 1\n")) == set()


def test_a_changed_file_changes_its_job_and_its_dependants(keys, tmp_path):
    before = keys()
    (tmp_path / "es.txt").write_text("c e\n")
    assert _changed(before, keys()) == ALL - {"train.en"}


def test_a_setting_changes_its_job_and_its_dependants(keys):
    assert _changed(keys(), keys(TEXT + "k = 2\n")) == {"lexicon.en-es"}
    assert _changed(keys(), keys("[defaults]\nepochs = 3\n" + TEXT)) == ALL


def test_job_names_and_file_locations_do_not_change_the_key(keys, tmp_path):
    before = keys()["lexicon.en-es"]
    moved = tmp_path / "moved"
    moved.mkdir()
    shutil.move(tmp_path / "en.txt", moved / "en.txt")
    text = TEXT.replace('"en.txt"', '"moved/en.txt"').replace("[lexicon.en-es]", "[lexicon.a]")
    assert keys(text + 'model = "en-es"\noutput = "b.tsv"\n')["lexicon.a"] == before


def test_the_output_format_changes_the_key(keys):
    assert _changed(keys(), keys(TEXT + 'output = "a.tsv.gz"\n')) == {"lexicon.en-es"}


def test_another_library_version_changes_the_key(keys, monkeypatch):
    before = keys()
    real = module.versions
    newer = {"gensim": "99"}
    monkeypatch.setattr(module, "versions", lambda *names: real(*names) | newer)
    assert _changed(before, keys()) == ALL
    monkeypatch.setattr(
        module, "versions", lambda *names: real(*names) | (newer if "gensim" in names else {})
    )
    assert "train.en" in _changed(before, keys())


def test_a_digest_is_cached_until_the_file_changes(tmp_path):
    file = tmp_path / "a"
    file.write_text("a")
    os.utime(file, (1, 1))
    digests = DigestCache(tmp_path / "digests.json")
    first = digests.of(file)
    digests.keep()
    file.write_text("b")
    os.utime(file, (1, 1))  # same size and time stamp: the cached digest is returned
    assert DigestCache(tmp_path / "digests.json").of(file) == first
    os.utime(file, (2, 2))
    assert DigestCache(tmp_path / "digests.json").of(file) != first


def test_a_file_that_has_just_changed_is_not_cached(tmp_path):
    (tmp_path / "a").write_text("a")
    digests = DigestCache(tmp_path / "digests.json")
    digests.of(tmp_path / "a")
    digests.keep()
    assert not (tmp_path / "digests.json").exists()


def test_a_damaged_cache_counts_as_empty(tmp_path):
    (tmp_path / "a").write_text("a")
    (tmp_path / "digests.json").write_text("{")
    assert len(DigestCache(tmp_path / "digests.json").of(tmp_path / "a")) == 64
