"""Servers in processes of their own, stopped by their pid; every wait has an end."""

import os
import re
import signal
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]

#: Seconds: starting takes two where nothing else runs.
STARTING, STOPPING, ANSWERING = 60, 10, 10

_ADDRESS = re.compile(r"^serving .* at http://\S*:(\d+)/$")


@dataclass
class Server:
    """A server that listens: its process, its port, and what it has said on stderr."""

    process: subprocess.Popen[str]
    said: list[str] = field(default_factory=list)
    port: int = 0
    listening: threading.Event = field(default_factory=threading.Event)

    def listen(self) -> None:
        """Read what the server says, so that it never waits for us, until it ends."""
        assert self.process.stderr
        for line in self.process.stderr:
            self.said.append(line.rstrip("\n"))
            if found := _ADDRESS.match(self.said[-1]):
                self.port = int(found.group(1))
                self.listening.set()
        self.listening.set()

    def get(self, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        """Return status and body of what the server answers: GET, or POST of a JSON `body`."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", body, {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=ANSWERING) as response:
            return response.status, response.read()

    def stop(self) -> int:
        """Send SIGTERM and return the exit code."""
        self.process.terminate()
        return self.process.wait(timeout=STOPPING)


@contextmanager
def running(
    arguments: Sequence[str],
    environment: Mapping[str, str] | None = None,
    program: Sequence[str] = ("-m", "service"),
) -> Iterator[Server]:
    """Run `isogloss ARGUMENTS` until the body ends; it is listening when the body begins."""
    with subprocess.Popen(
        [sys.executable, *program, *arguments],
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env=environment,
        start_new_session=True,  # a group of its own, so that its workers end with it
    ) as process:
        server = Server(process)
        reader = threading.Thread(target=server.listen)
        reader.start()
        try:
            assert server.listening.wait(STARTING), "the server does not start"
            assert server.port, f"the server ended: {server.said}"
            yield server
        finally:
            with suppress(ProcessLookupError):  # it has ended already
                os.killpg(process.pid, signal.SIGKILL)
            reader.join(STOPPING)


def isogloss(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    """Run `isogloss ARGUMENTS` to its end in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "service", *map(str, arguments)],
        capture_output=True,
        text=True,
        timeout=STARTING,
        cwd=ROOT,
        **options,  # type: ignore[call-overload]
    )
