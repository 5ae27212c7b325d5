import json
import logging

import pytest

from align.translation.translator import Translator
from embeddings.errors import IndexUnavailable

URL = "/v1/translate"
GOOD = {"source": "aa", "target": "bb", "words": ["s1"]}


def _post(body):
    return {"method": "POST", "path": URL, "json": body}


def _raw(data, content_type="application/json"):
    return {"method": "POST", "path": URL, "data": data, "content_type": content_type}


def _without(name):
    return {key: value for key, value in GOOD.items() if key != name}


CASES = {
    "malformed JSON": (400, _raw(b"{")),
    "not UTF-8": (400, _raw(b'{"source": "\xff"}')),
    "JSON too deep": (400, _raw(b"[" * 200_000)),
    "unknown route": (404, {"method": "GET", "path": "/nothing"}),
    "unknown static file": (404, {"method": "GET", "path": "/static/nothing.js"}),
    "a path outside the static folder": (404, {"method": "GET", "path": "/static/../app.py"}),
    "unknown pair": (404, _post({**GOOD, "target": "xx"})),
    "unknown pair by GET": (404, {"method": "GET", "path": f"{URL}?source=aa&target=xx&q=s1"}),
    "wrong method": (405, {"method": "PUT", "path": URL}),
    "body too large": (413, _raw(b" " * 1_000_001)),
    "no source": (422, _post(_without("source"))),
    "no words": (422, _post(_without("words"))),
    "no word": (422, _post({**GOOD, "words": []})),
    "an empty word": (422, _post({**GOOD, "words": [""]})),
    "a word too long": (422, _post({**GOOD, "words": ["a" * 101]})),
    "a number for a word": (422, _post({**GOOD, "words": [1]})),
    "a lone surrogate": (400, _raw(b'{"source":"aa","target":"bb","words":["\\ud800"]}')),
    "too many words": (422, _post({**GOOD, "words": ["s1"] * 257})),
    "words not a list": (422, _post({**GOOD, "words": "s1"})),
    "k of 0": (422, _post({**GOOD, "k": 0})),
    "k of 1000": (422, _post({**GOOD, "k": 1000})),
    "k no number": (400, _raw(b'{"source":"aa","target":"bb","words":["s1"],"k":NaN}')),
    "k null": (422, _post({**GOOD, "k": None})),
    "an extra field": (422, _post({**GOOD, "html": True})),
    "a list": (422, _post([GOOD])),
    "a null": (422, _raw(b"null")),
    "no q": (422, {"method": "GET", "path": f"{URL}?source=aa&target=bb"}),
    "k of 0 by GET": (422, {"method": "GET", "path": f"{URL}?source=aa&target=bb&q=s1&k=0"}),
}


def _check(response, status):
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    body = response.json
    assert set(body) - {"errors"} == {"type", "title", "status", "detail", "error", "request_id"}
    assert body["status"] == status
    assert body["type"] == "about:blank"
    assert body["title"] and body["detail"] == body["error"]
    return body


@pytest.mark.parametrize(("status", "request_"), CASES.values(), ids=CASES)
def test_every_error_is_a_problem_document(client, status, request_):
    request = dict(request_)
    path = request.pop("path")
    response = client.open(path, **request)
    assert "\n" not in _check(response, status)["detail"]


def test_a_body_of_another_media_type_is_a_problem_document(client):
    response = client.open(**_raw(b"words", "text/plain"))
    _check(response, 400)


def test_the_error_of_an_unknown_pair_lists_the_served_pairs(client):
    body = client.post(URL, json={**GOOD, "target": "xx"}).json
    assert body["detail"] == "no pair 'aa-xx'; served: aa-bb, bb-aa"


def test_the_response_to_a_wrong_method_lists_the_allowed_ones(client):
    response = client.put(URL)
    assert {"GET", "POST"} <= set(response.headers["Allow"].replace(",", " ").split())


@pytest.mark.parametrize(
    ("data", "part"), [(b"{", "not JSON"), (b" " * 1_000_001, "1,000,000 bytes")]
)
def test_the_error_of_an_unreadable_body_has_the_reason(client, data, part):
    assert part in client.open(**_raw(data)).json["detail"]


def test_a_validation_error_names_the_field(client):
    body = client.post(URL, json={**GOOD, "k": 1000, "html": True}).json
    assert "k: " in body["detail"] and "100" in body["detail"]
    assert "html: " in body["detail"]
    assert "k" in body["errors"]["json"]


def test_the_cause_of_an_internal_error_is_never_sent(client, monkeypatch, caplog):
    def translate(self, words, k):
        raise RuntimeError("secret of /srv/models")

    monkeypatch.setattr(Translator, "translate", translate)
    with caplog.at_level(logging.CRITICAL):
        response = client.post(URL, json=GOOD)
    _check(response, 500)
    assert "secret" not in response.text and "RuntimeError" not in response.text


def test_an_error_has_the_common_headers(client):
    success, error = client.get("/health"), client.get("/nothing")
    for name in ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy"):
        assert error.headers[name] == success.headers[name]


def test_an_error_is_ascii_json(client):
    body = client.post(URL, json={**GOOD, "target": "\u00e9"}).data
    assert json.loads(body.decode("ascii"))["status"] == 404


def test_a_database_that_does_not_answer_is_named_only_in_the_log(client, monkeypatch, caplog):
    def gone(*_):
        raise IndexUnavailable("postgresql://db.example/words: connection refused")

    monkeypatch.setattr(Translator, "translate", gone)
    response = client.post(URL, json=GOOD)
    _check(response, 503)
    assert response.headers["Retry-After"] == "5"
    assert "db.example" not in response.text
    assert "cannot search: postgresql://db.example/words: connection refused" in caplog.text
