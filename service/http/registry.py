"""Registry of the served language pairs. All threads share it; a reload replaces it as a whole."""

from __future__ import annotations

import hashlib
import os
import re
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import starmap
from pathlib import Path
from typing import Any

from align.model.load import Opener
from align.model.manifest import MANIFEST
from align.model.model import Model
from align.model.save import describe
from align.translation.translator import Translator
from embeddings import IsoglossError
from embeddings.search.batching import Gathered
from embeddings.search.index import Searchable
from service.codes import closest
from service.models import model_folders
from service.stores.collections import searched_in
from service.stores.store import AT_ONCE, Store

#: Called after each search in an index with the number of queries in the batch.
OnBatch = Callable[[int], None]

#: Environment variable with the default model folders, joined by the system's path separator.
ENVIRONMENT = "ISOGLOSS_MODELS"


@dataclass(frozen=True, eq=False)
class Pair:
    """One served direction. `sha256` is that of the manifest, which has those of the files."""

    source: str
    target: str
    translator: Translator
    about: Mapping[str, Any]
    sha256: str

    @property
    def name(self) -> str:
        """Name of the pair: `source-target`."""
        return f"{self.source}-{self.target}"


@dataclass(frozen=True, eq=False)
class Registry:
    """All served directions, by their name `source-target`."""

    pairs: Mapping[str, Pair]

    def find(self, source: str, target: str) -> Pair | None:
        """Return the pair from `source` to `target`, codes in any form; None if not served."""
        pair = self.pairs.get(f"{source}-{target}")
        # Codes contain dashes, so a name is ambiguous: `en-GB` to `fr`, or `en` to `GB-fr`.
        if pair and (pair.source, pair.target) == (source, target):
            return pair
        return closest(source, target, self.pairs.values())

    def named(self, name: str) -> Pair | None:
        """Return the pair named `source-target`, codes in any form; None if not served."""
        # Codes contain dashes, so try every dash as the separator: `en-pt-BR` is `en` to `pt-BR`.
        ends = [(name[: dash.start()], name[dash.end() :]) for dash in re.finditer("-", name)]
        return self.pairs.get(name) or next(filter(None, starmap(self.find, ends)), None)


class Served:
    """The current registry and its reload.

    A view reads `registry` once for each request. The whole request is then answered from the same
    models, even if a reload replaces them meanwhile.

    Parameters
    ----------
    folders
        Model folders, or folders that contain models.
    store
        Database to search in; None to search in memory.

    Raises
    ------
    IsoglossError
        For the same reasons as `load_registry`.
    """

    def __init__(self, folders: Sequence[Path], store: Store | None = None) -> None:
        self.folders, self.store = tuple(folders), store
        self.on_batch: OnBatch = lambda queries: None  # the application sets it to its metrics
        self.registry = load_registry(self.folders, None, self._on_batch, store)
        self.error: str | None = None
        self._reloading = threading.Lock()

    def reload(self) -> tuple[str, ...]:
        """Read the folders again and return the names of new and changed pairs.

        A model with an unchanged manifest stays in memory.

        Raises
        ------
        IsoglossError
            For the same reasons as `load_registry`. The previous models stay in service, and
            `error` holds the message.
        """
        with self._reloading:
            before = self.registry
            try:
                self.registry = load_registry(self.folders, before, self._on_batch, self.store)
            except IsoglossError as error:
                self.error = str(error)
                raise
            self.error = None
            return tuple(n for n, p in self.registry.pairs.items() if before.pairs.get(n) is not p)

    def _on_batch(self, queries: int) -> None:
        self.on_batch(queries)


def models_from_environment() -> tuple[Path, ...]:
    """Return the folders in the environment variable `ISOGLOSS_MODELS`."""
    value = os.environ.get(ENVIRONMENT, "")
    return tuple(Path(folder) for folder in value.split(os.pathsep) if folder)


def load_registry(
    folders: Iterable[Path],
    before: Registry | None = None,
    on_batch: OnBatch = lambda queries: None,
    store: Store | None = None,
) -> Registry:
    """Return the registry of the models in `folders`, each in both directions.

    Simultaneous searches are gathered into batches (`embeddings.search.batching`).

    Parameters
    ----------
    folders
        Model folders, or folders that contain models.
    before
        The previous registry. Its pairs with an unchanged manifest are reused.
    on_batch
        Called with the number of queries of each batch.
    store
        Database to search in; None to search in memory.

    Raises
    ------
    DamagedModel
        If a model cannot be opened.
    IsoglossError
        If there are no models, if two models have the same pair, or if `store` lacks a model.
    """
    loaded = tuple(before.pairs.values()) if before else ()
    opener = Opener()
    pairs: dict[str, Pair] = {}
    for folder in (model for parent in folders for model in model_folders(parent)):
        for pair in _directions(folder, loaded, opener, on_batch, store):
            if pair.name in pairs:
                raise IsoglossError(
                    f"{folder}: another model already serves the pair {pair.name}; remove one"
                )
            pairs[pair.name] = pair
    if not pairs:
        raise IsoglossError(
            f"no models to serve; pass their folders, or set {ENVIRONMENT}; create a model with "
            "`isogloss align`"
        )
    return Registry(pairs)


def _directions(
    folder: Path, loaded: Sequence[Pair], opener: Opener, on_batch: OnBatch, store: Store | None
) -> tuple[Pair, ...]:
    """Return both directions of the model in `folder`; reuse those of `loaded` if unchanged."""
    sha256 = _sha256(folder / MANIFEST)
    unchanged = tuple(pair for pair in loaded if pair.sha256 == sha256)
    if unchanged:
        return unchanged
    model = opener.open(folder)
    if store:
        model = searched_in(store, model, sha256, folder)
    return _open(model, sha256, on_batch, AT_ONCE if store else 1)


def _sha256(manifest: Path) -> str:
    """Return the checksum of a manifest. A missing one counts as empty; opening reports it."""
    return hashlib.sha256(manifest.read_bytes() if manifest.is_file() else b"").hexdigest()


def _open(model: Model, sha256: str, on_batch: OnBatch, at_once: int) -> tuple[Pair, Pair]:
    def gathered(index: Searchable) -> Searchable:
        return Gathered(index, observe=on_batch, at_once=at_once)

    source, target = model.source.language, model.target.language
    forward = Translator(model, around=gathered)
    backward = Translator(model.reversed(), around=gathered)
    for translator in (forward, backward):
        translator.prepare()
    return (
        Pair(source, target, forward, describe(model).to_json(), sha256),
        Pair(target, source, backward, describe(model.reversed()).to_json(), sha256),
    )
