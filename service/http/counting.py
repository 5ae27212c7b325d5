"""Where the metrics of several workers are counted: files in a folder of this run."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

FOLDER = "PROMETHEUS_MULTIPROC_DIR"


@contextmanager
def counted_in_files() -> Iterator[None]:
    """Have all workers count into a folder that lasts as long as the body.

    prometheus_client looks for it when it is imported, so that must come later. Workers leave the
    body too, each when it ends; only who made the folder takes it away.
    """
    owner = os.getpid()
    folder = os.environ[FOLDER] = tempfile.mkdtemp(prefix="isogloss-metrics-")
    try:
        yield
    finally:
        if os.getpid() == owner:
            shutil.rmtree(folder, ignore_errors=True)
            os.environ.pop(FOLDER, None)
