"""What holds for every database, beside how it searches: `test_conformance` has that."""

import os
import secrets
import threading
from dataclasses import replace

import numpy as np
import pytest

from embeddings.errors import IndexUnavailable
from service.stores.store import PerProcess, Rows, StoredIndex

Y = np.random.default_rng(2).normal(size=(50, 6)).astype(np.float32)


def _name():
    return f"isogloss_aa_bb_{secrets.token_hex(8)}_source"


def test_says_what_a_collection_is(store, keep):
    collection = keep(store, Y)
    assert store.about(collection.name) == collection.about
    assert store.about(_name()) is None


def test_of_one_name_the_last_written_is_there(store, keep):
    keep(store, Y, name := _name())
    latter = keep(store, -Y[:20], name)
    assert store.about(name) == latter.about
    scores, rows = StoredIndex(store, latter).search(Y[:3], 50)
    assert rows.shape == (3, 20)
    np.testing.assert_allclose(scores.max(axis=1), (-Y[:3] @ Y[:20].T).max(axis=1), atol=1e-5)
    assert len(store.names()) == 1


def test_what_breaks_off_leaves_what_was_there(store, keep):
    def broken():
        yield Rows(0, ["a", "b"], -Y[:2])
        raise KeyboardInterrupt

    collection = keep(store, Y)
    before = store.names()
    with pytest.raises(KeyboardInterrupt):
        store.write(replace(collection, sha256="0" * 64), broken())
    assert store.about(collection.name) == collection.about
    assert store.names() == before
    assert StoredIndex(store, collection).search(Y[:1], 50)[1].shape == (1, 50)


def test_is_searched_while_another_takes_its_place(store, keep):
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


def test_a_collection_that_is_dropped_is_no_more(store, keep):
    collection = keep(store, Y)
    for name in store.names():
        store.drop(name)
    assert (store.names(), store.about(collection.name)) == ([], None)
    with pytest.raises(IndexUnavailable, match=rf"^{store.shown.replace('+', '.')}: "):
        StoredIndex(store, collection).search(Y[:1], 1)


def test_rows_that_are_lost_are_told(store, keep):
    collection = keep(store, Y)
    with pytest.raises(IndexUnavailable, match="has lost rows; write it again"):
        StoredIndex(store, replace(collection, rows=60)).search(Y[:1], 55)


def test_a_closed_store_opens_again(store, keep):
    if store.kind == "qdrant":
        pytest.skip("a client in local mode is the database itself")
    collection = keep(store, Y)
    store.close()
    assert store.about(collection.name) == collection.about


def test_each_process_makes_its_own_once():
    made = []
    per_process = PerProcess(lambda: made.append(os.getpid()) or len(made))
    assert [per_process.get(), per_process.get()] == [1, 1]
    # As in a process that was forked from this one.
    per_process._made = (os.getppid(), per_process._made[1])
    assert per_process.get() == 2


def test_what_another_process_made_is_not_taken():
    per_process = PerProcess(lambda: 1)
    assert per_process.take() is None
    per_process._made = (os.getppid(), 1)
    assert per_process.take() is None
