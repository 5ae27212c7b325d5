"""Slow, broken and malformed requests on real sockets: each ends, and none causes a 500."""

import socket
import time
from contextlib import closing

import pytest

from service.http import worker
from tests.service.running import running

LOOKUP = b"GET /v1/translate?source=aa&target=bb&q=s1 HTTP/1.1\r\nHost: x\r\n\r\n"
POST = b"POST /v1/translate HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"

#: Starts the command line with a shorter deadline, so that the tests are fast.
PROGRAM = (
    "-c",
    "import sys; from service.http import worker; worker.SECONDS = 1.0; "
    "from service.cli.main import main; main(sys.argv[1:])",
)


@pytest.fixture(scope="module")
def server(model):
    arguments = ["serve", str(model), "--port", "0", "--threads", "1", "--in-flight", "4"]
    with running(arguments, program=PROGRAM) as server:
        yield server


def _send(server, *parts, pause=0.0, wait=8.0):
    """Return the response until it is complete or the server closes, and the seconds it took."""
    began = time.monotonic()
    with closing(socket.create_connection(("127.0.0.1", server.port), timeout=wait)) as client:
        answer = b""
        try:
            for part in parts:
                client.sendall(part)
                time.sleep(pause)
            while b"Connection: close" not in answer or b"\r\n\r\n" not in answer:
                part = client.recv(65536)
                if not part:
                    break
                answer += part
                if _complete(answer):
                    break
        except (ConnectionError, BrokenPipeError):
            pass
    return answer, time.monotonic() - began


def _complete(answer):
    head, _, body = answer.partition(b"\r\n\r\n")
    lengths = [
        int(line.split(b":")[1])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    ]
    return bool(lengths) and len(body) >= lengths[0]


def _status(answer):
    return int(answer.split()[1]) if answer else None


def test_a_whole_request_is_answered(server):
    assert _status(_send(server, LOOKUP)[0]) == 200


def test_a_request_in_small_pieces_is_answered(server):
    pieces = [LOOKUP[n : n + 9] for n in range(0, len(LOOKUP), 9)]
    assert _status(_send(server, *pieces, pause=0.02)[0]) == 200


HALF = {
    "half a head": (LOOKUP[:30],),
    "half a body": (POST + b"Content-Length: 100\r\n\r\n", b'{"source"'),
    "no body": (POST + b"Content-Length: 100\r\n\r\n",),
    "half a chunk": (POST + b"Transfer-Encoding: chunked\r\n\r\n", b"ff\r\n{"),
    "no last chunk": (POST + b"Transfer-Encoding: chunked\r\n\r\n", b"2\r\n{}\r\n"),
}


@pytest.mark.parametrize("parts", HALF.values(), ids=HALF)
def test_an_incomplete_request_times_out(server, parts):
    answer, seconds = _send(server, *parts)
    assert _status(answer) in (None, 400, 408)
    assert seconds < 6


def test_an_endless_body_times_out(server):
    head = POST + b"Content-Length: 1000\r\n\r\n"
    answer, seconds = _send(server, head, *[b" "] * 40, pause=0.1)
    assert _status(answer) in (None, 400, 408)
    assert seconds < 8


def test_slow_clients_do_not_take_all_the_threads(server):
    slow = [socket.create_connection(("127.0.0.1", server.port)) for _ in range(30)]
    try:
        for client in slow:
            client.sendall(POST + b"Content-Length: 100\r\n\r\n{")
        answer, seconds = _send(server, LOOKUP)
        assert _status(answer) in (200, 429)
        assert seconds < 6
    finally:
        for client in slow:
            client.close()
    # The thread still reads requests that the clients sent before they left, so for a moment a
    # new one may be over the limit.
    end = time.monotonic() + 10
    while (status := _status(_send(server, LOOKUP)[0])) == 429 and time.monotonic() < end:
        time.sleep(0.05)
    assert status == 200


BAD = {
    "no HTTP": b"hello\r\n\r\n",
    "no version": b"GET /\r\n\r\n",
    "a version of the future": b"GET / HTTP/9.9\r\n\r\n",
    "NUL in the path": b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
    "a header without a colon": b"GET / HTTP/1.1\r\nHost x\r\n\r\n",
    "a header with a space": b"GET / HTTP/1.1\r\nHo st: x\r\n\r\n",
    "a long line": b"GET /" + b"a" * 10_000 + b" HTTP/1.1\r\n\r\n",
    "a long header": b"GET / HTTP/1.1\r\nX: " + b"a" * 10_000 + b"\r\n\r\n",
    "many headers": b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 500 + b"\r\n",
    "two lengths": POST + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "length and chunks": POST + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
    "a negative length": POST + b"Content-Length: -1\r\n\r\n{}",
    "a length in words": POST + b"Content-Length: two\r\n\r\n{}",
    "a huge length": POST + b"Content-Length: 99999999999\r\n\r\n{}",
    "an unknown coding": POST + b"Transfer-Encoding: gzip\r\n\r\n{}",
    "a chunk of no size": POST + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
    "a binary": bytes(range(256)) * 4 + b"\r\n\r\n",
    "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 100,
}


@pytest.mark.parametrize("request_", BAD.values(), ids=BAD)
def test_a_malformed_request_is_refused(server, request_):
    answer, seconds = _send(server, request_)
    assert _status(answer) in (None, 400, 405, 411, 413, 414, 417, 431, 501, 505), answer[:200]
    assert b"Traceback" not in answer
    assert seconds < 6
    assert _status(_send(server, LOOKUP)[0]) == 200


def test_malformed_requests_leave_no_traceback_in_the_log(server):
    assert "Traceback" not in "\n".join(server.said)


def test_the_deadline_is_longer_than_a_request_takes():
    assert 10 <= worker.SECONDS <= 60
