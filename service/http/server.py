"""The HTTP server: gunicorn with threads, over models mapped into memory."""

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

#: Threads beside those that answer, for probes and for telling that the others are taken.
_SPARE = 8

#: Seconds that requests in flight have to finish when the service is told to stop.
_GRACE = 30


class Master(Arbiter):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn's master, which at SIGHUP reads the models again and has the workers do so.

    gunicorn's own way, new workers for old ones, would not: the models are those of the application
    that the master has, and it would cost every connection that is kept alive.
    """

    def handle_hup(self) -> None:
        """Read the models again, here for workers to come, and in the workers."""
        with suppress(IsoglossError):  # told in the log, and by /ready
            reload(self.app.load())
        self.kill_workers(signal.SIGHUP)


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn over an application that is there already: bad models fail before it forks."""

    def __init__(self, app: APIFlask, settings: dict[str, Any]) -> None:
        self.app = app
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Hand the settings to gunicorn."""
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> APIFlask:
        """Return the application."""
        return self.app

    def run(self) -> None:
        """Serve until told to stop."""
        Master(self).run()


def serve(app: APIFlask, host: str, port: int, workers: int) -> None:
    """Serve `app` until told to stop; SIGTERM lets the requests in flight finish.

    Raises
    ------
    IsoglossError
        If nothing can listen there: the port is in use, or the host not this machine.
    """
    require_free(host, port)
    kept: Context = app.extensions[NAME]

    def announce(server: Any) -> None:
        address = server.LISTENERS[0].sock.getsockname()
        shown = f"[{address[0]}]" if ":" in address[0] else address[0]
        pairs = ", ".join(kept.served.registry.pairs)
        click.echo(f"serving {pairs} at http://{shown}:{address[1]}/", err=True)

    # A body whose chunks are none: gunicorn finds out only while the application reads it.
    app.register_error_handler(ParseException, lambda error: problem(HTTPError(400)))
    settings = {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "worker_class": "service.http.worker.Worker",
        "workers": workers,
        "threads": kept.settings.in_flight + _SPARE,
        "graceful_timeout": _GRACE,
        "preload_app": True,
        "loglevel": "warning",
        "when_ready": announce,
        "post_worker_init": _reload_when_told,
        "child_exit": lambda server, worker: _forget(worker.pid),
        "control_socket_disable": True,
    }
    Server(app, settings).run()


def _forget(pid: int) -> None:
    """Leave the worker that was `pid` out of what is in flight."""
    mark_process_dead(pid)  # type: ignore[no-untyped-call]


def tell_master() -> None:
    """Have the master, and through it all workers, read the models again."""
    os.kill(os.getppid(), signal.SIGHUP)


def _reload_when_told(worker: Any) -> None:
    """Have `worker` read the models again at SIGHUP, beside the requests that it answers."""

    def read() -> None:
        with suppress(IsoglossError):  # told in the log, and by /ready
            reload(worker.wsgi)

    signal.signal(signal.SIGHUP, lambda number, frame: threading.Thread(target=read).start())
    signal.siginterrupt(signal.SIGHUP, False)


def require_free(host: str, port: int) -> None:
    """Raise `IsoglossError` if nothing can listen at `host` and `port`."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except OSError as error:
        raise IsoglossError(
            f"cannot listen at {host}:{port} ({error.strerror}); choose another with --port"
        ) from error


def serve_in_child(folder: Path, host: str, port: int, *, insecure: bool = False) -> int:
    """Serve the models in `folder` from a process of its own and return its exit code.

    A process that has computed with several threads must not fork: the thread pools do not survive
    it. Signals to stop are passed on.
    """
    command = [sys.executable, "-m", "service", "serve", os.fspath(folder)]
    command += ["--host", host, "--port", str(port), *(["--insecure"] if insecure else [])]
    child = subprocess.Popen(command)

    def pass_on(number: int, frame: FrameType | None) -> None:
        child.send_signal(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, pass_on)
    return child.wait()
