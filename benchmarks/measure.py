"""Run a command as a whole process and say what it cost."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Cost:
    """What one process cost: seconds of wall clock, CPU seconds, peak memory in MB."""

    wall: float
    cpu: float
    memory: float
    output: str


def run(command: Sequence[str], *, quiet: bool = True) -> Cost:
    """Run `command` and return its cost; its own output is kept, its messages shown if not quiet.

    Raises
    ------
    SystemExit
        If it fails.
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
    """Return the command line of `isogloss` in this environment."""
    return [sys.executable, "-m", "service", *arguments]
