"""A model in a database: what its collections are called, writing them, and searching in them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from align.model.model import Model, Side
from embeddings import IsoglossError
from service.stores.store import Collection, Rows, Store, StoredIndex

#: Numbers sent at once: as JSON some six megabytes, where databases take 32 or more.
_BATCH = 300_000

#: Letters of a language's code that are in a name, and digits of a checksum: a name is then at most
#: 54 letters long, of the 63 that PostgreSQL tells apart, and has room for a suffix.
_CODE, _DIGITS = 10, 16


def collections_of(model: Model, sha256: str) -> tuple[Collection, Collection]:
    """Return the collections of the two sides of the model whose manifest has that checksum.

    The same model has the same names wherever it is written, another one has others: what is being
    served is never replaced by something else.
    """
    start = f"{_start(model)}_{sha256[:_DIGITS]}"
    source, target = (
        Collection(f"{start}_{name}", sha256, *side.penalized.shape)
        for name, side in (("source", model.source), ("target", model.target))
    )
    return source, target


def _start(model: Model) -> str:
    codes = (model.source.language, model.target.language)
    return "_".join(["isogloss", *(re.sub("[^a-z0-9]", "_", c.lower())[:_CODE] for c in codes)])


def export(
    model: Model,
    sha256: str,
    store: Store,
    progress: Callable[[float], None] = lambda share: None,
) -> tuple[Collection, Collection]:
    """Write both sides of `model` into `store` and return what they are there.

    `progress` is called now and then with the share that is done.

    Raises
    ------
    IsoglossError
        If the database cannot hold them, or does not answer.
    """
    collections = collections_of(model, sha256)
    if (columns := collections[0].columns) > store.most_columns:
        raise IsoglossError(
            f"{store.shown} holds vectors of {store.most_columns:,} columns at most, these have "
            f"{columns:,} (dimensions and penalty); take vectors of fewer dimensions"
        )
    done, rows = 0, sum(collection.rows for collection in collections)

    def told(batches: Iterator[Rows]) -> Iterator[Rows]:
        nonlocal done
        for batch in batches:
            yield batch
            done += len(batch.words)
            progress(done / rows)

    for collection, side in zip(collections, (model.source, model.target), strict=True):
        store.write(collection, told(_batches(side)))
        if store.about(collection.name) != collection.about:
            raise IsoglossError(
                f"{store.shown} did not keep what {collection.name} is; is it older than "
                "docs/guide/databases.md says?"
            )
    return collections


def _batches(side: Side) -> Iterator[Rows]:
    """Yield the rows of `side`, so many at once as are sent at once."""
    step = max(1, _BATCH // side.penalized.shape[1])
    for start in range(0, len(side.words), step):
        end = start + step
        yield Rows(start, side.words[start:end], side.penalized[start:end])


def prune(model: Model, sha256: str, store: Store) -> tuple[str, ...]:
    """Delete what `store` has of other versions of `model`, and return the names of that."""
    kept = tuple(collection.name for collection in collections_of(model, sha256))
    ours = re.compile(rf"{_start(model)}_[0-9a-f]{{{_DIGITS}}}_(source|target)(_[0-9a-f]+)?")
    others = [n for n in store.names() if ours.fullmatch(n) and not n.startswith(kept)]
    for name in others:
        store.drop(name)
    return tuple(others)


def searched_in(store: Store, model: Model, sha256: str, folder: Path) -> Model:
    """Return `model`, opened from `folder`, with its words searched for in `store`.

    Raises
    ------
    IsoglossError
        If it is not there, or not this version of it.
    """
    collections = collections_of(model, sha256)
    for collection in collections:
        if store.about(collection.name) != collection.about:
            raise IsoglossError(
                f"{folder}: {store.shown} does not have this version of it ({collection.name}); "
                f"write it there with `isogloss export {folder} --to {store.kind} --url "
                f"{store.shown}`"
            )
    there, back = (StoredIndex(store, collection) for collection in collections)
    return replace(
        model,
        source=replace(model.source, elsewhere=there),
        target=replace(model.target, elsewhere=back),
    )
