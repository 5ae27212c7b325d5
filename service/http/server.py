"""The HTTP server: gunicorn with threads, over models mapped into memory."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication

from embeddings import IsoglossError


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """gunicorn over an application that is there already: bad models fail before it forks."""

    def __init__(self, app: Flask, settings: dict[str, Any]) -> None:
        self.app = app
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Hand the settings to gunicorn."""
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application."""
        return self.app


def serve(app: Flask, host: str, port: int, threads: int, pairs: Sequence[str]) -> None:
    """Serve `app` until told to stop; SIGTERM lets the requests in flight finish.

    Raises
    ------
    IsoglossError
        If nothing can listen there: the port is in use, or the host not this machine.
    """
    require_free(host, port)

    def announce(server: Any) -> None:
        address = server.LISTENERS[0].sock.getsockname()
        shown = f"[{address[0]}]" if ":" in address[0] else address[0]
        click.echo(f"serving {', '.join(pairs)} at http://{shown}:{address[1]}/", err=True)

    settings = {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "worker_class": "gthread",
        "workers": 1,
        "threads": threads,
        "preload_app": True,
        "loglevel": "warning",
        "when_ready": announce,
        "control_socket_disable": True,
    }
    Server(app, settings).run()


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


def serve_in_child(folder: Path, host: str, port: int) -> int:
    """Serve the models in `folder` from a process of its own and return its exit code.

    A process that has computed with several threads must not fork: the thread pools do not survive
    it. Signals to stop are passed on.
    """
    command = [sys.executable, "-m", "service", "serve", os.fspath(folder)]
    child = subprocess.Popen([*command, "--host", host, "--port", str(port)])

    def pass_on(number: int, frame: FrameType | None) -> None:
        child.send_signal(number)

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, pass_on)
    return child.wait()
