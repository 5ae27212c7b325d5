"""The language pairs that are served: read once, then shared by all threads."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from align import Model, Translator, describe, open_model
from align.manifest import MANIFEST
from embeddings import IsoglossError
from embeddings.gather import Gathered
from embeddings.index import Searchable

#: Folders of models to serve where none are named, with the system's path separator between them.
ENVIRONMENT = "ISOGLOSS_MODELS"


@dataclass(frozen=True, eq=False)
class Pair:
    """One direction that is served."""

    source: str
    target: str
    translator: Translator
    about: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Registry:
    """All directions served, by `source-target`."""

    pairs: Mapping[str, Pair]

    def find(self, source: str, target: str) -> Pair | None:
        """Return the pair from `source` to `target`, if it is served."""
        pair = self.pairs.get(f"{source}-{target}")
        # A dash in a code could make the name of another pair: `en-GB` to `fr`, `en` to `GB-fr`.
        return pair if pair and (pair.source, pair.target) == (source, target) else None


def models_from_environment() -> tuple[Path, ...]:
    """Return the folders that `ISOGLOSS_MODELS` names."""
    named = os.environ.get(ENVIRONMENT, "")
    return tuple(Path(folder) for folder in named.split(os.pathsep) if folder)


def load_registry(
    folders: Iterable[Path], observe: Callable[[int], None] = lambda queries: None
) -> Registry:
    """Return the registry of the models in `folders`, each served in both directions.

    What is searched for at the same time is gathered (`embeddings.gather`).

    Parameters
    ----------
    folders
        Each is a model, or holds models.
    observe
        Called with the number of words of each search in an index.

    Raises
    ------
    DamagedModel
        If one cannot be opened.
    IsoglossError
        If there is none, or two serve the same languages.
    """
    pairs: dict[str, Pair] = {}
    for folder in (model for parent in folders for model in _models(parent)):
        for pair in _directions(open_model(folder), observe):
            name = f"{pair.source}-{pair.target}"
            if name in pairs:
                raise IsoglossError(
                    f"{folder}: the pair {name} is served twice; leave one model out"
                )
            pairs[name] = pair
    if not pairs:
        raise IsoglossError(
            f"no models to serve; name their folders, or set {ENVIRONMENT}; make one with "
            "`isogloss align`"
        )
    return Registry(pairs)


def _models(folder: Path) -> list[Path]:
    if (folder / MANIFEST).exists() or not folder.is_dir():
        return [folder]
    models = sorted(manifest.parent for manifest in folder.glob(f"*/{MANIFEST}"))
    if not models:
        raise IsoglossError(f"{folder}: no model in it; make one with `isogloss align`")
    return models


def _directions(model: Model, observe: Callable[[int], None]) -> tuple[Pair, Pair]:
    def gathered(index: Searchable) -> Searchable:
        return Gathered(index, observe=observe)

    there = Translator(model, around=gathered)
    back = Translator(model, reverse=True, around=gathered)
    for translator in (there, back):
        translator.prepare()
    about = describe(model)
    source, target = model.source.language, model.target.language
    return Pair(source, target, there, about), Pair(target, source, back, _reversed(about))


def _reversed(about: Mapping[str, Any]) -> dict[str, Any]:
    return {**about, "source": about["target"], "target": about["source"]}
