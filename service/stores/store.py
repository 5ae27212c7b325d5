"""The interface of every database, and `StoredIndex`, which searches one."""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from embeddings.arrays import Neighbours, Scores, Vectors
from embeddings.errors import IndexUnavailable
from embeddings.search.index import checked_queries, in_order
from service.stores.address import DatabaseKind

#: Seconds until a connection attempt, and a search, time out.
CONNECTING, ANSWERING = 5, 30

#: Concurrent searches of a process in a collection; further queries wait and are sent in one batch.
#: An index in memory allows one: a second search would only take processor time from the first.
AT_ONCE = 4

#: Hits of one query, best first, as pairs of score and row.
Hits = Sequence[tuple[float, int]]


@dataclass(frozen=True)
class Collection:
    """One side of a model in a database.

    Parameters
    ----------
    name
        Its name: at most 54 letters, digits and `_`, which every database accepts.
    sha256
        Checksum of the manifest of the model.
    rows
        Number of words.
    columns
        Number of columns of the vectors; the last one is the penalty.
    """

    name: str
    sha256: str
    rows: int
    columns: int

    @property
    def about(self) -> Mapping[str, object]:
        """The metadata stored with the vectors, which identify the collection."""
        return {
            "format": "isogloss-collection",
            "version": 1,
            "sha256": self.sha256,
            "rows": self.rows,
            "columns": self.columns,
        }


@dataclass(frozen=True, eq=False)
class StoredRows:
    """A batch of b consecutive rows of a collection.

    Parameters
    ----------
    start
        Index of the first row, from 0. The frequency rank of its word is one more.
    words : b strings
        The words.
    vectors : (b, columns) float32 array
        Their vectors.
    """

    start: int
    words: Sequence[str]
    vectors: Vectors


class Store(Protocol):
    """A database.

    Every method raises `IndexUnavailable` if the database does not answer or rejects the request.
    Threads and forked processes may share a store.
    """

    #: The kind of database, and its URL for messages.
    kind: DatabaseKind
    shown: str

    #: The largest number of columns of a vector.
    most_columns: int

    def write(self, collection: Collection, batches: Iterable[StoredRows]) -> None:
        """Write a collection completely or not at all; replace an earlier one of the same name."""
        ...

    def about(self, name: str) -> Mapping[str, object] | None:
        """Return `Collection.about` of the collection `name`; None if it does not exist."""
        ...

    def names(self) -> Sequence[str]:
        """Return the names of the collections of isogloss, for `drop`."""
        ...

    def drop(self, name: str) -> None:
        """Delete a collection."""
        ...

    def search(self, name: str, queries: Vectors, k: int) -> Sequence[Hits]:
        """Return the `k` rows with the largest inner product with each query (q, columns)."""
        ...

    def close(self) -> None:
        """Close the connections of this process."""
        ...


@contextmanager
def written_afresh(store: Store, collection: Collection) -> Iterator[str]:
    """Lend a fresh name for writing a collection; the body points the alias to it at the end.

    If the body fails, the fresh collection is deleted. Otherwise earlier collections of the same
    alias are deleted, with the remains of killed runs.
    """
    fresh = f"{collection.name}_{secrets.token_hex(4)}"
    try:
        yield fresh
    except BaseException:
        with suppress(Exception):  # report the first error, not this one
            store.drop(fresh)
        raise
    for name in store.names():
        if name.startswith(collection.name) and name != fresh:
            store.drop(name)


def require_all(count: int, collection: Collection) -> None:
    """Raise `IndexUnavailable` if the database did not store every row of a collection."""
    if count != collection.rows:
        raise IndexUnavailable(f"only {count:,} of {collection.rows:,} rows were stored")


@dataclass(frozen=True)
class StoredIndex:
    """A collection as an index, with the interface of `embeddings.search.index.Index`.

    Parameters
    ----------
    store
        The database.
    collection
        The collection in it.
    """

    store: Store
    collection: Collection

    def __len__(self) -> int:
        """Return the number of rows, n."""
        return self.collection.rows

    def search(self, queries: npt.NDArray[np.floating], k: int) -> tuple[Scores, Neighbours]:
        """Return the nearest rows as `Index.search` does, with the same errors.

        Scores may differ from those of another index in the last digit, because products are summed
        in another order. Rows with almost equal scores may then change places.

        Raises
        ------
        IndexUnavailable
            If the database does not answer, or has lost rows of the collection.
        """
        checked = checked_queries(queries, k, self.collection.columns)
        k = min(k, len(self))
        if not len(checked):
            return np.zeros((0, k), dtype=np.float32), np.zeros((0, k), dtype=np.int64)
        hits = self.store.search(self.collection.name, checked, k)
        if [len(each) for each in hits] != [k] * len(checked):
            raise IndexUnavailable(
                f"{self.collection.name} at {self.store.shown} has lost rows; "
                "write it again with `isogloss export`"
            )
        pairs = np.array(hits, dtype=np.float64)  # exact for float32 scores and for rows
        return in_order(pairs[:, :, 0].astype(np.float32), pairs[:, :, 1].astype(np.int64))


Resource = TypeVar("Resource")


class PerProcess(Generic[Resource]):
    """A resource that each process makes on first use: forked connections do not work.

    Parameters
    ----------
    make
        Makes the resource.
    """

    def __init__(self, make: Callable[[], Resource]) -> None:
        self._make = make
        self._entry: tuple[int, Resource] | None = None
        # Never held during a fork: the server forks before it starts other threads.
        self._lock = threading.Lock()

    def get(self) -> Resource:
        """Return the resource of this process; make it on first use."""
        with self._lock:
            if self._entry is None or self._entry[0] != os.getpid():
                self._entry = os.getpid(), self._make()
            return self._entry[1]

    def take(self) -> Resource | None:
        """Return the resource of this process and forget it; None if it has none."""
        with self._lock:
            entry, self._entry = self._entry, None
        return entry[1] if entry and entry[0] == os.getpid() else None


def plain(vectors: Vectors) -> list[list[Any]]:
    """Return (n, d) float32 numbers as lists for JSON, without loss of precision."""
    numbers: list[list[Any]] = vectors.tolist()
    return numbers
