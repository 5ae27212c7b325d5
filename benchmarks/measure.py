"""What several benchmarks share: the cost of a command, and honest gold dictionaries."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from align.evaluation.gold import Report
from align.evaluation.leak import without_learned
from align.lexicon import Lexicon


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


def unlearned(gold: Lexicon, *learned: Lexicon) -> Lexicon:
    """Return `gold` without the source words of `learned`, and print how many are left out.

    Parameters
    ----------
    gold
        A gold dictionary.
    learned
        Dictionaries in its direction that something was learned from, chosen on or fitted to.
    """
    kept = without_learned(gold, *learned)
    name, before, after = Path(gold.name).name, len(gold.sources), len(kept.sources)
    print(f"# {name}: {before - after:,} of {before:,} source words are left out, as learned")
    return kept


def beside(report: Report) -> list[str]:
    """Return the scores to print beside P@1: how much of it spelling explains."""
    parts = [f"spelling alone {100 * report.spelling_alone:.1f}"]
    if report.not_alike is not None:
        parts += [f"not alike {100 * report.not_alike:.1f} ({report.not_alike_words})"]
    return parts
