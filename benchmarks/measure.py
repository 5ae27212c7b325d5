"""Run a command as a process and measure its cost."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """The cost of one process.

    Parameters
    ----------
    wall
        Wall-clock time in seconds.
    cpu
        Processor time in seconds.
    memory
        Peak memory in MB.
    output
        Everything that the process printed to stdout.
    """

    wall: float
    cpu: float
    memory: float
    output: str


def run(command: Sequence[str], *, quiet: bool = True) -> Cost:
    """Run `command` and return its cost.

    Parameters
    ----------
    command
        The program and its arguments.
    quiet
        Whether to suppress the stderr of the command.

    Raises
    ------
    SystemExit
        If the command fails.
    """
    start = time.perf_counter()
    error = subprocess.DEVNULL if quiet else None
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=error)
    assert process.stdout is not None
    output = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)}: exit code {process.returncode}")
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output)


def isogloss(*arguments: str) -> list[str]:
    """Return the command line that runs `isogloss` in this environment."""
    return [sys.executable, "-m", "service", *arguments]
