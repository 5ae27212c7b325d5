import threading

import pytest

from service.http.app import create_app
from service.http.middleware import Gate
from service.http.registry import Served
from service.http.settings import Settings

LOOKUP = "/v1/translate?source=aa&target=bb&q=s1"


class _Nothing:
    """Counts, logs and caches nothing."""

    def __init__(self):
        self.in_flight = self

    def inc(self):
        pass

    dec = inc

    def count(self, environ, asked):
        pass

    write = count

    def answer(self, environ, start, asked, application):
        return application(environ, start)


def _gate(application, in_flight):
    nothing = _Nothing()
    return Gate(application, None, in_flight, None, nothing, nothing, nothing)


def _ask(gate, path="/v1/translate"):
    """Return status, headers and body of what `gate` answers."""
    answer = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": ""}
    body = b"".join(
        gate(environ, lambda status, headers, exc=None: answer.append((status, headers)))
    )
    [(status, headers)] = answer
    return status, dict(headers), body


def _ok(environ, start):
    start("200 OK", [])
    return [b"ok"]


def test_more_than_may_be_in_flight_is_told_to_come_back():
    entered, leave = threading.Event(), threading.Event()

    def slow(environ, start):
        entered.set()
        assert leave.wait(10)
        return _ok(environ, start)

    gate = _gate(slow, 1)
    first = []
    thread = threading.Thread(target=lambda: first.append(_ask(gate)))
    thread.start()
    assert entered.wait(10)
    status, headers, body = _ask(gate)
    leave.set()
    thread.join(10)
    assert status == "429 Too Many Requests"
    assert int(headers["Retry-After"]) >= 1
    assert b"1 requests are being answered" in body
    assert first[0][0] == "200 OK"


def test_probes_are_answered_however_much_is_in_flight():
    entered, leave = threading.Event(), threading.Event()

    def slow(environ, start):
        if environ["PATH_INFO"] == "/v1/translate":
            entered.set()
            assert leave.wait(10)
        return _ok(environ, start)

    gate = _gate(slow, 1)
    thread = threading.Thread(target=lambda: _ask(gate))
    thread.start()
    assert entered.wait(10)
    answers = [_ask(gate, path)[0] for path in ("/health", "/ready", "/metrics", "/v1/pairs")]
    leave.set()
    thread.join(10)
    assert answers == ["200 OK"] * 3 + ["429 Too Many Requests"]


def test_a_place_is_free_again_after_an_answer_and_after_an_error():
    def fail(environ, start):
        raise RuntimeError

    gate = _gate(fail, 1)
    for _ in range(3):
        with pytest.raises(RuntimeError):
            _ask(gate)
    gate = _gate(_ok, 1)
    assert [_ask(gate)[0] for _ in range(3)] == ["200 OK"] * 3


def test_an_answer_may_have_a_policy_of_its_own():
    def own(environ, start):
        start("200 OK", [("Content-Security-Policy", "default-src 'self'")])
        return []

    assert _ask(_gate(own, 1))[1]["Content-Security-Policy"] == "default-src 'self'"
    assert _ask(_gate(_ok, 1))[1]["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("path", [LOOKUP, "/nothing", "/health", "/static/page.js"])
def test_every_answer_has_an_id(client, path):
    with client.get(path) as first, client.get(path) as second:
        assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]


def test_an_id_that_a_request_came_with_is_kept(client):
    response = client.get("/nothing", headers={"X-Request-ID": "mine-1.2_3"})
    assert response.headers["X-Request-ID"] == response.json["request_id"] == "mine-1.2_3"


@pytest.mark.parametrize("given", ["a b", "<b>", "x" * 65, ""])
def test_an_id_that_could_be_anything_else_is_not(client, given):
    response = client.get("/health", headers={"X-Request-ID": given})
    assert response.headers["X-Request-ID"] != given


def test_a_client_that_asks_too_often_is_told_when_to_come_back(model):
    client = create_app(Served([model]), Settings(rate="3/hour")).test_client()
    assert [client.get(LOOKUP).status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    response = client.get("/v1/pairs")
    assert response.status_code == 429
    assert 1 <= int(response.headers["Retry-After"]) <= 7200
    assert "3 per 1 hour" in response.json["detail"]
    assert client.get("/health").status_code == 200
    other = client.get(LOOKUP, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert other.status_code == 200


def test_who_asks_is_told_by_as_many_proxies_as_there_are(model):
    def codes(proxies):
        settings = Settings(rate="1/hour", proxies=proxies)
        client = create_app(Served([model]), settings).test_client()
        return [
            client.get(LOOKUP, headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code
            for n in range(2)
        ]

    assert codes(1) == [200, 200]
    assert codes(0) == [200, 429]


@pytest.mark.parametrize("origin", ["https://good.example", "https://bad.example", "null"])
def test_pages_of_others_may_not_ask_unless_listed(model, origin):
    closed = create_app(Served([model])).test_client()
    listed = create_app(Served([model]), Settings(origins=("https://good.example",))).test_client()
    headers = {"Origin": origin}
    for client in (closed, listed):
        client.get(LOOKUP)  # an answer that is kept must not do away with the question
    assert "Access-Control-Allow-Origin" not in closed.get(LOOKUP, headers=headers).headers
    allowed = listed.get(LOOKUP, headers=headers).headers.get("Access-Control-Allow-Origin")
    assert allowed == ("https://good.example" if "good" in origin else None)
