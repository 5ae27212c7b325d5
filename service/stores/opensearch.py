"""OpenSearch with its k-NN plugin: a collection is an index under an alias, compared with whole.

What is written gets a name of its own, and the alias leads there once it is complete. What it is
stands in the `_meta` of its mapping.

Scores of OpenSearch are never negative: the plugin gives an inner product s as s + 1 where it is
positive, and as 1 / (1 - s) elsewhere, which is undone here.
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
    from opensearchpy import OpenSearch as Client

_FIELDS = {
    "id": {"type": "integer"},
    "word": {"type": "keyword", "index": False, "doc_values": False},
    "rank": {"type": "integer", "index": False},
}


class OpenSearch:
    """An OpenSearch; `Store` says what the methods do.

    Raises
    ------
    IsoglossError
        If opensearch-py is not installed.
    """

    kind: Kind = "opensearch"

    most_columns = 16_000

    def __init__(self, address: Address) -> None:
        with optional("OpenSearch", "opensearch-py", "opensearch"):
            import opensearchpy  # noqa: F401  # late, and yet before anything is asked
        self.shown = address.shown
        self._address = address
        self._client = PerProcess(lambda: _connect(address))

    def write(self, collection: Collection, batches: Iterable[Rows]) -> None:
        """Write a collection, whole or not at all."""
        with written_afresh(self, collection) as fresh, self._telling() as client:
            client.indices.create(index=fresh, body=_definition(collection))
            for rows in batches:
                _insert(client, fresh, rows)
            client.indices.refresh(index=fresh)
            require_all(client.count(index=fresh)["count"], collection)
            _lead_to(client, collection.name, fresh)

    def about(self, name: str) -> Mapping[str, object] | None:
        """Return what is told of the collection of that name, if there is one."""
        with self._telling() as client:
            if not client.indices.exists_alias(name=name):
                return None
            [found] = client.indices.get_mapping(index=name).values()
        told = found["mappings"].get("_meta")
        return told if isinstance(told, dict) else None

    def names(self) -> Sequence[str]:
        """Return the names of indices of isogloss, without aliases."""
        with self._telling() as client:
            return sorted(client.indices.get_alias(index="isogloss_*"))

    def drop(self, name: str) -> None:
        """Delete an index; its alias goes with it."""
        with self._telling() as client:
            client.indices.delete(index=name)

    def search(self, name: str, queries: Vectors, k: int) -> Sequence[Hits]:
        """Return the `k` rows with the largest inner product with each query."""
        lines: list[dict[str, Any]] = []
        for query in plain(queries):
            lines += ({}, _question(query, k))
        with self._telling() as client:
            answers = client.msearch(body=lines, index=name)["responses"]
            return [_hits(answer) for answer in answers]

    def close(self) -> None:
        """Close the connections of this process."""
        if client := self._client.take():
            client.close()

    @contextmanager
    def _telling(self) -> Iterator[Client]:
        """Lend the client, and raise what it raises as `IndexUnavailable`."""
        from opensearchpy.exceptions import OpenSearchException

        try:
            yield self._client.get()
        except (OpenSearchException, IsoglossError) as error:
            raise IndexUnavailable(f"{self.shown}: {self._address.told(error)}") from None


def _connect(address: Address) -> Client:
    from opensearchpy import OpenSearch as Client

    # It tells each failure with a traceback; what fails here is told by whoever asked, in one line.
    logging.getLogger("opensearch").setLevel(logging.CRITICAL)
    return Client(hosts=[address.url], timeout=ANSWERING, max_retries=0)


def _definition(collection: Collection) -> dict[str, Any]:
    """Return what an index is made from: vectors without a graph, which may all be asked for."""
    most = max(10_000, collection.rows)
    vector = {"type": "knn_vector", "dimension": collection.columns}
    return {
        "settings": {"index": {"knn": False, "max_result_window": most}},
        "mappings": {
            "_meta": dict(collection.about),
            "dynamic": False,
            "properties": {**_FIELDS, "vector": vector},
        },
    }


def _insert(client: Client, name: str, rows: Rows) -> None:
    lines: list[dict[str, Any]] = []
    for row, (word, vector) in enumerate(
        zip(rows.words, plain(rows.vectors), strict=True), rows.start
    ):
        lines.append({"index": {"_id": str(row)}})
        lines.append({"id": row, "word": word, "rank": row + 1, "vector": vector})
    answer = client.bulk(body=lines, index=name)
    if answer["errors"]:
        first = next(item["index"] for item in answer["items"] if "error" in item["index"])
        raise IndexUnavailable(f"row {first['_id']} was not kept: {first['error']}")


def _lead_to(client: Client, alias: str, name: str) -> None:
    """Make `alias` lead to the index `name`, in one step from where it led before."""
    steps = [{"add": {"index": name, "alias": alias}}]
    if client.indices.exists_alias(name=alias):
        before = client.indices.get_alias(name=alias)
        steps += [{"remove": {"index": other, "alias": alias}} for other in before]
    client.indices.update_aliases(body={"actions": steps})


def _question(query: Sequence[float], k: int) -> dict[str, Any]:
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
        # Equal scores in the order of the rows, and both as what a hit was sorted by.
        "sort": [{"_score": "desc"}, {"id": "asc"}],
    }


def _hits(answer: Mapping[str, Any]) -> Hits:
    """Return one answer's scores and rows; part of an answer is none."""
    if "error" in answer:
        raise IndexUnavailable(f"the search failed: {answer['error']}")
    if answer["timed_out"] or answer["_shards"]["failed"]:
        raise IndexUnavailable("a part of the index did not answer")
    sorted_by = (hit["sort"] for hit in answer["hits"]["hits"])
    return [(_inner_product(score), int(row)) for score, row in sorted_by]


def _inner_product(score: float) -> float:
    return score - 1 if score >= 1 else 1 - 1 / score
