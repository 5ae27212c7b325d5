"""What every database does for isogloss, and the index that searches in one."""

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
from service.stores.address import Kind

#: Seconds in which a connection must be made, and in which a search must be answered.
CONNECTING, ANSWERING = 5, 30

#: Searches of a process at once in a collection; more wait and are then asked together. In the
#: index in memory it is one: there, a second search would only take the processor from the first.
AT_ONCE = 4

#: Best first, of one query: scores and rows.
Hits = Sequence[tuple[float, int]]


@dataclass(frozen=True)
class Collection:
    """One side of a model, in a database.

    Parameters
    ----------
    name
        Letters, digits and `_`, at most 54 of them: any database takes it.
    sha256
        Of the manifest of the model.
    rows
        Words.
    columns
        Of their vectors, the penalty as the last one.
    """

    name: str
    sha256: str
    rows: int
    columns: int

    @property
    def about(self) -> Mapping[str, object]:
        """What is kept beside the vectors, so that others are never taken for these."""
        return {
            "format": "isogloss-collection",
            "version": 1,
            "sha256": self.sha256,
            "rows": self.rows,
            "columns": self.columns,
        }


@dataclass(frozen=True, eq=False)
class Rows:
    """Some rows of a collection, one after the other.

    Parameters
    ----------
    start
        The number of the first; that of a word by frequency is one more.
    words : b strings
    vectors : (b, columns) float32 array
    """

    start: int
    words: Sequence[str]
    vectors: Vectors


class Store(Protocol):
    """A database. Every method raises `IndexUnavailable` where it does not answer or refuses.

    Many threads may call, and processes that were forked after it was made.
    """

    #: Which database it is, and its URL, as messages show it.
    kind: Kind
    shown: str

    #: The most columns that it holds.
    most_columns: int

    def write(self, collection: Collection, batches: Iterable[Rows]) -> None:
        """Write a collection, whole or not at all; one of its name is replaced when it is whole."""
        ...

    def about(self, name: str) -> Mapping[str, object] | None:
        """Return what `Collection.about` was of the collection of that name, if there is one."""
        ...

    def names(self) -> Sequence[str]:
        """Return what `drop` may be called with: the names of collections of isogloss."""
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
    """Lend a fresh name to write a collection to, and to lead its alias to when all is there.

    If the body fails, what was written goes. If not, what the alias led to before goes, and what
    runs that were killed have left.
    """
    fresh = f"{collection.name}_{secrets.token_hex(4)}"
    try:
        yield fresh
    except BaseException:
        with suppress(Exception):  # why it was not written is what matters
            store.drop(fresh)
        raise
    for name in store.names():
        if name.startswith(collection.name) and name != fresh:
            store.drop(name)


def require_all(count: int, collection: Collection) -> None:
    """Raise `IndexUnavailable` if not all rows of a collection were kept."""
    if count != collection.rows:
        raise IndexUnavailable(f"{count:,} rows of {collection.rows:,} were kept")


@dataclass(frozen=True)
class StoredIndex:
    """A collection as an index: it answers as `embeddings.search.index.Index` does."""

    store: Store
    collection: Collection

    def __len__(self) -> int:
        """Return the number of rows, n."""
        return self.collection.rows

    def search(self, queries: npt.NDArray[np.floating], k: int) -> tuple[Scores, Neighbours]:
        """Return what `Index.search` does, and raise what it does.

        Scores may differ in the last place from those of another index, as sums of rounded products
        do; rows that are closer than that may then come in another order.

        Raises
        ------
        IndexUnavailable
            If the database does not answer, or not with all that it was given to hold.
        """
        asked = checked_queries(queries, k, self.collection.columns)
        k = min(k, len(self))
        if not len(asked):
            return np.zeros((0, k), dtype=np.float32), np.zeros((0, k), dtype=np.int64)
        found = self.store.search(self.collection.name, asked, k)
        if [len(hits) for hits in found] != [k] * len(asked):
            raise IndexUnavailable(
                f"{self.collection.name} at {self.store.shown} has lost rows; "
                "write it again with `isogloss export`"
            )
        pairs = np.array(found, dtype=np.float64)  # holds floats of 32 bits and rows alike
        return in_order(pairs[:, :, 0].astype(np.float32), pairs[:, :, 1].astype(np.int64))


Made = TypeVar("Made")


class PerProcess(Generic[Made]):
    """What each process makes when it first asks: a connection that was forked serves nobody.

    Parameters
    ----------
    make
    """

    def __init__(self, make: Callable[[], Made]) -> None:
        self._make = make
        self._made: tuple[int, Made] | None = None
        # Never held while a process forks: the server does so before it has other threads.
        self._lock = threading.Lock()

    def get(self) -> Made:
        """Return that of this process."""
        with self._lock:
            if self._made is None or self._made[0] != os.getpid():
                self._made = os.getpid(), self._make()
            return self._made[1]

    def take(self) -> Made | None:
        """Return that of this process, if it has made one, and forget it."""
        with self._lock:
            made, self._made = self._made, None
        return made[1] if made and made[0] == os.getpid() else None


def plain(vectors: Vectors) -> list[list[Any]]:
    """Return (n, d) float32 numbers as Python's, for JSON: read back, they are the same."""
    numbers: list[list[Any]] = vectors.tolist()
    return numbers
