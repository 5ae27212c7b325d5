"""Qdrant: a collection is one of its collections, under an alias, compared with whole.

What is written gets a name of its own, and the alias leads there once it is complete. The metadata
of the collection say what it is.
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
from service.stores.address import Address, Kind
from service.stores.store import (
    ANSWERING,
    Collection,
    Hits,
    PerProcess,
    Rows,
    plain,
    require_all,
    written_afresh,
)

if TYPE_CHECKING:
    from qdrant_client import QdrantClient


class Qdrant:
    """A Qdrant; `Store` says what the methods do.

    Parameters
    ----------
    address
        What stands where a password does is the API key.
    connect
        Returns the client, once in each process; None for that of `address`.

    Raises
    ------
    IsoglossError
        If qdrant-client is not installed.
    """

    kind: Kind = "qdrant"

    most_columns = 65_536

    def __init__(self, address: Address, connect: Callable[[], QdrantClient] | None = None) -> None:
        with optional("Qdrant", "qdrant-client", "qdrant"):
            import qdrant_client  # noqa: F401  # late, and yet before anything is asked
        self.shown = address.shown
        self._address = address
        self._client = PerProcess(connect or (lambda: _connect(address)))

    def write(self, collection: Collection, batches: Iterable[Rows]) -> None:
        """Write a collection, whole or not at all."""
        with written_afresh(self, collection) as fresh, self._telling() as client:
            _create(client, fresh, collection)
            for rows in batches:
                _insert(client, fresh, rows)
            require_all(client.count(fresh, exact=True).count, collection)
            _lead_to(client, collection.name, fresh)

    def about(self, name: str) -> Mapping[str, object] | None:
        """Return what is told of the collection of that name, if there is one."""
        with self._telling() as client:
            written = _aliases(client).get(name)
            return client.get_collection(written).config.metadata if written else None

    def names(self) -> Sequence[str]:
        """Return the names of collections of isogloss, without aliases."""
        with self._telling() as client:
            found = [each.name for each in client.get_collections().collections]
        return [name for name in found if name.startswith("isogloss_")]

    def drop(self, name: str) -> None:
        """Delete a collection; its alias goes with it."""
        with self._telling() as client:
            client.delete_collection(name)

    def search(self, name: str, queries: Vectors, k: int) -> Sequence[Hits]:
        """Return the `k` rows with the largest inner product with each query."""
        from qdrant_client.models import QueryRequest, SearchParams

        exact = SearchParams(exact=True)
        asked = [QueryRequest(query=query, limit=k, params=exact) for query in plain(queries)]
        with self._telling() as client:
            answers = client.query_batch_points(name, asked, timeout=ANSWERING)
        return [[(point.score, int(point.id)) for point in answer.points] for answer in answers]

    def close(self) -> None:
        """Close the connections of this process."""
        if client := self._client.take():
            client.close()

    @contextmanager
    def _telling(self) -> Iterator[QdrantClient]:
        """Lend the client, and raise what it raises as `IndexUnavailable`."""
        from qdrant_client.http.exceptions import ApiException

        try:
            yield self._client.get()
        except IsoglossError as error:
            raise IndexUnavailable(f"{self.shown}: {error}") from None
        # Some of what a server answers, its client tells as ValueError.
        except (ApiException, ValueError) as error:
            raise IndexUnavailable(f"{self.shown}: {self._address.told(error)}") from None


def _connect(address: Address) -> QdrantClient:
    from qdrant_client import QdrantClient

    parts = address.parts
    return QdrantClient(
        url=f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path.rstrip('/')}",
        port=parts.port or (443 if parts.scheme == "https" else 6333),
        api_key=unquote(parts.password) if parts.password else None,
        timeout=math.ceil(ANSWERING),
        check_compatibility=False,  # it would ask before anything is asked, and warn on its own
    )


def _create(client: QdrantClient, name: str, collection: Collection) -> None:
    from qdrant_client.models import Distance, HnswConfigDiff, VectorParams

    # Vectors stay on disk, as far as memory does not hold them; and no graph of them is made, which
    # only searches that are not exact go by.
    vectors = VectorParams(size=collection.columns, distance=Distance.DOT, on_disk=True)
    client.create_collection(
        name,
        vectors_config=vectors,
        hnsw_config=HnswConfigDiff(m=0),
        metadata=dict(collection.about),
    )


def _insert(client: QdrantClient, name: str, rows: Rows) -> None:
    from qdrant_client.models import Batch

    numbers = range(rows.start, rows.start + len(rows.words))
    told = [{"word": word, "rank": n + 1} for n, word in zip(numbers, rows.words, strict=True)]
    batch = Batch(ids=list(numbers), vectors=plain(rows.vectors), payloads=list(told))
    client.upsert(name, batch, wait=True)


def _aliases(client: QdrantClient) -> dict[str, str]:
    found = client.get_aliases().aliases
    return {alias.alias_name: alias.collection_name for alias in found}


def _lead_to(client: QdrantClient, alias: str, name: str) -> None:
    """Make `alias` lead to the collection `name`, in one step from where it led before."""
    from qdrant_client.models import (
        AliasOperations,
        CreateAlias,
        CreateAliasOperation,
        DeleteAlias,
        DeleteAliasOperation,
    )

    made = CreateAliasOperation(create_alias=CreateAlias(collection_name=name, alias_name=alias))
    steps: list[AliasOperations] = [made]
    if alias in _aliases(client):
        steps.insert(0, DeleteAliasOperation(delete_alias=DeleteAlias(alias_name=alias)))
    client.update_collection_aliases(steps)
