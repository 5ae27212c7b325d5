"""The OpenAPI document against the running service: schemathesis, and invalid requests."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.http.contract import complete
from tests.service.running import running

SCHEMATHESIS = Path(sys.executable).parent / "schemathesis"

#: Statuses allowed in response to random requests.
ALLOWED = {200, 400, 404, 405, 413, 415, 422}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)
FIELDS = [
    *("source", "target", "words", "k", "q", "back_translations", "group_forms"),
    *("format", "alternatives"),
]
ROUTES = ["/v1/translate", "/v1/neighbours", "/translate", "/detect", "/v1/pairs/", "/languages"]


@pytest.fixture(scope="module")
def app_client(model):
    from service.http.app import create_app
    from service.http.registry import Served

    return create_app(Served([model])).test_client()


def test_the_service_conforms_to_its_openapi_document(isogloss, model, tmp_path):
    secret = isogloss("key", tmp_path / "keys", "boss", "--admin").stdout.strip()
    serving = ["serve", str(model), "--port", "0", "--keys", str(tmp_path / "keys")]
    with running([*serving, "--threads", "1", "--log-level", "warning"]) as server:
        document = f"http://127.0.0.1:{server.port}/openapi.json"
        options = ["--checks", "all", "--max-examples", "10", "--seed", "1", "--no-color"]
        header = ["--header", f"Authorization: Bearer {secret}"]
        done = subprocess.run(
            [SCHEMATHESIS, "run", document, *options, *header],
            capture_output=True,
            text=True,
            timeout=240,
            cwd=tmp_path,
        )
        assert done.returncode == 0, done.stdout[-6000:]
        assert "Tested: " in done.stdout
        assert server.stop() == 0
    assert "Traceback" not in "\n".join(server.said)


def _check(response):
    assert response.status_code in ALLOWED, (response.status_code, response.text)
    assert "Traceback" not in response.text
    if response.status_code != 200:
        assert response.content_type == "application/problem+json"
        assert json.loads(response.data)["status"] == response.status_code


FUZZ = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@FUZZ
@given(route=st.sampled_from(ROUTES), body=st.dictionaries(st.sampled_from(FIELDS), JSON))
def test_any_json_gets_an_allowed_status(app_client, route, body):
    sent = json.dumps(body)
    _check(app_client.post(route, data=sent, content_type="application/json"))


@FUZZ
@given(
    route=st.sampled_from(ROUTES),
    body=st.binary(max_size=200),
    kind=st.sampled_from(
        [
            "application/json",
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "text/xml",
            "multipart/form-data; boundary=x",
            "application/json; charset=utf-16",
            "",
            "x",
        ]
    ),
)
def test_any_bytes_get_an_allowed_status(app_client, route, body, kind):
    _check(app_client.post(route, data=body, content_type=kind))


@FUZZ
@given(
    route=st.sampled_from(ROUTES),
    query=st.dictionaries(st.sampled_from(FIELDS), st.text(max_size=120)),
    method=st.sampled_from(["GET", "HEAD", "PUT", "PATCH", "DELETE", "TRACE", "BREW"]),
)
def test_any_query_by_any_method_gets_an_allowed_status(app_client, route, query, method):
    response = app_client.open(route, method=method, query_string=query)
    if method == "HEAD":
        assert response.status_code in ALLOWED
    else:
        _check(response)


@FUZZ
@given(path=st.text(max_size=40))
def test_any_path_gets_an_allowed_status(app_client, path):
    with app_client.get("/" + path.lstrip("/")) as response:
        assert response.status_code in ALLOWED | {301, 308}


@FUZZ
@given(
    name=st.sampled_from(
        [
            "Authorization",
            "Accept",
            "Content-Type",
            "Origin",
            "X-Request-ID",
            "Accept-Encoding",
            "If-None-Match",
            "Range",
            "Host",
            "Cookie",
            "X-Forwarded-For",
            "Content-Length",
        ]
    ),
    value=st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=60),
)
def test_any_header_gets_an_allowed_status(app_client, name, value):
    query = "source=aa&target=bb&q=s1"
    environ = {"HTTP_" + name.upper().replace("-", "_"): value}
    with app_client.get(f"/v1/translate?{query}", environ_overrides=environ) as response:
        assert response.status_code in ALLOWED


WRONG = [None, True, 0, -1, 1e308, 10**30, "", "s1", " ", "\x00", "a" * 101]
WRONG += [[], [[]], [None], {}, ["s1", 1]]
KINDS = [(field, value) for field in ("source", "target", "words", "k") for value in WRONG]


@pytest.mark.parametrize(("field", "value"), KINDS)
@pytest.mark.parametrize("route", ["/v1/translate", "/translate", "/v1/neighbours"])
def test_a_wrong_value_in_each_field_gets_an_allowed_status(app_client, route, field, value):
    good = {"source": "aa", "target": "bb", "words": ["s1"], "k": 5}
    if route == "/translate":
        good, field = {"source": "aa", "target": "bb", "q": "s1"}, {"words": "q"}.get(field, field)
    sent = json.dumps(good | {field: value})
    _check(app_client.post(route, data=sent, content_type="application/json"))


def test_every_described_body_is_required():
    document = {"paths": {"/a": {"post": {"requestBody": {}}, "get": {}}}}
    assert complete(document)["paths"]["/a"]["post"]["requestBody"]["required"] is True
    assert document["paths"]["/a"]["get"] == {}
