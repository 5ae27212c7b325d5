"""A cache of file digests, so that a run does not read texts of many gigabytes again."""

from __future__ import annotations

import json
import time
from pathlib import Path

from embeddings.files import sha256, write_binary

#: A file changed less than this many seconds ago is not cached. It may change again without a new
#: time stamp. Two seconds is the coarsest time stamp of a file system (FAT).
_TICK = 2.0


class DigestCache:
    """SHA-256 digests of files, cached by path, size, modification time and inode.

    Parameters
    ----------
    cache
        The JSON file that holds the digests between runs.
    """

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._entries: dict[str, list[object]] = {}
        self._changed = False
        try:
            entries = json.loads(cache.read_bytes())
        except (FileNotFoundError, ValueError):
            return  # a damaged cache counts as an empty one
        if isinstance(entries, dict):
            self._entries = entries

    def of(self, file: Path) -> str:
        """Return the SHA-256 of the content of `file`."""
        status = file.stat()
        state = [status.st_size, status.st_mtime_ns, status.st_ino]
        entry = self._entries.get(str(file))
        if isinstance(entry, list) and entry[:-1] == state:
            return str(entry[-1])
        digest = sha256(file)
        if time.time() - status.st_mtime > _TICK:
            self._entries[str(file)] = [*state, digest]
            self._changed = True
        return digest

    def keep(self) -> None:
        """Write new digests to the cache file."""
        if self._changed:
            with write_binary(self._cache) as stream:
                stream.write(json.dumps(self._entries).encode())
            self._changed = False
