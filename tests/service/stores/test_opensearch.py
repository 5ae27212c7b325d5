"""Tests of the OpenSearch store alone, against a simulated node."""

import sys
from base64 import b64encode

import numpy as np
import pytest

from embeddings import IsoglossError
from embeddings.errors import IndexUnavailable
from service.stores.choice import open_store
from service.stores.store import Collection, StoredIndex, StoredRows

Y = np.random.default_rng(8).normal(size=(30, 5)).astype(np.float32)
NAME = "isogloss_aa_bb_0123456789abcdef_source"


def test_words_and_ranks_are_stored(opensearch, node):
    opensearch.write(Collection(NAME, "0" * 64, 2, 5), [StoredRows(0, ["día", "語"], Y[:2])])
    [index] = node.indices.values()
    first, second = index.documents["0"], index.documents["1"]
    assert [first["id"], first["word"], first["rank"]] == [0, "día", 1]
    assert [second["id"], second["word"], second["rank"]] == [1, "語", 2]
    np.testing.assert_array_equal(np.array(second["vector"], dtype=np.float32), Y[1])


def test_no_graph_is_built(opensearch, node, keep):
    keep(opensearch, Y)
    [index] = node.indices.values()
    assert index.settings["knn"] is False
    assert index.mappings["properties"]["vector"] == {"type": "knn_vector", "dimension": 5}


def test_more_than_ten_thousand_rows_can_be_requested(opensearch, node, keep):
    collection = keep(opensearch, np.ones((10_001, 1), dtype=np.float32), batch=5_000)
    _, rows = StoredIndex(opensearch, collection).search(np.ones((1, 1)), 10_001)
    np.testing.assert_array_equal(rows[0], np.arange(10_001))


def test_a_partial_response_is_an_error(opensearch, node, keep):
    index = StoredIndex(opensearch, keep(opensearch, Y))
    node.failing_shards = 1
    with pytest.raises(IndexUnavailable, match="a part of the index did not answer"):
        index.search(Y[:1], 3)


def test_a_rejected_row_is_reported_and_the_export_is_undone(opensearch, node):
    rows = [StoredRows(0, ["a"], Y[:1]), StoredRows(1, ["b"], Y[1:2, :4])]
    with pytest.raises(IndexUnavailable, match="row 1 was not stored: .*dimension mismatch"):
        opensearch.write(Collection(NAME, "0" * 64, 2, 5), rows)
    assert not node.indices


def test_the_next_export_deletes_the_remains_of_a_killed_one(opensearch, node, keep):
    keep(opensearch, Y, NAME)
    [(earlier, index)] = node.indices.items()
    node.indices[f"{NAME}_00000000"] = type(index)(index.settings, index.mappings)
    keep(opensearch, Y, NAME)
    [name] = node.indices
    assert name.startswith(NAME) and name not in (earlier, f"{NAME}_00000000")


def test_credentials_are_sent_to_the_database_only(node):
    url = node.url.replace("//", "//me:s3cr%2Ft@")
    store = open_store(f"opensearch+{url}")
    assert store.about(NAME) is None
    assert node.authorization == "Basic " + b64encode(b"me:s3cr/t").decode()
    assert store.shown == f"opensearch+{node.url}"


def test_an_unreachable_database_is_reported_in_one_line(node, capfd):
    store = open_store(f"opensearch+{node.url.rpartition(':')[0]}:1".replace("//", "//me:s3cret@"))
    with pytest.raises(IndexUnavailable, match=r"^opensearch\+http://127.0.0.1:1: ") as caught:
        store.about(NAME)
    assert "s3cret" not in str(caught.value) and "\n" not in str(caught.value)
    assert capfd.readouterr().err == ""


def test_without_the_client_the_error_names_the_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "opensearchpy", None)
    with pytest.raises(IsoglossError, match=r"needs opensearch-py.*isogloss\[opensearch\]"):
        open_store("opensearch+http://h")
