"""The process of one job: run a command, and write its cost to a file.

python -m service.cli.child USAGE.json COMMAND ARGUMENT...

The process ends when its parent ends.
"""

from __future__ import annotations

import json
import os
import re
import resource
import sys
import threading
import time
from pathlib import Path

#: Exit code of a job whose parent process has ended.
ORPHANED = 70

_PEAK = re.compile(r"^VmHWM:\s*(\d+) kB", re.MULTILINE)


def main() -> None:
    """Run the command, and write its cost to the file named by the first argument."""
    usage, *arguments = sys.argv[1:]
    threading.Thread(target=_end_with_parent, daemon=True).start()
    start = time.perf_counter()
    try:
        from service.cli.main import main as command

        command(arguments, prog_name="isogloss")
    finally:
        own = resource.getrusage(resource.RUSAGE_SELF)
        cost = {
            "seconds": round(time.perf_counter() - start, 3),
            "cpu_seconds": round(own.ru_utime + own.ru_stime, 3),
            "memory_mb": round(_peak_kilobytes(own.ru_maxrss) / 1024, 1),
        }
        Path(usage).write_text(json.dumps(cost), encoding="utf-8")


def _end_with_parent() -> None:
    """Exit at once when the parent ends: its end of the standard input then closes.

    This is safe at any time. Output is written to a temporary name and renamed when complete.
    """
    while os.read(0, 1024):
        pass
    os._exit(ORPHANED)


def _peak_kilobytes(fallback: int) -> int:
    """Return the peak memory of this process in kB, or `fallback` if /proc does not tell it.

    `ru_maxrss` is only the fallback, because Linux may report the peak of the parent there.
    """
    try:
        match = _PEAK.search(Path("/proc/self/status").read_text(encoding="ascii"))
    except OSError:
        match = None
    return int(match.group(1)) if match else fallback


if __name__ == "__main__":
    main()
