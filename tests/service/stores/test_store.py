"""Tests of every database except for search, which `test_conformance` tests."""

import os
import secrets
import threading
from dataclasses import replace

import numpy as np
import pytest

from embeddings.errors import IndexUnavailable
from service.stores.store import PerProcess, StoredIndex, StoredRows

Y = np.random.default_rng(2).normal(size=(50, 6)).astype(np.float32)


def _name():
    return f"isogloss_aa_bb_{secrets.token_hex(8)}_source"


def test_a_collection_has_its_metadata(store, keep):
    collection = keep(store, Y)
    assert store.about(collection.name) == collection.about
    assert store.about(_name()) is None


def test_a_collection_replaces_an_earlier_one_of_the_same_name(store, keep):
    keep(store, Y, name := _name())
    latter = keep(store, -Y[:20], name)
    assert store.about(name) == latter.about
    scores, rows = StoredIndex(store, latter).search(Y[:3], 50)
    assert rows.shape == (3, 20)
    np.testing.assert_allclose(scores.max(axis=1), (-Y[:3] @ Y[:20].T).max(axis=1), atol=1e-5)
    assert len(store.names()) == 1


def test_an_interrupted_export_leaves_the_earlier_collection(store, keep):
    def broken():
        yield StoredRows(0, ["a", "b"], -Y[:2])
        raise KeyboardInterrupt

    collection = keep(store, Y)
    before = store.names()
    with pytest.raises(KeyboardInterrupt):
        store.write(replace(collection, sha256="0" * 64), broken())
    assert store.about(collection.name) == collection.about
    assert store.names() == before
    assert StoredIndex(store, collection).search(Y[:1], 50)[1].shape == (1, 50)


def test_a_collection_stays_searchable_during_a_new_export(store, keep):
    index, failed, over = StoredIndex(store, keep(store, Y, name := _name())), [], threading.Event()

    def search():
        while not over.is_set():
            try:
                assert index.search(Y[:2], 50)[1].shape == (2, 50)
            except Exception as error:
                failed.append(error)

    searching = threading.Thread(target=search)
    searching.start()
    for _ in range(3):
        keep(store, Y, name)
    over.set()
    searching.join()
    assert not failed


def test_a_dropped_collection_no_longer_exists(store, keep):
    collection = keep(store, Y)
    for name in store.names():
        store.drop(name)
    assert (store.names(), store.about(collection.name)) == ([], None)
    with pytest.raises(IndexUnavailable, match=rf"^{store.shown.replace('+', '.')}: "):
        StoredIndex(store, collection).search(Y[:1], 1)


def test_lost_rows_are_reported(store, keep):
    collection = keep(store, Y)
    with pytest.raises(IndexUnavailable, match="has lost rows; write it again"):
        StoredIndex(store, replace(collection, rows=60)).search(Y[:1], 55)


def test_a_closed_store_reconnects(store, keep):
    if store.kind == "qdrant":
        pytest.skip("a client in local mode is the database itself")
    collection = keep(store, Y)
    store.close()
    assert store.about(collection.name) == collection.about


def test_each_process_makes_one_resource():
    processes = []
    per_process = PerProcess(lambda: processes.append(os.getpid()) or len(processes))
    assert [per_process.get(), per_process.get()] == [1, 1]
    # Like in a forked process.
    per_process._entry = (os.getppid(), per_process._entry[1])
    assert per_process.get() == 2


def test_the_resource_of_another_process_is_not_taken():
    per_process = PerProcess(lambda: 1)
    assert per_process.take() is None
    per_process._entry = (os.getppid(), 1)
    assert per_process.take() is None
