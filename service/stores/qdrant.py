"""Qdrant: a collection is a Qdrant collection under an alias, searched exhaustively.

Each export writes a Qdrant collection with a fresh name. The alias points to it once it is
complete. Its metadata are those of the collection.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import unquote

from embeddings import IsoglossError
from embeddings.arrays import Vectors
from embeddings.errors import IndexUnavailable
from embeddings.extras import optional
from service.stores.address import Address, DatabaseKind
from service.stores.store import (
    ANSWERING,
    Collection,
    Hits,
    PerProcess,
    StoredRows,
    plain,
    require_all,
    written_afresh,
)

if TYPE_CHECKING:
    from qdrant_client import QdrantClient


class Qdrant:
    """A Qdrant; `Store` documents the methods.

    Parameters
    ----------
    address
        Its address; the password in it is the API key.
    connect
        Returns a client and is called once in each process; None connects to `address`.

    Raises
    ------
    IsoglossError
        If qdrant-client is not installed.
    """

    kind: DatabaseKind = "qdrant"

    most_columns = 65_536

    def __init__(self, address: Address, connect: Callable[[], QdrantClient] | None = None) -> None:
        with optional("Qdrant", "qdrant-client", "qdrant"):
            import qdrant_client  # noqa: F401  # fail here rather than at the first request
        self.shown = address.shown
        self._address = address
        self._client = PerProcess(connect or (lambda: _connect(address)))

    def write(self, collection: Collection, batches: Iterable[StoredRows]) -> None:
        """Write a collection completely or not at all."""
        with written_afresh(self, collection) as fresh, self._connected() as client:
            _create(client, fresh, collection)
            for rows in batches:
                _insert(client, fresh, rows)
            require_all(client.count(fresh, exact=True).count, collection)
            _point_alias(client, collection.name, fresh)

    def about(self, name: str) -> Mapping[str, object] | None:
        """Return the metadata of the collection `name`; None if it does not exist."""
        with self._connected() as client:
            current = _aliases(client).get(name)
            return client.get_collection(current).config.metadata if current else None

    def names(self) -> Sequence[str]:
        """Return the names of the collections of isogloss, without aliases."""
        with self._connected() as client:
            names = [each.name for each in client.get_collections().collections]
        return [name for name in names if name.startswith("isogloss_")]

    def drop(self, name: str) -> None:
        """Delete a collection and its alias."""
        with self._connected() as client:
            client.delete_collection(name)

    def search(self, name: str, queries: Vectors, k: int) -> Sequence[Hits]:
        """Return the `k` rows with the largest inner product with each query."""
        from qdrant_client.models import QueryRequest, SearchParams

        exact = SearchParams(exact=True)
        requests = [QueryRequest(query=query, limit=k, params=exact) for query in plain(queries)]
        with self._connected() as client:
            responses = client.query_batch_points(name, requests, timeout=ANSWERING)
        return [[(hit.score, int(hit.id)) for hit in response.points] for response in responses]

    def close(self) -> None:
        """Close the connections of this process."""
        if client := self._client.take():
            client.close()

    @contextmanager
    def _connected(self) -> Iterator[QdrantClient]:
        """Lend the client, and turn its errors into `IndexUnavailable`."""
        from qdrant_client.http.exceptions import ApiException

        try:
            yield self._client.get()
        except IsoglossError as error:
            raise IndexUnavailable(f"{self.shown}: {error}") from None
        # The client raises ValueError for some responses of the server.
        except (ApiException, ValueError) as error:
            raise IndexUnavailable(f"{self.shown}: {self._address.message(error)}") from None


def _connect(address: Address) -> QdrantClient:
    from qdrant_client import QdrantClient

    parts = address.parts
    return QdrantClient(
        url=f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path.rstrip('/')}",
        port=parts.port or (443 if parts.scheme == "https" else 6333),
        api_key=unquote(parts.password) if parts.password else None,
        timeout=math.ceil(ANSWERING),
        check_compatibility=False,  # it sends a request at once, and warns
    )


def _create(client: QdrantClient, name: str, collection: Collection) -> None:
    from qdrant_client.models import Distance, HnswConfigDiff, VectorParams

    # Vectors stay on disk, with memory as a cache. m=0 builds no graph, because exact search does
    # not use it.
    vectors = VectorParams(size=collection.columns, distance=Distance.DOT, on_disk=True)
    client.create_collection(
        name,
        vectors_config=vectors,
        hnsw_config=HnswConfigDiff(m=0),
        metadata=dict(collection.about),
    )


def _insert(client: QdrantClient, name: str, rows: StoredRows) -> None:
    from qdrant_client.models import Batch

    ids = range(rows.start, rows.start + len(rows.words))
    payloads = [{"word": word, "rank": n + 1} for n, word in zip(ids, rows.words, strict=True)]
    batch = Batch(ids=list(ids), vectors=plain(rows.vectors), payloads=list(payloads))
    client.upsert(name, batch, wait=True)


def _aliases(client: QdrantClient) -> dict[str, str]:
    """Return the names of the aliased collections, by alias."""
    aliases = client.get_aliases().aliases
    return {alias.alias_name: alias.collection_name for alias in aliases}


def _point_alias(client: QdrantClient, alias: str, name: str) -> None:
    """Point `alias` to the collection `name`, atomically."""
    from qdrant_client.models import (
        AliasOperations,
        CreateAlias,
        CreateAliasOperation,
        DeleteAlias,
        DeleteAliasOperation,
    )

    create = CreateAliasOperation(create_alias=CreateAlias(collection_name=name, alias_name=alias))
    operations: list[AliasOperations] = [create]
    if alias in _aliases(client):
        operations.insert(0, DeleteAliasOperation(delete_alias=DeleteAlias(alias_name=alias)))
    client.update_collection_aliases(operations)
