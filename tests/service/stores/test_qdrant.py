"""Tests of the Qdrant store alone: in local mode, and the requests of its client."""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np
import pytest

from embeddings import IsoglossError
from embeddings.errors import IndexUnavailable
from service.stores.choice import open_store
from service.stores.store import Collection, StoredRows

Y = np.random.default_rng(8).normal(size=(30, 5)).astype(np.float32)
NAME = "isogloss_aa_bb_0123456789abcdef_source"


@pytest.fixture
def listening():
    """Yield the address of an HTTP server without aliases, and a list of its requests."""
    requests = []

    class Handler(BaseHTTPRequestHandler):
        def answer(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            requests.append((self.command, self.path, self.headers.get("api-key"), body))
            aliases = {"result": {"aliases": []}, "status": "ok", "time": 0.0}
            answer = aliases if self.path.endswith("/aliases") else {"result": [], "time": 0.0}
            written = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(written)))
            self.end_headers()
            self.wfile.write(written)

        def log_message(self, *arguments):
            pass

    for method in ("GET", "POST"):
        setattr(Handler, f"do_{method}", Handler.answer)
    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"127.0.0.1:{server.server_port}", requests
        server.shutdown()
        thread.join()


def test_words_and_ranks_are_stored(qdrant):
    qdrant.write(Collection(NAME, "0" * 64, 2, 5), [StoredRows(0, ["día", "語"], Y[:2])])
    points, _ = qdrant._client.get().scroll(NAME, with_vectors=True)
    assert [point.id for point in points] == [0, 1]
    assert [p.payload for p in points] == [{"word": "día", "rank": 1}, {"word": "語", "rank": 2}]
    np.testing.assert_array_equal(np.array(points[1].vector, dtype=np.float32), Y[1])


def test_missing_rows_are_reported_and_the_export_is_undone(qdrant):
    with pytest.raises(IndexUnavailable, match=r"qdrant\+http://\S+: only 2 of 3 rows were stored"):
        qdrant.write(Collection(NAME, "0" * 64, 3, 5), [StoredRows(0, ["a", "b"], Y[:2])])
    assert not qdrant.names()


def test_the_next_export_deletes_the_remains_of_a_killed_one(qdrant, keep):
    from qdrant_client.models import Distance, VectorParams

    vectors = VectorParams(size=5, distance=Distance.DOT)
    qdrant._client.get().create_collection(f"{NAME}_00000000", vectors_config=vectors)
    keep(qdrant, Y, NAME)
    [name] = qdrant.names()
    assert name.startswith(NAME) and name != f"{NAME}_00000000"


def test_requests_are_exact_searches_with_the_key(listening):
    host, requests = listening
    store = open_store(f"qdrant+http://:s3cr%2Ft@{host}/behind")
    with pytest.warns(UserWarning, match="insecure"):  # http does not encrypt the key
        assert store.about(NAME) is None
    assert store.search(NAME, Y[:2], 3) == []
    store.close()
    (_, path, key, _), (_, search, _, body) = requests
    assert (path, key) == ("/behind/aliases", "s3cr/t")
    assert search.partition("?")[0] == f"/behind/collections/{NAME}/points/query/batch"
    searches = json.loads(body)["searches"]
    assert [(each["limit"], each["params"]["exact"]) for each in searches] == [(3, True)] * 2
    assert store.shown == f"qdrant+http://{host}/behind"


def test_an_unreachable_database_is_reported_in_one_line():
    store = open_store("qdrant+http://127.0.0.1:1")
    with pytest.raises(IndexUnavailable, match=r"^qdrant\+http://127.0.0.1:1: .*refused") as caught:
        store.about(NAME)
    assert "\n" not in str(caught.value)
    store.close()


def test_without_the_client_the_error_names_the_package(monkeypatch):
    monkeypatch.setitem(sys.modules, "qdrant_client", None)
    with pytest.raises(IsoglossError, match=r"needs qdrant-client.*isogloss\[qdrant\]"):
        open_store("qdrant+http://h")
