"""A model in a database: names of its collections, and how to write and search them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from align.model.model import Model, Side
from embeddings import IsoglossError
from service.stores.store import Collection, Store, StoredIndex, StoredRows

#: Numbers in one batch: about 6 MB as JSON; databases accept 32 MB or more.
_BATCH = 300_000

#: Characters of a language code and of a checksum in a name. A name then has at most 54 characters.
#: PostgreSQL allows 63, which leaves room for a suffix.
_CODE, _DIGITS = 10, 16


def collections_of(model: Model, sha256: str) -> tuple[Collection, Collection]:
    """Return the collections of the source and the target side of `model`.

    The names depend on the model only, and another model has other names. So an export never
    replaces a collection of another model that is being served.

    Parameters
    ----------
    model
        The model.
    sha256
        The checksum of its manifest.
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
    """Write both sides of `model` into `store` and return their collections.

    Parameters
    ----------
    model
        The model.
    sha256
        The checksum of its manifest.
    store
        The database.
    progress
        Called after each batch with the share of rows written, from 0 to 1.

    Raises
    ------
    IsoglossError
        If the vectors have too many columns for the database, or it does not answer.
    """
    collections = collections_of(model, sha256)
    if (columns := collections[0].columns) > store.most_columns:
        raise IsoglossError(
            f"{store.shown} holds vectors of {store.most_columns:,} columns at most, these have "
            f"{columns:,} (dimensions and penalty); use vectors with fewer dimensions"
        )
    done, rows = 0, sum(collection.rows for collection in collections)

    def counted(batches: Iterator[StoredRows]) -> Iterator[StoredRows]:
        nonlocal done
        for batch in batches:
            yield batch
            done += len(batch.words)
            progress(done / rows)

    for collection, side in zip(collections, (model.source, model.target), strict=True):
        store.write(collection, counted(_batches(side)))
        if store.about(collection.name) != collection.about:
            raise IsoglossError(
                f"{store.shown} did not store the metadata of {collection.name}; compare its "
                "version with docs/guide/databases.md"
            )
    return collections


def _batches(side: Side) -> Iterator[StoredRows]:
    """Yield the rows of `side` in batches."""
    step = max(1, _BATCH // side.penalized.shape[1])
    for start in range(0, len(side.words), step):
        end = start + step
        yield StoredRows(start, side.words[start:end], side.penalized[start:end])


def prune(model: Model, sha256: str, store: Store) -> tuple[str, ...]:
    """Delete other versions of `model` from `store` and return the names of their collections."""
    current = tuple(collection.name for collection in collections_of(model, sha256))
    pattern = re.compile(rf"{_start(model)}_[0-9a-f]{{{_DIGITS}}}_(source|target)(_[0-9a-f]+)?")
    others = [n for n in store.names() if pattern.fullmatch(n) and not n.startswith(current)]
    for name in others:
        store.drop(name)
    return tuple(others)


def searched_in(store: Store, model: Model, sha256: str, folder: Path) -> Model:
    """Return a copy of `model` whose searches go to `store`.

    Parameters
    ----------
    store
        The database.
    model
        The model.
    sha256
        The checksum of its manifest.
    folder
        The folder of the model, for messages.

    Raises
    ------
    IsoglossError
        If the database does not have this version of the model.
    """
    collections = collections_of(model, sha256)
    for collection in collections:
        if store.about(collection.name) != collection.about:
            raise IsoglossError(
                f"{folder}: {store.shown} does not have this version of the model "
                f"({collection.name}); write it with `isogloss export {folder} --to {store.kind} "
                f"--url {store.shown}`"
            )
    forward, backward = (StoredIndex(store, collection) for collection in collections)
    return replace(
        model,
        source=replace(model.source, elsewhere=forward),
        target=replace(model.target, elsewhere=backward),
    )
