"""Reload, kill and stop of the service, with real processes."""

import json
import os
import shutil
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from http.client import HTTPException

import pytest

from tests.service.running import isogloss, running

LOOKUP = "/v1/translate?source=aa&target=bb&q="


class Client(threading.Thread):
    """Sends requests without a pause until `stop`, and records the responses."""

    def __init__(self, server, path=LOOKUP + "s1"):
        super().__init__()
        self.server, self.path = server, path
        self.answers, self.errors = [], []
        self.ended = threading.Event()

    def run(self):
        while not self.ended.is_set():
            try:
                status, body = self.server.get(self.path)
                self.answers.append((status, json.loads(body)["results"][0]["translations"][0]))
            except (OSError, ValueError, HTTPException) as error:
                self.errors.append(error)

    def stop(self):
        self.ended.set()
        self.join(10)


@pytest.fixture
def folder(model, tmp_path):
    return shutil.copytree(model, tmp_path / "served")


@pytest.fixture
def clients():
    """Return a function that starts clients of a server. They stop at the end of the test."""
    started = []

    def start(server, number):
        new = [Client(server) for _ in range(number)]
        for client in new:
            client.start()
        started.extend(new)
        return new

    yield start
    for client in started:
        client.stop()


def _serve(folder, *more):
    return ["serve", str(folder), "--port", "0", "--threads", "1", *more]


def _workers(server):
    """Return the pids of the worker processes."""
    pid = server.process.pid
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True
    )
    return [int(line) for line in listed.stdout.split()]


def _until(condition, seconds=15):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "the condition did not become true in time"
        time.sleep(0.05)


def _other_model(isogloss_, vectors, folder):
    """Replace the model in `folder` by another model of the same pair."""
    done = isogloss_("align", vectors / "aa.vec", vectors / "bb.vec", "-o", folder, "--no-spelling")
    assert done.exit_code == 0


@pytest.mark.parametrize("workers", [1, 2])
def test_sighup_swaps_models_and_no_request_fails(isogloss, vectors, folder, clients, workers):
    with running(_serve(folder, "--workers", str(workers))) as server:
        before = json.loads(server.get("/v1/pairs/aa-bb")[1])["sha256"]
        asking = clients(server, 3)
        _until(lambda: all(client.answers for client in asking))
        _other_model(isogloss, vectors, folder)
        server.process.send_signal(signal.SIGHUP)

        def swapped():
            return all(
                json.loads(server.get("/v1/pairs/aa-bb")[1])["sha256"] != before for _ in range(8)
            )

        _until(swapped)
        time.sleep(0.2)
        for client in asking:
            client.stop()
            assert not client.errors
            assert {status for status, _ in client.answers} == {200}
            scores = [answer["score"] for _, answer in client.answers]
            assert {answer["word"] for _, answer in client.answers} == {"t1"}
            assert scores[0] != scores[-1]
        assert server.stop() == 0


def test_a_damaged_new_model_is_reported_and_the_previous_one_stays(folder):
    with running(_serve(folder)) as server:
        (folder / "manifest.json").write_text("{}")
        server.process.send_signal(signal.SIGHUP)
        _until(lambda: json.loads(server.get("/ready")[1])["reload_error"])
        assert server.get(LOOKUP + "s1")[0] == 200
        assert "manifest.json" in json.loads(server.get("/ready")[1])["reload_error"]
        assert [line for line in server.said if "reload failed" in line]
        assert server.stop() == 0


def test_a_reload_over_http_reaches_every_worker(isogloss, vectors, folder, tmp_path):
    keys = tmp_path / "keys"
    secret = isogloss("key", keys, "boss", "--admin").stdout.strip()
    headers = {"Authorization": f"Bearer {secret}"}

    def ask(path, data=None):
        url = f"http://127.0.0.1:{server.port}{path}"
        with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=10) as got:
            return json.loads(got.read())

    with running(_serve(folder, "--keys", str(keys), "--workers", "2")) as server:
        before = ask("/v1/pairs/aa-bb")["sha256"]
        _other_model(isogloss, vectors, folder)
        assert ask("/admin/reload", b"")["loaded"] == ["aa-bb", "bb-aa"]
        _until(lambda: all(ask("/v1/pairs/aa-bb")["sha256"] != before for _ in range(8)))
        with pytest.raises(urllib.error.HTTPError, match="401"):
            server.get(LOOKUP + "s1")
        assert server.stop() == 0


def test_a_worker_that_is_killed_is_replaced(folder, clients):
    with running(_serve(folder, "--workers", "2")) as server:
        asking = clients(server, 3)
        _until(lambda: all(client.answers for client in asking))
        killed = _workers(server)[0]
        os.kill(killed, signal.SIGKILL)
        _until(lambda: len(set(_workers(server)) - {killed}) == 2)
        counts = [len(client.answers) for client in asking]
        _until(lambda: all(len(c.answers) > n + 5 for c, n in zip(asking, counts, strict=True)))
        for client in asking:
            client.stop()
            assert len(client.errors) <= 1  # the request in flight in the killed worker
        assert server.stop() == 0


def test_a_new_worker_has_the_reloaded_models(isogloss, vectors, folder):
    with running(_serve(folder)) as server:
        before = json.loads(server.get("/v1/pairs/aa-bb")[1])["sha256"]
        _other_model(isogloss, vectors, folder)
        server.process.send_signal(signal.SIGHUP)
        _until(lambda: json.loads(server.get("/v1/pairs/aa-bb")[1])["sha256"] != before)
        [worker] = _workers(server)
        os.kill(worker, signal.SIGKILL)
        _until(lambda: _workers(server) and _workers(server) != [worker])
        assert json.loads(server.get("/v1/pairs/aa-bb")[1])["sha256"] != before
        assert server.stop() == 0


def test_requests_in_flight_finish_after_a_signal_to_stop(folder):
    words = ["zzzzzzzz" + str(n) for n in range(256)]  # unknown words take the longest
    body = json.dumps({"source": "aa", "target": "bb", "words": words, "k": 100}).encode()
    with running(_serve(folder)) as server:
        got = []
        asking = threading.Thread(target=lambda: got.append(server.get("/v1/translate", body)))
        asking.start()
        _until(lambda: b"isogloss_requests_in_flight 1.0" in server.get("/metrics")[1] or got)
        assert server.stop() == 0
        asking.join(10)
        assert got and got[0][0] == 200 and len(json.loads(got[0][1])["results"]) == 256


def test_the_metrics_cover_all_workers(folder):
    with running(_serve(folder, "--workers", "2")) as server:
        for n in range(40):
            server.get(LOOKUP + f"s{n % 7 + 1}")
        text = server.get("/metrics")[1].decode()
        name = 'isogloss_requests_total{method="GET",route="/v1/translate",status="200"} '
        [value] = [line.removeprefix(name) for line in text.splitlines() if line.startswith(name)]
        assert float(value) == 40
        assert server.stop() == 0


def test_each_request_is_logged_as_a_line_of_json_on_stderr(folder):
    with running(_serve(folder)) as server:
        server.get(LOOKUP + "s1")
        _until(lambda: [line for line in server.said if line.startswith("{")])
        [line] = [json.loads(line) for line in server.said if line.startswith("{")]
        assert (line["route"], line["status"], line["known"]) == ("/v1/translate", 200, 1)
        assert server.stop() == 0


def test_the_log_level_warning_omits_requests(folder):
    with running(_serve(folder, "--log-level", "warning")) as server:
        server.get(LOOKUP + "s1")
        assert server.stop() == 0
    assert not [line for line in server.said if line.startswith("{")]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_a_public_address_without_keys_is_refused(folder, host):
    done = isogloss("serve", folder, "--host", host, "--port", 0)
    assert (done.returncode, done.stdout) == (1, "")
    [line] = done.stderr.splitlines()
    assert line.startswith(f"Error: {host} can be reached from other machines")
    assert "--insecure" in line and "isogloss key" in line


def test_with_keys_a_public_address_is_served(isogloss, folder, tmp_path):
    isogloss("key", tmp_path / "keys", "team")
    with running(_serve(folder, "--host", "0.0.0.0", "--keys", str(tmp_path / "keys"))) as server:
        assert server.get("/health")[0] == 200
        assert server.stop() == 0
