import json
import logging
import shutil

import pytest

from service.http.admin import reload
from service.http.app import create_app
from service.http.counting import FOLDER, counted_in_files
from service.http.logs import AccessLog, JsonLines
from service.http.registry import Served
from service.http.settings import ServiceSettings

LOOKUP = "/v1/translate?source=aa&target=bb&q="


@pytest.fixture
def folder(model, tmp_path):
    return shutil.copytree(model, tmp_path / "served")


@pytest.fixture
def app(folder):
    return create_app(Served([folder]))


def _metric(client, name):
    """Return the value of a metric; None if it does not exist."""
    lines = client.get("/metrics").text.splitlines()
    values = [line.removeprefix(name) for line in lines if line.startswith(name + " ")]
    return float(values[0]) if values else None


def test_ready_returns_the_number_of_pairs(client):
    assert client.get("/ready").json == {"status": "ready", "pairs": 2, "reload_error": None}


def test_info_returns_the_limits_in_force(model):
    settings = ServiceSettings(in_flight=7, rate="9/second")
    client = create_app(Served([model]), settings).test_client()
    info = client.get("/info").json
    assert info["pairs"] == ["aa-bb", "bb-aa"]
    limits = info["limits"]
    assert (limits["requests_in_flight"], limits["rate"]) == (7, "9/second")
    words = ["s1"] * (limits["words"] + 1)
    body = {"source": "aa", "target": "bb", "words": words}
    assert client.post("/v1/translate", json=body).status_code == 422
    assert client.post("/v1/translate", json=body | {"words": words[1:]}).status_code == 200


def test_a_damaged_model_is_reported_and_the_previous_one_stays(app, folder):
    client = app.test_client()
    manifest = folder / "manifest.json"
    good = manifest.read_text()
    manifest.write_text(good.replace('"sha256": "', '"sha256": "0', 1))
    with pytest.raises(ValueError, match="checksum"):
        reload(app)
    assert client.get(LOOKUP + "s1").json["results"][0]["translations"][0]["word"] == "t1"
    ready = client.get("/ready").json
    assert ready["status"] == "ready" and "checksum" in ready["reload_error"]
    assert _metric(client, 'isogloss_model_loads_total{result="failed"}') == 1
    manifest.write_text(good)
    assert reload(app) == ()
    assert client.get("/ready").json["reload_error"] is None


def test_a_reload_without_a_change_keeps_the_loaded_models(app):
    served = app.extensions["isogloss"].served
    before = dict(served.registry.pairs)
    assert reload(app) == ()
    assert all(served.registry.pairs[name] is pair for name, pair in before.items())


def test_a_deleted_model_is_no_longer_served_after_a_reload(isogloss, vectors, model, tmp_path):
    shutil.copytree(model, tmp_path / "one")
    names = ("--source", "xx", "--target", "yy")
    isogloss("align", vectors / "aa.vec", vectors / "bb.vec", "-o", tmp_path / "two", *names)
    app = create_app(Served([tmp_path]))
    shutil.rmtree(tmp_path / "two")
    assert reload(app) == ()
    assert [pair["source"] for pair in app.test_client().get("/v1/pairs").json["pairs"]] == [
        "aa",
        "bb",
    ]


def test_requests_are_counted_by_route_and_not_by_path(client):
    for word in ("s1", "s1", "zzz"):
        client.get(LOOKUP + word)
    client.get("/nothing/s1")
    client.open("/health", method="BREW")
    name = 'isogloss_requests_total{method="GET",route="/v1/translate",status="200"}'
    assert _metric(client, name) == 3
    assert _metric(client, 'isogloss_requests_total{method="GET",route="none",status="404"}') == 1
    assert _metric(client, 'isogloss_request_seconds_count{route="/v1/translate"}') == 3
    text = client.get("/metrics").text
    assert "s1" not in text and "zzz" not in text and "BREW" not in text


def test_words_are_counted_by_whether_they_are_known(client):
    body = {"source": "aa", "target": "bb", "words": ["s1", "zzz", "s2", "yyy", "s3"]}
    client.post("/v1/translate", json=body)
    for _ in range(2):
        client.get(LOOKUP + "s1")  # the second response comes from the cache
    assert _metric(client, 'isogloss_words_total{found="known",pair="aa-bb"}') == 5
    assert _metric(client, 'isogloss_words_total{found="unknown",pair="aa-bb"}') == 2


def test_no_request_is_in_flight_after_its_response(client):
    client.get(LOOKUP + "s1")
    client.get("/nothing")
    assert _metric(client, "isogloss_requests_in_flight") == 0


def test_the_folder_of_the_metrics_is_removed_afterwards(monkeypatch):
    from os import environ
    from pathlib import Path

    with counted_in_files():
        folder = Path(environ[FOLDER])
        assert folder.is_dir()
    assert not folder.exists() and FOLDER not in environ


class _Stream:
    def __init__(self):
        self.lines = []

    def write(self, text):
        self.lines.append(text)


def test_a_request_is_logged_as_one_line_without_its_words(client):
    stream = _Stream()
    client.application.wsgi_app._log = AccessLog(stream)
    for path in (LOOKUP + "s1", LOOKUP + "zzzunknown", "/nothing/s1", "/v1/translate?q=s1"):
        client.get(path, headers={"Authorization": "Bearer secret", "X-Request-ID": "mine"})
    lines = [json.loads(line) for line in stream.lines]
    assert all(line.endswith("\n") and line.count("\n") == 1 for line in stream.lines)
    assert [line["status"] for line in lines] == [200, 200, 404, 422]
    assert [line["route"] for line in lines] == ["/v1/translate"] * 2 + ["none", "/v1/translate"]
    assert lines[1]["unknown"] == 1 and lines[0]["known"] == 1
    assert lines[0]["pair"] == "aa-bb" and lines[0]["request_id"] == "mine"
    assert not [line for line in stream.lines if "s1" in line or "zzz" in line]
    assert not [line for line in stream.lines if "secret" in line]


def test_a_log_record_is_one_line_of_json():
    try:
        raise ValueError("two\nlines")
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "not %s", ("good",), info)
    line = JsonLines().format(record)
    assert "\n" not in line
    fields = json.loads(line)
    assert (fields["level"], fields["message"]) == ("error", "not good")
    assert "ValueError" in fields["traceback"]
    assert fields["time"].endswith("+00:00")
