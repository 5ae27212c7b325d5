"""The language pairs that are served: read once, shared by all threads, replaced as a whole."""

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

from align.model.model import Model
from align.model.load import Opener
from align.translation.translator import Translator
from align.model.save import describe
from align.model.manifest import MANIFEST
from embeddings import IsoglossError
from embeddings.search.batching import Gathered
from embeddings.search.index import Searchable
from service.codes import closest
from service.models import model_folders
from service.stores.collections import searched_in
from service.stores.store import AT_ONCE, Store

#: Told how many words each search in an index was for.
Observe = Callable[[int], None]

#: Folders of models to serve where none are named, with the system's path separator between them.
ENVIRONMENT = "ISOGLOSS_MODELS"


@dataclass(frozen=True, eq=False)
class Pair:
    """One direction that is served; `sha256` is that of its manifest, which has those of files."""

    source: str
    target: str
    translator: Translator
    about: Mapping[str, Any]
    sha256: str

    @property
    def name(self) -> str:
        """What the pair is called: `source-target`."""
        return f"{self.source}-{self.target}"


@dataclass(frozen=True, eq=False)
class Registry:
    """All directions served, by `source-target`."""

    pairs: Mapping[str, Pair]

    def find(self, source: str, target: str) -> Pair | None:
        """Return the pair from `source` to `target`, codes in any form, if it is served."""
        pair = self.pairs.get(f"{source}-{target}")
        # A dash in a code could make the name of another pair: `en-GB` to `fr`, `en` to `GB-fr`.
        if pair and (pair.source, pair.target) == (source, target):
            return pair
        return closest(source, target, self.pairs.values())

    def named(self, name: str) -> Pair | None:
        """Return the pair called `source-target`, codes in any form, if it is served."""
        # Codes have dashes themselves: `en-pt-BR` is `en` to `pt-BR`.
        ends = [(name[: dash.start()], name[dash.end() :]) for dash in re.finditer("-", name)]
        return self.pairs.get(name) or next(filter(None, starmap(self.find, ends)), None)


class Served:
    """The registry that is served now, and how another takes its place.

    Whoever answers a request takes `registry` once and keeps to it: a request that has begun is
    answered from the models that it began with.

    Parameters
    ----------
    folders
        Each a model, or holding models.
    store
        The database to search in; None for indices in memory.

    Raises
    ------
    IsoglossError
        As `load_registry`.
    """

    def __init__(self, folders: Sequence[Path], store: Store | None = None) -> None:
        self.folders, self.store = tuple(folders), store
        self.observe: Observe = lambda queries: None  # until there are metrics
        self.registry = load_registry(self.folders, None, self._observe, store)
        self.error: str | None = None
        self._reloading = threading.Lock()

    def reload(self) -> tuple[str, ...]:
        """Read the folders again; return the names of the pairs that are new or have changed.

        A model whose manifest is the same is kept as it is.

        Raises
        ------
        IsoglossError
            As `load_registry`; what was served is then served on, and `error` says why.
        """
        with self._reloading:
            before = self.registry
            try:
                self.registry = load_registry(self.folders, before, self._observe, self.store)
            except IsoglossError as error:
                self.error = str(error)
                raise
            self.error = None
            return tuple(n for n, p in self.registry.pairs.items() if before.pairs.get(n) is not p)

    def _observe(self, queries: int) -> None:
        self.observe(queries)


def models_from_environment() -> tuple[Path, ...]:
    """Return the folders that `ISOGLOSS_MODELS` names."""
    named = os.environ.get(ENVIRONMENT, "")
    return tuple(Path(folder) for folder in named.split(os.pathsep) if folder)


def load_registry(
    folders: Iterable[Path],
    before: Registry | None = None,
    observe: Observe = lambda queries: None,
    store: Store | None = None,
) -> Registry:
    """Return the registry of the models in `folders`, each served in both directions.

    A folder is a model, or holds models. Those that `before` has already are taken from there. What
    is searched for at the same time is gathered (`embeddings.search.batching`), and `observe` told
    of it; it is searched for in `store`, if that is given.

    Raises
    ------
    DamagedModel
        If one cannot be opened.
    IsoglossError
        If there is none, or two serve the same languages, or `store` does not have one.
    """
    there = tuple(before.pairs.values()) if before else ()
    opener = Opener()
    pairs: dict[str, Pair] = {}
    for folder in (model for parent in folders for model in model_folders(parent)):
        for pair in _directions(folder, there, opener, observe, store):
            if pair.name in pairs:
                raise IsoglossError(
                    f"{folder}: the pair {pair.name} is served twice; leave one model out"
                )
            pairs[pair.name] = pair
    if not pairs:
        raise IsoglossError(
            f"no models to serve; name their folders, or set {ENVIRONMENT}; make one with "
            "`isogloss align`"
        )
    return Registry(pairs)


def _directions(
    folder: Path, there: Sequence[Pair], opener: Opener, observe: Observe, store: Store | None
) -> tuple[Pair, ...]:
    """Return both directions of the model in `folder`: those that are `there`, or read anew."""
    sha256 = _sha256(folder / MANIFEST)
    kept = tuple(pair for pair in there if pair.sha256 == sha256)
    if kept:
        return kept
    model = opener.open(folder)
    if store:
        model = searched_in(store, model, sha256, folder)
    return _open(model, sha256, observe, AT_ONCE if store else 1)


def _sha256(manifest: Path) -> str:
    """Return the checksum of a manifest, of nothing where there is none: opening will tell."""
    return hashlib.sha256(manifest.read_bytes() if manifest.is_file() else b"").hexdigest()


def _open(model: Model, sha256: str, observe: Observe, at_once: int) -> tuple[Pair, Pair]:
    def gathered(index: Searchable) -> Searchable:
        return Gathered(index, observe=observe, at_once=at_once)

    source, target = model.source.language, model.target.language
    there = Translator(model, around=gathered)
    back = Translator(model.reversed(), around=gathered)
    for translator in (there, back):
        translator.prepare()
    return (
        Pair(source, target, there, describe(model).to_json(), sha256),
        Pair(target, source, back, describe(model.reversed()).to_json(), sha256),
    )
