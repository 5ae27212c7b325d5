"""Many languages into one space: what `isogloss align --hub` does."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np

from align import (
    Clues,
    Linked,
    Model,
    build_shared,
    connect,
    find_seed,
    learn_shared,
    read_clues,
    save_shared,
)
from align.learning.hub import LINKING, without
from align.maps.joint import Link
from embeddings import DimensionMismatch, IsoglossError, Space
from service.cli import pipeline
from service.cli.unfinished import Unkept
from service.exit_codes import NOT_ALIGNED
from service.progress import Say, seed_reporter

#: Between the codes of `--languages`.
_COMMA = re.compile(r"\s*,\s*")


def read_spaces(paths: Sequence[Path], options: Mapping[str, Any], say: Say) -> list[Space]:
    """Return the spaces to be put into one, each with its language's name.

    Raises
    ------
    DimensionMismatch
        If their dimensions differ.
    IsoglossError
        If two have the same name, or no name is the hub's.
    """
    spaces = [pipeline.read_space(path, options, say) for path in paths]
    for path, space in zip(paths, spaces, strict=True):
        if space.dimension != spaces[0].dimension:
            raise DimensionMismatch(
                f"{paths[0]} has {spaces[0].dimension} dimensions, {path} has {space.dimension}; "
                "train all with the same --dimension"
            )
    names = _names(paths, spaces, options["languages"])
    if options["hub"] not in names:
        raise IsoglossError(f"--hub {options['hub']}: none of the languages, {', '.join(names)}")
    return [replace(space, language=name) for space, name in zip(spaces, names, strict=True)]


def _names(paths: Sequence[Path], spaces: Sequence[Space], given: str | None) -> list[str]:
    """Return the names of the languages: as given, else as the files say, else as called."""
    if given is None:
        called = [
            pipeline.language_name(space, path) for space, path in zip(spaces, paths, strict=True)
        ]
    else:
        called = _COMMA.split(given.strip())
    names = [name for name in called if name]
    if len(names) != len(paths) or len(set(names)) != len(names):
        told = ", ".join(name or "?" for name in called)
        raise IsoglossError(
            f"{len(paths)} files, but the languages are {told}; name each of them, in the order "
            "of the files, with --languages en,fr,..."
        )
    return names


def make_shared(
    spaces: Sequence[Space], options: Mapping[str, Any], say: Say, run: Unkept
) -> list[Model]:
    """Return a model for every two of the languages that can be put into one space.

    What is found on the way is kept by `run`, and what that has already is not sought again.
    """
    rng = np.random.default_rng(options["seed"])
    names = [str(space.language) for space in spaces]

    def align(link: Link) -> Linked:
        source, target = (spaces[place] for place in link)
        say(f"{names[link[0]]} and {names[link[1]]} on their own")
        part = run.part(f"{names[link[0]]}-{names[link[1]]}")
        return _aligned(link, source, target, rng, options, say, part)

    links, left_out = connect(len(spaces), names.index(options["hub"]), align)
    for place in sorted(left_out):
        say(f"{names[place]}: not aligned with any of the others, and left out")
    spaces, links = without(spaces, links, left_out)
    if not links:
        return []
    clues = {
        (i, j): _clues(spaces[i], spaces[j], options)
        for i, j in combinations(range(len(spaces)), 2)
    }
    alignments = learn_shared(spaces, links, rng=rng, clues=clues, report=say)
    made_with = pipeline.made_with(options) | {"hub": options["hub"]}
    alignments = {
        link: replace(each, method={**each.method, **made_with})
        for link, each in alignments.items()
    }
    models = build_shared(spaces, alignments, clues, report=say)
    return pipeline.fast_indices(models, say) if options["index"] == "fast" else models


def _aligned(
    link: Link,
    source: Space,
    target: Space,
    rng: np.random.Generator,
    options: Mapping[str, Any],
    say: Say,
    run: Unkept,
) -> Linked:
    """Return two languages aligned on their own, as far as more can be built on them."""
    report = seed_reporter(say)
    seed = run.seed(rng, lambda: find_seed(source, target, options["init"], rng=rng, report=report))
    clues = _clues(source, target, options)
    alignment = pipeline.align_pair(
        source, target, seed, clues, rng=rng, say=say, run=run, config=LINKING
    )
    pipeline.say_verdict(alignment.verdict, say)
    return Linked(link, seed, alignment)


def _clues(source: Space, target: Space, options: Mapping[str, Any]) -> Clues:
    # The same whichever languages were gone through before.
    rng = np.random.default_rng(options["seed"])
    return read_clues(source, target, spelling=options["spelling"], rng=rng)


def keep_shared(models: Sequence[Model], asked: int, folder: Path, say: Say) -> int:
    """Write `models` to `folder`, tell their verdicts, and return the exit code.

    `asked` is how many languages were to come into one space.
    """
    if not models:
        say("nothing to write: no language was aligned with another")
        return NOT_ALIGNED
    save_shared(models, folder)
    say(f"wrote {folder}")
    for model in models:
        verdict = model.alignment.verdict
        gain = verdict.evidence["gain"]
        pair = f"{model.source.language}-{model.target.language}"
        say(f"{pair}: {verdict.label} (gain {gain:.2f})")
    together = {side.language for model in models for side in (model.source, model.target)}
    fails = [model for model in models if model.alignment.verdict.label == "not aligned"]
    return NOT_ALIGNED if fails or len(together) < asked else 0
