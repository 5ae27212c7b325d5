"""Open the vector database of a URL.

`isogloss export` writes a model to the database (`service.stores.collections`), and
`isogloss serve --index-url` searches it there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from service.stores.address import Address, DatabaseKind, read_address
from service.stores.store import Store

#: The environment variable with the URL of the database; an option overrides it.
ENVIRONMENT = "ISOGLOSS_INDEX_URL"


def open_store(url: str, kind: DatabaseKind | None = None) -> Store:
    """Return the database at `url`, without connecting to it.

    Parameters
    ----------
    url
        The URL of the database.
    kind
        The kind of database; if it is not None, `url` may begin with http:// or https://.

    Raises
    ------
    IsoglossError
        If `url` is not the URL of a database, or the client of the database is not installed.
    """
    address = read_address(url, kind)
    return _KINDS[address.kind](address)


def store_from_environment() -> Store | None:
    """Return the database at `ISOGLOSS_INDEX_URL`; None if the variable is unset or empty."""
    url = os.environ.get(ENVIRONMENT)
    return open_store(url) if url else None


def _pgvector(address: Address) -> Store:
    from service.stores.pgvector import Pgvector

    return Pgvector(address)


def _qdrant(address: Address) -> Store:
    from service.stores.qdrant import Qdrant

    return Qdrant(address)


def _opensearch(address: Address) -> Store:
    from service.stores.opensearch import OpenSearch

    return OpenSearch(address)


_KINDS: Mapping[DatabaseKind, Callable[[Address], Store]] = {
    "pgvector": _pgvector,
    "qdrant": _qdrant,
    "opensearch": _opensearch,
}
