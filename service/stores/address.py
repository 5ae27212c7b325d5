"""Where a database is: its URL, which may hold a password that no message shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit

from embeddings import IsoglossError

Kind = Literal["pgvector", "qdrant", "opensearch"]

#: What a URL begins with, which database that is, and the scheme that its client takes.
_SCHEMES: dict[str, tuple[Kind, str]] = {
    "postgresql": ("pgvector", "postgresql"),
    "postgres": ("pgvector", "postgresql"),
    "qdrant+http": ("qdrant", "http"),
    "qdrant+https": ("qdrant", "https"),
    "opensearch+http": ("opensearch", "http"),
    "opensearch+https": ("opensearch", "https"),
}

_EXPECTED = (
    "postgresql://, qdrant+http://, qdrant+https://, opensearch+http:// or opensearch+https://"
)


@dataclass(frozen=True)
class Address:
    """Which database, and where.

    Parameters
    ----------
    kind
    url
        As the database's client takes it, with the password if there is one.
    shown
        As `isogloss` takes it and messages show it: without who asks, password and options.
    secrets
        What no message may have in it.
    """

    kind: Kind
    url: str = field(repr=False)
    shown: str
    secrets: frozenset[str] = field(repr=False, default=frozenset())

    @property
    def parts(self) -> SplitResult:
        """The URL in parts."""
        return urlsplit(self.url)

    def told(self, error: BaseException) -> str:
        """Return what `error` says, in one line and without secrets."""
        text = " ".join(str(error).split()) or type(error).__name__
        for secret in self.secrets:
            text = text.replace(secret, "***")
        return text


def read_address(url: str, kind: Kind | None = None) -> Address:
    """Return the address that `url` is; where `kind` is given, plain http(s) is enough.

    Raises
    ------
    IsoglossError
        If it is none. The URL is not in the message: what is wrong may be its password.
    """
    scheme, _, rest = url.partition("://")
    if kind and scheme in ("http", "https"):
        scheme = f"{kind}+{scheme}"
    if scheme not in _SCHEMES or not rest:
        raise IsoglossError(f"the URL of a database begins with {_EXPECTED}")
    meant, plain = _SCHEMES[scheme]
    if kind and meant != kind:
        raise IsoglossError(f"this URL is that of {meant}, not of {kind}")
    parts = urlsplit(f"{plain}://{rest}")
    # The @ after a password stands behind what a / or ? in it was taken for the end of.
    if "@" in parts.path + parts.query or parts.fragment:
        raise IsoglossError(
            "the URL of the database cannot be read; in a password write %2F for /, %3F for ?, "
            "%23 for # and %40 for @"
        )
    begin = "postgresql" if meant == "pgvector" else scheme
    shown = f"{begin}://{parts.netloc.rpartition('@')[2]}{parts.path}"
    return Address(meant, parts.geturl(), shown, _secrets(parts))


def _secrets(parts: SplitResult) -> frozenset[str]:
    """Return the passwords in a URL, as they are written and as they are meant."""
    options = (option.partition("=") for option in parts.query.split("&"))
    written = [value for name, _, value in options if name == "password"]
    written.append(parts.netloc.rpartition("@")[0].partition(":")[2])
    return frozenset({*written, *map(unquote, written)} - {""})
