"""SHA-256 of files, remembered, so that texts of many gigabytes are not read anew by every run."""

from __future__ import annotations

import json
import time
from pathlib import Path

from embeddings.files import sha256, write_binary

#: A file changed so shortly before it was read may change again within one tick of its clock,
#: unseen, so what it holds is not remembered. Two seconds is the coarsest clock (FAT).
_TICK = 2.0


class Digests:
    """Digests of files by path, size and time of change, kept in the file `cache`."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._known: dict[str, list[object]] = {}
        self._changed = False
        try:
            known = json.loads(cache.read_bytes())
        except (FileNotFoundError, ValueError):
            return  # a cache that is damaged is no cache
        if isinstance(known, dict):
            self._known = known

    def of(self, file: Path) -> str:
        """Return the SHA-256 of what is in `file`."""
        status = file.stat()
        state = [status.st_size, status.st_mtime_ns, status.st_ino]
        known = self._known.get(str(file))
        if isinstance(known, list) and known[:-1] == state:
            return str(known[-1])
        digest = sha256(file)
        if time.time() - status.st_mtime > _TICK:
            self._known[str(file)] = [*state, digest]
            self._changed = True
        return digest

    def keep(self) -> None:
        """Write what has been found to the cache."""
        if self._changed:
            with write_binary(self._cache) as stream:
                stream.write(json.dumps(self._known).encode())
            self._changed = False
