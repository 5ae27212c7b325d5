"""Temporary folder in which the workers of one run count their metrics."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

#: Environment variable with which prometheus_client finds the folder.
FOLDER = "PROMETHEUS_MULTIPROC_DIR"


@contextmanager
def counted_in_files() -> Iterator[None]:
    """Let all workers count into a temporary folder, which exists as long as the body runs.

    prometheus_client reads the environment variable at import, so import it inside the body. Each
    forked worker leaves the body too when it ends. Only the process that created the folder
    removes it.
    """
    owner = os.getpid()
    folder = os.environ[FOLDER] = tempfile.mkdtemp(prefix="isogloss-metrics-")
    try:
        yield
    finally:
        if os.getpid() == owner:
            shutil.rmtree(folder, ignore_errors=True)
            os.environ.pop(FOLDER, None)
