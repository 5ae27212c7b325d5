import json
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from embeddings import IsoglossError
from service.http.server import require_free
from tests.service import planted
from tests.service.running import isogloss, running


@pytest.fixture(scope="module")
def server(model):
    with running(["serve", str(model), "--port", "0", "--threads", "1"]) as server:
        yield server


@pytest.fixture
def taken():
    """Return a port on which another socket listens."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def _body(words, k=5):
    return json.dumps({"source": "aa", "target": "bb", "words": words, "k": k}).encode()


def test_announces_its_pairs_and_its_address(server):
    assert server.said[-1] == f"serving aa-bb, bb-aa at http://127.0.0.1:{server.port}/"


def test_answers_the_probe(server):
    assert server.get("/health") == (200, b'{"status":"ok"}')


def test_answers_the_page(server):
    status, page = server.get("/")
    assert status == 200
    assert b"<h1>Isogloss</h1>" in page


@pytest.mark.parametrize("k", [1, 10, 11])
def test_translates(server, k):
    status, body = server.get("/v1/translate", _body(["s1"], k))
    [item] = json.loads(body)["results"]
    assert status == 200
    assert item["translations"][0]["word"] == "t1"
    assert len(item["translations"]) == k


def test_many_simultaneous_requests_are_all_answered_correctly(server):
    words = list(zip(planted.names("s"), planted.names("t"), strict=True))

    def ask(client):
        entries = words[20 * client :][:20]
        bodies = [server.get("/v1/translate", _body([word], 20))[1] for word, _ in entries]
        best = [json.loads(body)["results"][0]["translations"][0]["word"] for body in bodies]
        return best == [right for _, right in entries]

    with ThreadPoolExecutor(8) as clients:
        assert all(clients.map(ask, range(8)))


def test_a_signal_to_stop_ends_it_cleanly(model):
    with running(["serve", str(model), "--port", "0"]) as server:
        assert server.get("/health")[0] == 200
        assert server.stop() == 0
    assert "Traceback" not in "\n".join(server.said)


def test_a_server_in_a_child_is_stopped_through_its_parent(model):
    code = (
        "import sys; from pathlib import Path; from service.http.server import serve_in_child; "
        "sys.exit(serve_in_child(Path(sys.argv[1]), '127.0.0.1', 0))"
    )
    with running([str(model)], program=("-c", code)) as server:
        assert server.get("/health")[0] == 200
        assert server.stop() == 0


def test_a_port_in_use_is_one_line(model, taken):
    done = isogloss("serve", model, "--port", taken)
    assert (done.returncode, done.stdout) == (1, "")
    [line] = done.stderr.splitlines()
    assert line.startswith(f"Error: cannot listen on 127.0.0.1:{taken} (")
    assert "--port" in line


@pytest.mark.parametrize("port", [0, 8000])
def test_a_foreign_host_is_one_line(model, port):
    done = isogloss("serve", model, "--insecure", "--host", "192.0.2.1", "--port", port)
    assert done.returncode == 1
    [line] = done.stderr.splitlines()
    assert line.startswith(f"Error: cannot listen on 192.0.2.1:{port} (")


def test_require_free_accepts_a_free_port_and_rejects_a_taken_one(taken):
    require_free("127.0.0.1", 0)
    with pytest.raises(IsoglossError, match=f"127.0.0.1:{taken}"):
        require_free("127.0.0.1", taken)
