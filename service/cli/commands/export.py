"""`isogloss export`: a model into a vector database, for a service to search in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:  # it takes numpy and faiss with it
    from service.stores.address import Kind


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
@click.option(
    "--to",
    type=click.Choice(["pgvector", "qdrant", "opensearch"]),
    required=True,
    help="Which database it is.",
)
@click.option(
    "--url",
    required=True,
    envvar="ISOGLOSS_INDEX_URL",
    help="Where it is: postgresql://user@host/database, or http(s)://host:port. A password in it "
    "is better given in the environment variable ISOGLOSS_INDEX_URL, which no list of processes "
    "shows.",
)
@click.option(
    "--prune",
    is_flag=True,
    help="Then delete other versions of the same pair there, which a service may still search in.",
)
def export(model: Path, to: Kind, url: str, prune: bool) -> None:
    """Write a model's words into a vector database, to be searched there.

    Both sides are written: each word's vector, its penalty as one more column, the word and its
    rank by frequency. Nothing half-written is ever searched in, and another version of the model
    stays as it is. `isogloss serve MODEL --index-url URL` then searches there. This takes
    `pip install 'isogloss[pgvector]'`, `[qdrant]` or `[opensearch]`.
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
