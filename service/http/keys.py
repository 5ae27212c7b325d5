"""API keys. Only their hashes are stored.

A key file has one line for each key: its name, its scope (`read` or `admin`) and its SHA-256. A key
is 256 random bits, so that its hash needs neither salt nor stretching. Clients send it as
`Authorization: Bearer KEY`. URLs, logs and metrics never contain it; logs contain its name.
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

#: Detail of the response to a request without a valid key.
NO_KEY = "send `Authorization: Bearer KEY` with a key of this service"

#: Paths that need no key: probes, pages, the OpenAPI document, the list of languages.
_OPEN = ("/health", "/ready", "/", "/openapi.json", "/languages")
_OPEN_FOLDERS = ("/static/", "/docs", "/map/")

#: LibreTranslate's clients send the key in the body of these routes. The view checks it.
_IN_BODY = ("/translate", "/detect")

#: Prefix of the routes that need an admin key.
ADMIN = "/admin/"

#: Headers of every 401 response.
CHALLENGE = {"WWW-Authenticate": "Bearer"}

_LINE = re.compile(r"(?P<name>[\w.-]{1,64}) (?P<scope>read|admin) (?P<sha256>[0-9a-f]{64})")


@dataclass(frozen=True)
class Key:
    """An API key as stored: the name of its holder, its scope and its SHA-256."""

    name: str
    scope: str
    sha256: str


def new_key(name: str, scope: str) -> tuple[str, Key]:
    """Return a new secret, which is shown only once, and the key to store for it."""
    secret = secrets.token_urlsafe(32)
    return secret, Key(name, scope, _sha256(secret))


def write_key(key: Key, path: Path) -> None:
    """Append `key` to the file at `path`. A new file is readable only by its owner.

    Raises
    ------
    MalformedFile
        If the file has a key of that name already, or is not a key file.
    """
    if path.exists() and any(other.name == key.name for other in read_keys(path)):
        raise MalformedFile(
            path, f"already has a key named {key.name}; delete its line, or choose another name"
        )
    path.touch(mode=0o600)
    with path.open("a", encoding="utf-8") as stream:
        stream.write(f"{key.name} {key.scope} {key.sha256}\n")


def read_keys(path: Path) -> tuple[Key, ...]:
    """Return the keys in the file at `path`. Empty lines and lines with # in front are skipped.

    Raises
    ------
    MalformedFile
        If a line is not a key; the error has its line number.
    """
    keys = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        fields = _LINE.fullmatch(line.strip())
        if not fields:
            raise MalformedFile(
                path, "expected `name scope hash`; create keys with `isogloss key`", line=number
            )
        keys.append(Key(**fields.groupdict()))
    return tuple(keys)


class KeyRing:
    """The keys of a key file, as of its last read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.reload()

    def reload(self) -> None:
        """Read the file again. If it is damaged, raise and keep the previous keys."""
        self._keys = read_keys(self._path)

    def require(self, environ: Environ, path: str) -> str | None:
        """Return the name of the key of a request; None if no key is needed here.

        Raises
        ------
        Refusal
            If the key is missing, unknown, or lacks the scope for this route.
        """
        if environ["REQUEST_METHOD"] == "OPTIONS" or _is_open(path):
            return None
        authorization = environ.get("HTTP_AUTHORIZATION", "")
        if not authorization and path in _IN_BODY:
            return None
        scheme, _, secret = authorization.partition(" ")
        key = self._find(secret.strip()) if scheme.lower() == "bearer" else None
        if key is None:
            raise Refusal(401, NO_KEY, CHALLENGE.items())
        if path.startswith(ADMIN) and key.scope != "admin":
            raise Refusal(403, "this key has the scope `read`; this route needs an admin key")
        return key.name

    def name_of(self, secret: str) -> str | None:
        """Return the name of the key with this `secret`; None if there is none."""
        key = self._find(secret)
        return key.name if key else None

    def _find(self, secret: str) -> Key | None:
        """Return the key with this `secret`; None if there is none.

        Every key is compared in constant time, so that the time reveals nothing about the keys.
        """
        sha256, match = _sha256(secret), None
        for key in self._keys:
            if hmac.compare_digest(key.sha256, sha256):
                match = key
        return match


def _is_open(path: str) -> bool:
    return path in _OPEN or path.startswith(_OPEN_FOLDERS)


def _sha256(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
