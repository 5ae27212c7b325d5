"""The HTTP server: gunicorn with threads. All workers share the memory-mapped models."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

import click
from apiflask import APIFlask, HTTPError
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.http.errors import ParseException
from prometheus_client.multiprocess import mark_process_dead

from embeddings import IsoglossError
from service.http.admin import reload
from service.http.context import NAME, Context
from service.http.problems import problem

#: Extra threads, so that probes and 429 responses do not wait for requests in flight.
_SPARE = 8

#: Seconds for requests in flight to finish after a signal to stop.
_GRACE = 30


class Master(Arbiter):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's master, which reloads the models at SIGHUP and makes the workers reload them.

    gunicorn itself would replace the workers at SIGHUP. New workers would inherit the old models
    from the application of the master, and every keep-alive connection would be lost.
    """

    def handle_hup(self) -> None:
        """Reload the models in the master, for future workers, and in the current workers."""
        with suppress(IsoglossError):  # the log and /ready report it
            reload(self.app.load())
        self.kill_workers(signal.SIGHUP)


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn over an existing application, so that a damaged model fails before the fork."""

    def __init__(self, app: APIFlask, settings: dict[str, Any]) -> None:
        self.app = app
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Pass the settings to gunicorn."""
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> APIFlask:
        """Return the application."""
        return self.app

    def run(self) -> None:
        """Serve until a signal to stop."""
        Master(self).run()


def serve(app: APIFlask, host: str, port: int, workers: int) -> None:
    """Serve `app` until a signal to stop. SIGTERM lets the requests in flight finish.

    Raises
    ------
    IsoglossError
        If the port is in use, or `host` is not an address of this machine.
    """
    require_free(host, port)
    current: Context = app.extensions[NAME]

    def announce(server: Any) -> None:
        address = server.LISTENERS[0].sock.getsockname()
        shown = f"[{address[0]}]" if ":" in address[0] else address[0]
        pairs = ", ".join(current.served.registry.pairs)
        click.echo(f"serving {pairs} at http://{shown}:{address[1]}/", err=True)

    # gunicorn detects malformed chunks only while the application reads the body.
    app.register_error_handler(ParseException, lambda error: problem(HTTPError(400)))
    settings = {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "worker_class": "service.http.worker.Worker",
        "workers": workers,
        "threads": current.settings.in_flight + _SPARE,
        "graceful_timeout": _GRACE,
        "preload_app": True,
        "loglevel": "warning",
        "when_ready": announce,
        "post_worker_init": _reload_at_sighup,
        "child_exit": lambda server, worker: _forget(worker.pid),
        "control_socket_disable": True,
    }
    Server(app, settings).run()


def _forget(pid: int) -> None:
    """Remove a dead worker from the metric of requests in flight."""
    mark_process_dead(pid)  # type: ignore[no-untyped-call]


def tell_master() -> None:
    """Ask the master, and through it all workers, to reload the models."""
    os.kill(os.getppid(), signal.SIGHUP)


def _reload_at_sighup(worker: Any) -> None:
    """Let `worker` reload the models at SIGHUP, in a thread beside its requests."""

    def read() -> None:
        with suppress(IsoglossError):  # the log and /ready report it
            reload(worker.wsgi)

    signal.signal(signal.SIGHUP, lambda number, frame: threading.Thread(target=read).start())
    signal.siginterrupt(signal.SIGHUP, False)


def require_free(host: str, port: int) -> None:
    """Raise `IsoglossError` if the service cannot listen on `host` and `port`."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise IsoglossError(
            f"cannot listen on {host}:{port} ({error.strerror}); choose another port with --port"
        ) from error


def serve_in_child(folder: Path, host: str, port: int, *, insecure: bool = False) -> int:
    """Serve the models in `folder` from a child process and return its exit code.

    A process that has computed with several threads must not fork, because its thread pools do not
    survive the fork. SIGTERM and SIGINT are forwarded to the child.
    """
    command = [sys.executable, "-m", "service", "serve", os.fspath(folder)]
    command += ["--host", host, "--port", str(port), *(["--insecure"] if insecure else [])]
    child = subprocess.Popen(command)

    def forward(number: int, frame: FrameType | None) -> None:
        child.send_signal(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, forward)
    return child.wait()
