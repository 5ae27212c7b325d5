"""Whole runs from spaces to models: find a seed, learn, and build the tables."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import Literal

import numpy as np

from align.learning.alignment import Alignment, learn
from align.learning.checkpoint import COMPUTES, Checkpoint, FolderCheckpoint, fingerprint
from align.learning.config import Config
from align.learning.hub import LINKING, Linked, connect, learn_shared, without
from align.learning.restart import learn_again
from align.learning.trial import Seed
from align.lexicon import Lexicon
from align.maps.joint import Link
from align.model.build import build_shared, with_fast_indices
from align.model.company import build_with_company
from align.model.given import with_given
from align.model.model import Model
from align.retrieval.clues import Clues, read_clues
from align.seed.find import Init, find_seed
from align.seed.given import given_seed
from embeddings.errors import IsoglossError
from embeddings.extras import versions
from embeddings.files import PathLike
from embeddings.progress import Message, Progress
from embeddings.search.quantize import FEWEST_ROWS, RECALL
from embeddings.space import Space

IndexKind = Literal["exact", "fast"]


@dataclass(frozen=True)
class RunSettings:
    """Settings of a run, with the names and meanings of `align.api.align`."""

    init: Init
    spelling: bool
    index: IndexKind
    random_seed: int
    given_first: bool = True

    def rng(self) -> np.random.Generator:
        """Return a new random generator."""
        return np.random.default_rng(self.random_seed)

    def clues(self, source: Space, target: Space, rng: np.random.Generator) -> Clues:
        """Return the clues between two spaces."""
        return read_clues(source, target, spelling=self.spelling, rng=rng)

    def record(self, alignment: Alignment, **more: object) -> Alignment:
        """Return `alignment` with these settings and the package versions in its record."""
        made_with = {
            "random_seed": self.random_seed,
            "spelling": self.spelling,
            "versions": versions(*COMPUTES),
        }
        method = {**alignment.method, **made_with, **more}
        return replace(alignment, method=method, induced=None)


def align_two(
    source: Space,
    target: Space,
    names: tuple[str, str],
    lexicon: Lexicon | None,
    settings: RunSettings,
    progress: Progress,
    checkpoint: Checkpoint,
) -> Model:
    """Return the model of two spaces; `lexicon` has the known pairs, None without any."""
    rng = settings.rng()
    seed = _first_pairs(source, target, lexicon, settings, rng, progress, checkpoint)
    clues = settings.clues(source, target, rng)
    alignment = _align(source, target, seed, clues, rng, progress, checkpoint)
    alignment = settings.record(alignment)
    model = build_with_company(source, target, alignment, names, clues, rng, progress)
    if lexicon is not None and settings.given_first:
        model = with_given(model, lexicon)
    return _indexed([model], settings.index, progress)[0]


def _first_pairs(
    source: Space,
    target: Space,
    lexicon: Lexicon | None,
    settings: RunSettings,
    rng: np.random.Generator,
    progress: Progress,
    checkpoint: Checkpoint,
) -> Seed:
    """Return the stored seed; else one of the known pairs or of `init`, which is then stored."""
    if stored := checkpoint.seed(rng):
        return stored
    if lexicon is not None:
        seed = given_seed(source, target, lexicon, rng=rng, spelling=settings.spelling)
    else:
        seed = find_seed(source, target, settings.init, rng=rng, progress=progress)
    checkpoint.keep_seed(seed, rng)
    return seed


def align_hub(
    spaces: Sequence[Space],
    hub: str,
    settings: RunSettings,
    progress: Progress,
    checkpoint: Checkpoint,
) -> list[Model]:
    """Return a model for every pair of languages; those that do not align are left out."""
    rng = settings.rng()
    names = [str(space.language) for space in spaces]

    def link_two(link: Link) -> Linked:
        source, target = (spaces[place] for place in link)
        progress(Message(f"aligning {source.language} and {target.language}"))
        part = checkpoint.part(f"{source.language}-{target.language}")
        seed = _first_pairs(source, target, None, settings, rng, progress, part)
        # A new generator, so that the clues do not depend on the languages before.
        clues = settings.clues(source, target, settings.rng())
        alignment = _align(source, target, seed, clues, rng, progress, part, LINKING)
        progress(Message(f"verdict: {alignment.verdict}"))
        return Linked(link, seed, alignment)

    links, left_out = connect(len(spaces), names.index(hub), link_two)
    for place in sorted(left_out):
        progress(Message(f"{names[place]}: not aligned with any other language, left out"))
    together, links = without(spaces, links, left_out)
    models = _learn_together(together, links, hub, settings, rng, progress) if links else []
    return _indexed(models, settings.index, progress)


def _learn_together(
    spaces: Sequence[Space],
    links: Sequence[Linked],
    hub: str,
    settings: RunSettings,
    rng: np.random.Generator,
    progress: Progress,
) -> list[Model]:
    pairs = combinations(range(len(spaces)), 2)
    clues = {(i, j): settings.clues(spaces[i], spaces[j], settings.rng()) for i, j in pairs}
    alignments = learn_shared(spaces, links, rng=rng, clues=clues, progress=progress)
    recorded = {link: settings.record(each, hub=hub) for link, each in alignments.items()}
    return build_shared(spaces, recorded, clues, progress)


def _align(
    source: Space,
    target: Space,
    seed: Seed,
    clues: Clues,
    rng: np.random.Generator,
    progress: Progress,
    checkpoint: Checkpoint,
    config: Config | None = None,
) -> Alignment:
    """Return the alignment learned from `seed`, with further starts if it does not convince."""
    first = learn(
        source,
        target,
        seed,
        rng=rng,
        config=config,
        clues=clues,
        progress=progress,
        checkpoint=checkpoint,
    )
    return learn_again(
        source, target, seed, first, rng=rng, config=config, clues=clues, progress=progress
    )


def _indexed(models: Sequence[Model], index: IndexKind, progress: Progress) -> list[Model]:
    """Return `models` with the chosen kind of index, and report the index of each language."""
    if index == "exact" or not models:
        return list(models)
    progress(Message("building the fast indices"))
    fast = with_fast_indices(models)
    sides = {side.language: side for model in fast for side in (model.source, model.target)}
    for side in sides.values():
        if codes := side.quantized:
            kind = f"fast, finds {codes.recall:.2%} of the ten nearest (k_factor {codes.k_factor})"
        elif len(side.words) < FEWEST_ROWS:
            kind = f"exact, because a fast index needs {FEWEST_ROWS:,} words or more"
        else:
            kind = f"exact, because no fast index finds {RECALL:.1%} of the ten nearest"
        progress(Message(f"index of {side.language}: {kind}"))
    return fast


def folder_checkpoint(
    folder: PathLike,
    spaces: Mapping[str, Space],
    lexicon: Lexicon | None,
    settings: RunSettings,
    progress: Progress,
) -> FolderCheckpoint:
    """Return a checkpoint in `folder`; the content of the spaces identifies the run.

    Parameters
    ----------
    folder
        The folder of the checkpoint; a run resumes from it if it exists.
    spaces
        The spaces by name.
    lexicon
        The known pairs; None without any.
    settings
        The settings of the run.
    progress
        Called with messages on what is resumed.

    Raises
    ------
    IsoglossError
        If the folder is the checkpoint of another run, or not a checkpoint.
    """
    pairs = json.dumps([] if lexicon is None else lexicon.pairs).encode()
    inputs = {
        "spaces": {f"{name} space": _digest(space) for name, space in spaces.items()},
        "options": {**asdict(settings), "seed_dictionary": hashlib.sha256(pairs).hexdigest()},
    }
    made_with = fingerprint(inputs, *COMPUTES)
    return FolderCheckpoint(Path(os.fspath(folder)), made_with, resume=True, progress=progress)


def _digest(space: Space) -> str:
    words = hashlib.sha256("\n".join(space.words).encode())
    words.update(np.ascontiguousarray(space.vectors).data)
    return words.hexdigest()


def require_two_names(source: str, target: str) -> None:
    """Raise `IsoglossError` if both languages have the same name."""
    if source == target:
        raise IsoglossError(
            f"both languages are called {source!r}; name them with --source and --target"
        )
