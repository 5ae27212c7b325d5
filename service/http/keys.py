"""API keys: who may ask. Only their hashes are kept.

A file of keys has a line for each: its name, its scope (`read` or `admin`) and the SHA-256 of the
key. A key is 256 random bits, so that its hash needs neither salt nor stretching. It is sent as
`Authorization: Bearer KEY`, and stands in no address, no log and no metric; its name does.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from embeddings import MalformedFile
from service.http.problems import Refusal
from service.http.request_record import Environ

#: What to do about it.
NO_KEY = "send `Authorization: Bearer KEY` with a key of this service"

#: What is open to all: probes, the pages, the contract.
_OPEN = ("/health", "/ready", "/", "/openapi.json", "/languages")
_OPEN_FOLDERS = ("/static/", "/docs", "/map/")

#: Where a key may come in the body instead, as LibreTranslate's clients send it: the view looks.
_IN_BODY = ("/translate", "/detect")

#: What changes the service.
ADMIN = "/admin/"

#: What a 401 tells of how to ask.
CHALLENGE = {"WWW-Authenticate": "Bearer"}

_LINE = re.compile(r"(?P<name>[\w.-]{1,64}) (?P<scope>read|admin) (?P<sha256>[0-9a-f]{64})")


@dataclass(frozen=True)
class Key:
    """Who holds it, what it allows, and its hash."""

    name: str
    scope: str
    sha256: str


def new_key(name: str, scope: str) -> tuple[str, Key]:
    """Return a new secret, to be told once, and what is kept of it."""
    secret = secrets.token_urlsafe(32)
    return secret, Key(name, scope, _sha256(secret))


def write_key(key: Key, path: Path) -> None:
    """Add `key` to the file at `path`, readable by its owner alone where it is new.

    Raises
    ------
    MalformedFile
        If a key of that name is there, or the file is not one of keys.
    """
    if path.exists() and any(other.name == key.name for other in read_keys(path)):
        raise MalformedFile(path, f"has a key of {key.name}; delete its line, or choose a name")
    path.touch(mode=0o600)
    with path.open("a", encoding="utf-8") as stream:
        stream.write(f"{key.name} {key.scope} {key.sha256}\n")


def read_keys(path: Path) -> tuple[Key, ...]:
    """Return the keys in the file at `path`; lines that begin with # are left out.

    Raises
    ------
    MalformedFile
        With the line, if it is no key.
    """
    keys = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        found = _LINE.fullmatch(line.strip())
        if not found:
            raise MalformedFile(
                path, "expected `name scope hash`; make keys with `isogloss key`", line=number
            )
        keys.append(Key(**found.groupdict()))
    return tuple(keys)


class KeyRing:
    """The keys in a file, as they were when it was last read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.reload()

    def reload(self) -> None:
        """Read the file again; a damaged one leaves the keys as they were, and is an error."""
        self._keys = read_keys(self._path)

    def require(self, environ: Environ, path: str) -> str | None:
        """Return the name of the key that a request came with, where it needs one.

        Raises
        ------
        Refusal
            If it has none, or one that does not allow this.
        """
        if environ["REQUEST_METHOD"] == "OPTIONS" or _is_open(path):
            return None
        given = environ.get("HTTP_AUTHORIZATION", "")
        if not given and path in _IN_BODY:
            return None
        scheme, _, secret = given.partition(" ")
        key = self._find(secret.strip()) if scheme.lower() == "bearer" else None
        if key is None:
            raise Refusal(401, NO_KEY, CHALLENGE.items())
        if path.startswith(ADMIN) and key.scope != "admin":
            raise Refusal(403, "this key may read; an admin key is needed")
        return key.name

    def name_of(self, secret: str) -> str | None:
        """Return the name of the key that `secret` is; None if it is none."""
        key = self._find(secret)
        return key.name if key else None

    def _find(self, secret: str) -> Key | None:
        """Return the key that `secret` is, in the same time whichever it is."""
        sha256, found = _sha256(secret), None
        for key in self._keys:
            if hmac.compare_digest(key.sha256, sha256):
                found = key
        return found


def _is_open(path: str) -> bool:
    return path in _OPEN or path.startswith(_OPEN_FOLDERS)


def _sha256(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
