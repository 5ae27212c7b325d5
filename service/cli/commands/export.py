"""`isogloss export`: write a model to a vector database, for a service to search in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:  # it imports numpy and faiss
    from service.stores.address import DatabaseKind


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
@click.option(
    "--to",
    type=click.Choice(["pgvector", "qdrant", "opensearch"]),
    required=True,
    help="The kind of database.",
)
@click.option(
    "--url",
    required=True,
    envvar="ISOGLOSS_INDEX_URL",
    help="Address: postgresql://user@host/database, or http(s)://host:port. If it has a password, "
    "pass it in the environment variable ISOGLOSS_INDEX_URL, because process lists show options.",
)
@click.option(
    "--prune",
    is_flag=True,
    help="Afterwards delete other versions of this language pair. A running service may still "
    "search in them.",
)
def export(model: Path, to: DatabaseKind, url: str, prune: bool) -> None:
    """Write the words of a model to a vector database, to search them there.

    Both languages are written: each word with its vector, its hubness penalty as one more column,
    and its rank by frequency. A service never searches a partial export. Other versions of the
    model stay as they are. Afterwards `isogloss serve MODEL --index-url URL` searches in the
    database. This needs `pip install 'isogloss[pgvector]'`, `[qdrant]` or `[opensearch]`.
    """
    from align.model.load import open_model
    from align.model.manifest import MANIFEST
    from embeddings.files import sha256
    from embeddings.progress import Advanced
    from service.progress import announcer, reporter
    from service.stores import collections
    from service.stores.choice import open_store

    store, say = open_store(url, to), announcer()
    opened, checksum = open_model(model), sha256(model / MANIFEST)
    say(f"writing to {store.shown}")
    progress = reporter(say)

    def report(share: float) -> None:
        progress(Advanced("writing", share))

    for collection in collections.export(opened, checksum, store, report):
        say(f"wrote {collection.name}: {collection.rows:,} words")
    for name in collections.prune(opened, checksum, store) if prune else ():
        say(f"deleted {name}")
    store.close()
    say(f"next: isogloss serve {model} --index-url {store.shown}")
