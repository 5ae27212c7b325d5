"""What is OpenSearch's own, in its wire form: no real one can run here."""

import sys
from base64 import b64encode

import numpy as np
import pytest

from embeddings import IsoglossError
from embeddings.errors import IndexUnavailable
from service.stores.choice import open_store
from service.stores.store import Collection, Rows, StoredIndex

Y = np.random.default_rng(8).normal(size=(30, 5)).astype(np.float32)
NAME = "isogloss_aa_bb_0123456789abcdef_source"


def test_words_and_ranks_are_there_too(opensearch, node):
    opensearch.write(Collection(NAME, "0" * 64, 2, 5), [Rows(0, ["día", "語"], Y[:2])])
    [kept] = node.indices.values()
    first, second = kept.documents["0"], kept.documents["1"]
    assert [first["id"], first["word"], first["rank"]] == [0, "día", 1]
    assert [second["id"], second["word"], second["rank"]] == [1, "語", 2]
    np.testing.assert_array_equal(np.array(second["vector"], dtype=np.float32), Y[1])


def test_no_graph_is_made_of_the_vectors(opensearch, node, keep):
    keep(opensearch, Y)
    [kept] = node.indices.values()
    assert kept.settings["knn"] is False
    assert kept.mappings["properties"]["vector"] == {"type": "knn_vector", "dimension": 5}


def test_more_than_ten_thousand_rows_may_be_asked_for(opensearch, node, keep):
    collection = keep(opensearch, np.ones((10_001, 1), dtype=np.float32), batch=5_000)
    _, rows = StoredIndex(opensearch, collection).search(np.ones((1, 1)), 10_001)
    np.testing.assert_array_equal(rows[0], np.arange(10_001))


def test_part_of_an_answer_is_none(opensearch, node, keep):
    index = StoredIndex(opensearch, keep(opensearch, Y))
    node.failing_shards = 1
    with pytest.raises(IndexUnavailable, match="a part of the index did not answer"):
        index.search(Y[:1], 3)


def test_a_row_that_is_not_kept_is_told_and_nothing_stays(opensearch, node):
    rows = [Rows(0, ["a"], Y[:1]), Rows(1, ["b"], Y[1:2, :4])]
    with pytest.raises(IndexUnavailable, match="row 1 was not kept: .*dimension mismatch"):
        opensearch.write(Collection(NAME, "0" * 64, 2, 5), rows)
    assert not node.indices


def test_what_a_killed_run_has_left_goes_with_the_next(opensearch, node, keep):
    keep(opensearch, Y, NAME)
    [(left, kept)] = node.indices.items()
    node.indices[f"{NAME}_00000000"] = type(kept)(kept.settings, kept.mappings)
    keep(opensearch, Y, NAME)
    [name] = node.indices
    assert name.startswith(NAME) and name not in (left, f"{NAME}_00000000")


def test_who_asks_is_told_to_the_database_alone(node):
    url = node.url.replace("//", "//me:s3cr%2Ft@")
    store = open_store(f"opensearch+{url}")
    assert store.about(NAME) is None
    assert node.authorization == "Basic " + b64encode(b"me:s3cr/t").decode()
    assert store.shown == f"opensearch+{node.url}"


def test_where_nothing_listens_is_told_in_one_line(node, capfd):
    store = open_store(f"opensearch+{node.url.rpartition(':')[0]}:1".replace("//", "//me:s3cret@"))
    with pytest.raises(IndexUnavailable, match=r"^opensearch\+http://127.0.0.1:1: ") as caught:
        store.about(NAME)
    assert "s3cret" not in str(caught.value) and "\n" not in str(caught.value)
    assert capfd.readouterr().err == ""


def test_without_its_client_it_is_told_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "opensearchpy", None)
    with pytest.raises(IsoglossError, match=r"takes opensearch-py.*isogloss\[opensearch\]"):
        open_store("opensearch+http://h")
