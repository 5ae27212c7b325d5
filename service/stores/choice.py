"""Vector databases in place of an index in memory: one file a database; which one a URL means.

A model is written there by `isogloss export` (`service.stores.collections`) and searched there by
`isogloss serve --index-url`. CSLS is kept exactly: each vector has its penalty as one more column,
each query -1 there, and what is asked for is the largest inner product.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from service.stores.address import Address, Kind, read_address
from service.stores.store import Store

#: The database to search in, where no option names one.
ENVIRONMENT = "ISOGLOSS_INDEX_URL"


def open_store(url: str, kind: Kind | None = None) -> Store:
    """Return the database at `url`; nothing is asked of it yet.

    Raises
    ------
    IsoglossError
        If the URL names no database, or what it takes to ask this one is not installed.
    """
    address = read_address(url, kind)
    return _KINDS[address.kind](address)


def store_from_environment() -> Store | None:
    """Return the database that `ISOGLOSS_INDEX_URL` names, if it names one."""
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


_KINDS: Mapping[Kind, Callable[[Address], Store]] = {
    "pgvector": _pgvector,
    "qdrant": _qdrant,
    "opensearch": _opensearch,
}
