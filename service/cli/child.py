"""The process of one job: a command, which ends with who started it and writes what it cost.

python -m service.cli.child USAGE.json COMMAND ARGUMENT...
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

#: Exit code of a job whose parent has gone.
ORPHANED = 70

_PEAK = re.compile(r"^VmHWM:\s*(\d+) kB", re.MULTILINE)


def main() -> None:
    """Run the command, and write its cost to the file that is named first."""
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
    """End at once when the other end of the standard input is closed: the parent was killed.

    What is being written is written beside its place, so nothing half-written is taken for done.
    """
    while os.read(0, 1024):
        pass
    os._exit(ORPHANED)


def _peak_kilobytes(otherwise: int) -> int:
    """Return the most memory this process had; `ru_maxrss` may be that of who started it."""
    try:
        found = _PEAK.search(Path("/proc/self/status").read_text(encoding="ascii"))
    except OSError:
        found = None
    return int(found.group(1)) if found else otherwise


if __name__ == "__main__":
    main()
