"""Tests of the PostgreSQL store alone, against a real server from a wheel."""

import socket
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import psycopg
import pytest

from embeddings import IsoglossError
from embeddings.errors import IndexUnavailable
from service.stores.choice import open_store
from service.stores.store import Collection, StoredIndex, StoredRows

Y = np.random.default_rng(8).normal(size=(1500, 9)).astype(np.float32)


@pytest.fixture
def connection(postgres):
    with psycopg.connect(postgres.get_uri(), autocommit=True) as connection:
        yield connection


def test_words_and_ranks_are_stored(pgvector, connection):
    name, words = "isogloss_aa_bb_0123456789abcdef_source", ["día", "a\tb\\N", "nul\0", '"', "語"]
    pgvector.write(Collection(name, "0" * 64, 5, 9), [StoredRows(0, words, Y[:5])])
    rows = connection.execute(f"SELECT id, word, rank, vector::text FROM {name} ORDER BY id")
    ids, stored_words, ranks, vectors = zip(*rows, strict=True)
    assert (ids, ranks) == ((0, 1, 2, 3, 4), (1, 2, 3, 4, 5))
    assert stored_words == ("día", "a\tb\\N", "nul\ufffd", '"', "語")
    np.testing.assert_array_equal(
        [np.fromstring(vector[1:-1], np.float32, sep=",") for vector in vectors], Y[:5]
    )


def test_an_approximate_index_on_the_table_is_not_used(pgvector, keep, connection):
    collection = keep(pgvector, Y)
    name, operators = collection.name, "(vector vector_ip_ops)"
    connection.execute(
        f"CREATE INDEX ON {name} USING hnsw {operators} WITH (m = 2, ef_construction = 4)"
    )
    connection.execute(f"ANALYZE {name}")
    query = "SELECT id FROM {} ORDER BY vector <#> '[1,0,0,0,0,0,0,0,0]' LIMIT 100"
    plan = connection.execute("EXPLAIN " + query.format(name)).fetchall()
    assert "Index Scan" in str(plan)  # PostgreSQL would use the index here
    assert len(connection.execute(query.format(name)).fetchall()) < 100
    scores, _ = StoredIndex(pgvector, collection).search(Y[:5], 100)
    np.testing.assert_allclose(scores, -np.sort(-(Y[:5] @ Y.T), axis=1)[:, :100], atol=1e-5)


def test_many_threads_share_few_connections(pgvector, keep, connection):
    index = StoredIndex(pgvector, keep(pgvector, Y))
    with ThreadPoolExecutor(24) as pool:
        list(pool.map(lambda n: index.search(Y[[n]], 3), range(96)))
    query = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'isogloss'"
    [count] = connection.execute(query).fetchone()
    assert 1 <= count <= 8


def test_searches_continue_after_lost_connections(pgvector, keep, connection):
    index = StoredIndex(pgvector, keep(pgvector, Y))
    before = index.search(Y[:2], 3)[1]
    query = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s"
    assert connection.execute(query, ["isogloss"]).fetchall()
    np.testing.assert_array_equal(index.search(Y[:2], 3)[1], before)


def test_a_search_that_takes_too_long_is_cancelled(pgvector, keep, connection, monkeypatch):
    monkeypatch.setattr("service.stores.pool.ANSWERING", 1)
    collection = keep(pgvector, Y)
    locked = threading.Event()

    def lock():
        with connection.transaction():
            connection.execute(f"LOCK TABLE {collection.name} IN ACCESS EXCLUSIVE MODE")
            locked.set()
            released.wait(10)

    released = threading.Event()
    holding = threading.Thread(target=lock)
    holding.start()
    locked.wait(10)
    try:
        with pytest.raises(IndexUnavailable, match="canceling statement due to statement timeout"):
            StoredIndex(pgvector, collection).search(Y[:1], 3)
    finally:
        released.set()
        holding.join()


def test_an_unreachable_database_is_reported_at_once(keep):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        port = other.getsockname()[1]
    store = open_store(f"postgresql://me:s3cret@127.0.0.1:{port}/db")
    began = time.monotonic()
    with pytest.raises(IndexUnavailable, match=f"^postgresql://127.0.0.1:{port}/db: ") as caught:
        store.about("isogloss")
    assert time.monotonic() - began < 3
    assert "s3cret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_the_extension_is_created_if_missing(postgres, connection, keep):
    connection.execute("CREATE DATABASE bare")
    try:
        store = open_store(postgres.get_uri(database="bare"))
        collection = keep(store, Y[:5])
        assert store.about(collection.name) == collection.about
    finally:
        store.close()
        connection.execute("DROP DATABASE bare WITH (FORCE)")


def test_without_the_right_to_create_the_extension_the_error_says_who_has_it(
    postgres, connection, keep
):
    connection.execute("CREATE DATABASE bare")
    connection.execute("CREATE ROLE somebody LOGIN")
    try:
        uri = postgres.get_uri(database="bare").replace("//postgres:", "//somebody:")
        with pytest.raises(IsoglossError, match=r"lacks the extension pgvector.*CREATE EXTENSION"):
            keep(open_store(uri), Y[:5])
    finally:
        connection.execute("DROP DATABASE bare WITH (FORCE)")
        connection.execute("DROP ROLE somebody")


def test_a_url_that_libpq_rejects_is_reported_without_the_password():
    with pytest.raises(IsoglossError, match=r"postgresql://h/db: .*nonsense") as caught:
        open_store("postgresql://u:s3cret@h/db?nonsense=1")
    assert "s3cret" not in str(caught.value)


def test_without_psycopg_the_error_names_the_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(IsoglossError, match=r"needs psycopg.*isogloss\[pgvector\]"):
        open_store("postgresql://h/db")


def test_a_foreign_table_has_no_metadata(pgvector, connection):
    connection.execute("CREATE TABLE isogloss_other (id integer)")
    connection.execute("COMMENT ON TABLE isogloss_other IS 'my notes, not JSON'")
    assert pgvector.about("isogloss_other") is None
