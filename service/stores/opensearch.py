"""OpenSearch with its k-NN plugin: a collection is an index under an alias, searched exhaustively.

Each export writes an index with a fresh name. The alias points to it once it is complete. The
`_meta` of its mapping holds the metadata of the collection.

OpenSearch scores are never negative. The plugin returns a positive inner product s as s + 1, and
any other as 1 / (1 - s). `_inner_product` inverts this.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

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
    from opensearchpy import OpenSearch as Client

_FIELDS = {
    "id": {"type": "integer"},
    "word": {"type": "keyword", "index": False, "doc_values": False},
    "rank": {"type": "integer", "index": False},
}


class OpenSearch:
    """An OpenSearch; `Store` documents the methods.

    Parameters
    ----------
    address
        Its address.

    Raises
    ------
    IsoglossError
        If opensearch-py is not installed.
    """

    kind: DatabaseKind = "opensearch"

    most_columns = 16_000

    def __init__(self, address: Address) -> None:
        with optional("OpenSearch", "opensearch-py", "opensearch"):
            import opensearchpy  # noqa: F401  # fail here rather than at the first request
        self.shown = address.shown
        self._address = address
        self._client = PerProcess(lambda: _connect(address))

    def write(self, collection: Collection, batches: Iterable[StoredRows]) -> None:
        """Write a collection completely or not at all."""
        with written_afresh(self, collection) as fresh, self._connected() as client:
            client.indices.create(index=fresh, body=_definition(collection))
            for rows in batches:
                _insert(client, fresh, rows)
            client.indices.refresh(index=fresh)
            require_all(client.count(index=fresh)["count"], collection)
            _point_alias(client, collection.name, fresh)

    def about(self, name: str) -> Mapping[str, object] | None:
        """Return the metadata of the collection `name`; None if it does not exist."""
        with self._connected() as client:
            if not client.indices.exists_alias(name=name):
                return None
            [index] = client.indices.get_mapping(index=name).values()
        metadata = index["mappings"].get("_meta")
        return metadata if isinstance(metadata, dict) else None

    def names(self) -> Sequence[str]:
        """Return the names of the indices of isogloss, without aliases."""
        with self._connected() as client:
            return sorted(client.indices.get_alias(index="isogloss_*"))

    def drop(self, name: str) -> None:
        """Delete an index and its alias."""
        with self._connected() as client:
            client.indices.delete(index=name)

    def search(self, name: str, queries: Vectors, k: int) -> Sequence[Hits]:
        """Return the `k` rows with the largest inner product with each query."""
        lines: list[dict[str, Any]] = []
        for query in plain(queries):
            lines += ({}, _query_body(query, k))
        with self._connected() as client:
            responses = client.msearch(body=lines, index=name)["responses"]
            return [_hits(response) for response in responses]

    def close(self) -> None:
        """Close the connections of this process."""
        if client := self._client.take():
            client.close()

    @contextmanager
    def _connected(self) -> Iterator[Client]:
        """Lend the client, and turn its errors into `IndexUnavailable`."""
        from opensearchpy.exceptions import OpenSearchException

        try:
            yield self._client.get()
        except (OpenSearchException, IsoglossError) as error:
            raise IndexUnavailable(f"{self.shown}: {self._address.message(error)}") from None


def _connect(address: Address) -> Client:
    from opensearchpy import OpenSearch as Client

    # The client logs each failure with a traceback; isogloss reports it in one line instead.
    logging.getLogger("opensearch").setLevel(logging.CRITICAL)
    return Client(hosts=[address.url], timeout=ANSWERING, max_retries=0)


def _definition(collection: Collection) -> dict[str, Any]:
    """Return the definition of an index: vectors without a graph, and results of any size."""
    largest_result = max(10_000, collection.rows)
    vector = {"type": "knn_vector", "dimension": collection.columns}
    return {
        "settings": {"index": {"knn": False, "max_result_window": largest_result}},
        "mappings": {
            "_meta": dict(collection.about),
            "dynamic": False,
            "properties": {**_FIELDS, "vector": vector},
        },
    }


def _insert(client: Client, name: str, rows: StoredRows) -> None:
    lines: list[dict[str, Any]] = []
    for row, (word, vector) in enumerate(
        zip(rows.words, plain(rows.vectors), strict=True), rows.start
    ):
        lines.append({"index": {"_id": str(row)}})
        lines.append({"id": row, "word": word, "rank": row + 1, "vector": vector})
    response = client.bulk(body=lines, index=name)
    if response["errors"]:
        first = next(item["index"] for item in response["items"] if "error" in item["index"])
        raise IndexUnavailable(f"row {first['_id']} was not stored: {first['error']}")


def _point_alias(client: Client, alias: str, name: str) -> None:
    """Point `alias` to the index `name`, atomically."""
    actions = [{"add": {"index": name, "alias": alias}}]
    if client.indices.exists_alias(name=alias):
        earlier = client.indices.get_alias(name=alias)
        actions += [{"remove": {"index": other, "alias": alias}} for other in earlier]
    client.indices.update_aliases(body={"actions": actions})


def _query_body(query: Sequence[float], k: int) -> dict[str, Any]:
    script = {
        "lang": "knn",
        "source": "knn_score",
        "params": {"field": "vector", "query_value": query, "space_type": "innerproduct"},
    }
    return {
        "size": k,
        "_source": False,
        "track_total_hits": False,
        "query": {"script_score": {"query": {"match_all": {}}, "script": script}},
        # Break ties by row. Each hit then has its score and its row as its sort values.
        "sort": [{"_score": "desc"}, {"id": "asc"}],
    }


def _hits(response: Mapping[str, Any]) -> Hits:
    """Return the scores and rows of one response.

    Raises
    ------
    IndexUnavailable
        If the search failed, or covered only a part of the index.
    """
    if "error" in response:
        raise IndexUnavailable(f"the search failed: {response['error']}")
    if response["timed_out"] or response["_shards"]["failed"]:
        raise IndexUnavailable("a part of the index did not answer")
    sort_values = (hit["sort"] for hit in response["hits"]["hits"])
    return [(_inner_product(score), int(row)) for score, row in sort_values]


def _inner_product(score: float) -> float:
    return score - 1 if score >= 1 else 1 - 1 / score
