"""The command; PostgreSQL and a service that searches in it: `stores/test_serving.py`."""

import pytest

from tests.service.stores.opensearching import Node


@pytest.fixture
def node():
    with Node() as node:
        yield node


def test_writes_both_sides_and_says_how_they_are_served(isogloss, model, node):
    done = isogloss("export", model, "--to", "opensearch", "--url", node.url)
    assert (done.exit_code, done.stdout) == (0, "")
    assert sorted(len(index.documents) for index in node.indices.values()) == [600, 600]
    assert ": 600 words" in done.stderr
    assert done.stderr.endswith(f"next: isogloss serve {model} --index-url opensearch+{node.url}\n")


def test_the_environment_says_where_and_no_message_has_the_password(
    isogloss, model, node, monkeypatch
):
    url = node.url.replace("//", "//me:s3cret@")
    monkeypatch.setenv("ISOGLOSS_INDEX_URL", f"opensearch+{url}")
    done = isogloss("export", model, "--to", "opensearch")
    assert done.exit_code == 0
    assert len(node.indices) == 2
    assert "s3cret" not in done.output


def test_prune_deletes_other_versions(isogloss, model, node, copy):
    manifest = copy / "manifest.json"
    manifest.write_text(manifest.read_text() + "\n")  # another version, by its checksum
    to = ("--to", "opensearch", "--url", node.url)
    isogloss("export", copy, *to)
    isogloss("export", model, *to)
    assert len(node.indices) == 4
    done = isogloss("export", model, *to, "--prune")
    assert done.stderr.count("deleted isogloss_aa_bb_") == 2
    assert len(node.indices) == 2


def test_a_database_that_is_not_there_is_one_line(fails, model):
    message = fails("export", model, "--to", "opensearch", "--url", "http://me:s3cret@127.0.0.1:1")
    assert message.startswith("opensearch+http://127.0.0.1:1: ")
    assert "s3cret" not in message


def test_a_folder_that_is_no_model_is_refused(fails, tmp_path):
    message = fails("export", tmp_path, "--to", "opensearch", "--url", "http://127.0.0.1:1")
    assert "not a model" in message


def test_a_url_of_another_database_is_refused(fails, model):
    message = fails("export", model, "--to", "pgvector", "--url", "qdrant+http://h")
    assert message == "this is a URL of qdrant, not of pgvector"


@pytest.mark.parametrize("arguments", [["--to", "sqlite", "--url", "x"], ["--to", "qdrant"]])
def test_what_is_missing_or_unknown_is_wrong_usage(isogloss, model, arguments):
    assert isogloss("export", model, *arguments).exit_code == 2
