"""URLs of databases. They may contain a password, which messages never show."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit

from embeddings import IsoglossError

DatabaseKind = Literal["pgvector", "qdrant", "opensearch"]

#: The database for each URL scheme, and the scheme that its client expects.
_SCHEMES: dict[str, tuple[DatabaseKind, str]] = {
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
    """The kind and the URL of a database.

    Parameters
    ----------
    kind
        The kind of database.
    url
        The URL for the client of the database, with the password if it has one.
    shown
        The URL for `isogloss` and for messages: without user name, password and options.
    secrets
        Texts that must not appear in messages.
    """

    kind: DatabaseKind
    url: str = field(repr=False)
    shown: str
    secrets: frozenset[str] = field(repr=False, default=frozenset())

    @property
    def parts(self) -> SplitResult:
        """The URL in parts."""
        return urlsplit(self.url)

    def message(self, error: BaseException) -> str:
        """Return the message of `error` in one line, with secrets replaced by `***`."""
        text = " ".join(str(error).split()) or type(error).__name__
        for secret in self.secrets:
            text = text.replace(secret, "***")
        return text


def read_address(url: str, kind: DatabaseKind | None = None) -> Address:
    """Return the address of the database at `url`.

    Parameters
    ----------
    url
        The URL of the database.
    kind
        The kind of database; if it is not None, `url` may begin with http:// or https://.

    Raises
    ------
    IsoglossError
        If `url` is not the URL of a database. The message omits the URL: the part that is wrong may
        be the password.
    """
    scheme, _, rest = url.partition("://")
    if kind and scheme in ("http", "https"):
        scheme = f"{kind}+{scheme}"
    if scheme not in _SCHEMES or not rest:
        raise IsoglossError(f"the URL of a database begins with {_EXPECTED}")
    database, client_scheme = _SCHEMES[scheme]
    if kind and database != kind:
        raise IsoglossError(f"this is a URL of {database}, not of {kind}")
    parts = urlsplit(f"{client_scheme}://{rest}")
    # A / or ? in a password ends the host early, and the @ lands in the path or the query.
    if "@" in parts.path + parts.query or parts.fragment:
        raise IsoglossError(
            "the URL of the database is invalid; in a password write %2F for /, %3F for ?, "
            "%23 for # and %40 for @"
        )
    shown_scheme = "postgresql" if database == "pgvector" else scheme
    shown = f"{shown_scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
    return Address(database, parts.geturl(), shown, _secrets(parts))


def _secrets(parts: SplitResult) -> frozenset[str]:
    """Return the passwords in a URL, both percent-encoded and decoded."""
    options = (option.partition("=") for option in parts.query.split("&"))
    written = [value for name, _, value in options if name == "password"]
    written.append(parts.netloc.rpartition("@")[0].partition(":")[2])
    return frozenset({*written, *map(unquote, written)} - {""})
