import threading

import pytest

from service.http.app import create_app
from service.http.middleware import Middleware
from service.http.registry import Served
from service.http.settings import ServiceSettings

LOOKUP = "/v1/translate?source=aa&target=bb&q=s1"


class _Nothing:
    """Stands in for the metrics, the log and the cache: does nothing."""

    def __init__(self):
        self.in_flight = self

    def inc(self):
        pass

    dec = inc

    def count(self, environ, record):
        pass

    write = count

    def answer(self, environ, start, record, application):
        return application(environ, start)


def _middleware(application, in_flight):
    nothing = _Nothing()
    return Middleware(application, None, in_flight, None, nothing, nothing, nothing)


def _ask(middleware, path="/v1/translate"):
    """Return status, headers and body of the response of `middleware`."""
    answer = []
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": ""}
    body = b"".join(
        middleware(environ, lambda status, headers, exc=None: answer.append((status, headers)))
    )
    [(status, headers)] = answer
    return status, dict(headers), body


def _ok(environ, start):
    start("200 OK", [])
    return [b"ok"]


def test_a_request_above_the_limit_in_flight_gets_retry_after():
    entered, leave = threading.Event(), threading.Event()

    def slow(environ, start):
        entered.set()
        assert leave.wait(10)
        return _ok(environ, start)

    middleware = _middleware(slow, 1)
    first = []
    thread = threading.Thread(target=lambda: first.append(_ask(middleware)))
    thread.start()
    assert entered.wait(10)
    status, headers, body = _ask(middleware)
    leave.set()
    thread.join(10)
    assert status == "429 Too Many Requests"
    assert int(headers["Retry-After"]) >= 1
    assert b"limit of 1 requests in flight is reached; retry later" in body
    assert first[0][0] == "200 OK"


def test_probes_are_answered_at_the_limit_in_flight():
    entered, leave = threading.Event(), threading.Event()

    def slow(environ, start):
        if environ["PATH_INFO"] == "/v1/translate":
            entered.set()
            assert leave.wait(10)
        return _ok(environ, start)

    middleware = _middleware(slow, 1)
    thread = threading.Thread(target=lambda: _ask(middleware))
    thread.start()
    assert entered.wait(10)
    answers = [_ask(middleware, path)[0] for path in ("/health", "/ready", "/metrics", "/v1/pairs")]
    leave.set()
    thread.join(10)
    assert answers == ["200 OK"] * 3 + ["429 Too Many Requests"]


def test_a_slot_is_free_again_after_a_response_and_after_an_error():
    def fail(environ, start):
        raise RuntimeError

    middleware = _middleware(fail, 1)
    for _ in range(3):
        with pytest.raises(RuntimeError):
            _ask(middleware)
    middleware = _middleware(_ok, 1)
    assert [_ask(middleware)[0] for _ in range(3)] == ["200 OK"] * 3


def test_a_response_may_have_its_own_content_security_policy():
    def own(environ, start):
        start("200 OK", [("Content-Security-Policy", "default-src 'self'")])
        return []

    assert _ask(_middleware(own, 1))[1]["Content-Security-Policy"] == "default-src 'self'"
    assert _ask(_middleware(_ok, 1))[1]["Content-Security-Policy"].startswith("default-src 'none'")


@pytest.mark.parametrize("path", [LOOKUP, "/nothing", "/health", "/static/page.js"])
def test_every_response_has_an_id(client, path):
    with client.get(path) as first, client.get(path) as second:
        assert first.headers["X-Request-ID"] != second.headers["X-Request-ID"]


def test_a_valid_id_of_the_client_is_used(client):
    response = client.get("/nothing", headers={"X-Request-ID": "mine-1.2_3"})
    assert response.headers["X-Request-ID"] == response.json["request_id"] == "mine-1.2_3"


@pytest.mark.parametrize("client_id", ["a b", "<b>", "x" * 65, ""])
def test_an_invalid_id_of_the_client_is_replaced(client, client_id):
    response = client.get("/health", headers={"X-Request-ID": client_id})
    assert response.headers["X-Request-ID"] != client_id


def test_a_client_above_its_rate_gets_retry_after(model):
    client = create_app(Served([model]), ServiceSettings(rate="3/hour")).test_client()
    assert [client.get(LOOKUP).status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    response = client.get("/v1/pairs")
    assert response.status_code == 429
    assert 1 <= int(response.headers["Retry-After"]) <= 7200
    assert "3 per 1 hour" in response.json["detail"]
    assert client.get("/health").status_code == 200
    other = client.get(LOOKUP, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert other.status_code == 200


def test_the_address_of_a_client_comes_from_the_configured_number_of_proxies(model):
    def codes(proxies):
        settings = ServiceSettings(rate="1/hour", proxies=proxies)
        client = create_app(Served([model]), settings).test_client()
        return [
            client.get(LOOKUP, headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code
            for n in range(2)
        ]

    assert codes(1) == [200, 200]
    assert codes(0) == [200, 429]


@pytest.mark.parametrize("origin", ["https://good.example", "https://bad.example", "null"])
def test_pages_of_other_origins_are_blocked_unless_listed(model, origin):
    closed = create_app(Served([model])).test_client()
    settings = ServiceSettings(origins=("https://good.example",))
    listed = create_app(Served([model]), settings).test_client()
    headers = {"Origin": origin}
    for client in (closed, listed):
        client.get(LOOKUP)  # a cached response must not bypass the check of the origin
    assert "Access-Control-Allow-Origin" not in closed.get(LOOKUP, headers=headers).headers
    allowed = listed.get(LOOKUP, headers=headers).headers.get("Access-Control-Allow-Origin")
    assert allowed == ("https://good.example" if "good" in origin else None)
