"""The public functions for notebooks and the command line, re-exported as `isogloss`.

import isogloss
model = isogloss.align(isogloss.read("en.vec"), isogloss.read("fr.vec"))
model.translate("house")
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from align.learning.checkpoint import Checkpoint, FolderCheckpoint
from align.lexicon import Lexicon, read_lexicon
from align.model import model as inner
from align.model.load import open_model
from align.model.save import save_shared
from align.notebook import Model, with_methods
from align.runs import (
    IndexKind,
    RunSettings,
    align_hub,
    align_two,
    folder_checkpoint,
    require_two_names,
)
from align.seed.find import Init
from embeddings.errors import IsoglossError
from embeddings.files import PathLike
from embeddings.progress import Progress, silent
from embeddings.reduction import of_one_dimension
from embeddings.space import Space


def open(folder: PathLike) -> Model:
    """Return the model in `folder`, its arrays mapped into memory.

    Parameters
    ----------
    folder
        The folder of a model.

    Raises
    ------
    DamagedModel
        If a file is missing, changed, of another version, or not what the manifest says.
    """
    return with_methods(open_model(folder))


def align(
    source: Space,
    target: Space,
    *,
    names: tuple[str, str] | None = None,
    init: Init = "auto",
    seed_dictionary: Lexicon | PathLike | None = None,
    given_first: bool = True,
    spelling: bool = True,
    index: IndexKind = "exact",
    random_seed: int = 0,
    progress: Progress = silent,
    checkpoint: Checkpoint | PathLike | None = None,
) -> Model:
    """Return the model of two spaces, aligned without translated examples.

    Parameters
    ----------
    source, target
        The spaces. If they differ in dimension, the larger is reduced to the dimension of the
        smaller by its principal components (`embeddings.reduction`).
    names
        Names of the two languages; None for those of the spaces.
    init
        The method for the first pairs.
    seed_dictionary
        Known pairs to start from instead, or a file of them (`read_lexicon`).
    given_first
        Whether the known pairs come first among the translations of their words.
    spelling
        Whether similarity in spelling counts as a clue; its weight is learned from the pairs.
    index
        The kind of index for candidates beyond the best ten.
    random_seed
        Seed of all random choices: the same seed gives the same model.
    progress
        Called with events (`embeddings.progress`).
    checkpoint
        A folder for unfinished work. A run with the same spaces and options resumes from it. The
        folder is removed once the model is made.

    Raises
    ------
    EmptyDictionary
        If no first pairs are found, or none of the known pairs is in the spaces.
    IsoglossError
        If the checkpoint belongs to another run, or both languages have the same name.
    """
    names = names or (source.language or "source", target.language or "target")
    require_two_names(*names)
    source, target = of_one_dimension({names[0]: source, names[1]: target}, progress).values()
    settings = RunSettings(init, spelling, index, random_seed, given_first)
    lexicon = seed_dictionary
    if lexicon is not None and not isinstance(lexicon, Lexicon):
        lexicon = read_lexicon(lexicon, source=names[0], target=names[1])
    spaces = {"source": source, "target": target}
    own = _checkpoint(checkpoint, spaces, lexicon, settings, progress)
    model = align_two(source, target, names, lexicon, settings, progress, own)
    _finish(checkpoint, own)
    return with_methods(model)


def align_many(
    spaces: Mapping[str, Space],
    *,
    hub: str,
    init: Init = "auto",
    spelling: bool = True,
    index: IndexKind = "exact",
    random_seed: int = 0,
    progress: Progress = silent,
    checkpoint: Checkpoint | PathLike | None = None,
) -> list[Model]:
    """Return a model for every pair of languages, all in one space.

    Each language is aligned with the hub, and then all with each other. A language that aligns with
    none of the others is left out.

    Parameters
    ----------
    spaces
        Spaces by the names of their languages. Those of more dimensions than the smallest are
        reduced, as in `align`.
    hub
        The language that the others are aligned with first.
    init, spelling, index, random_seed, progress, checkpoint
        As in `align`.

    Raises
    ------
    EmptyDictionary
        If no first pairs are found between two languages.
    IsoglossError
        If the hub is not one of the languages, or the checkpoint belongs to another run.
    """
    if hub not in spaces:
        raise IsoglossError(f"--hub {hub}: not one of the languages, {', '.join(spaces)}")
    spaces = of_one_dimension(spaces, progress)
    settings = RunSettings(init, spelling, index, random_seed)
    own = _checkpoint(checkpoint, spaces, None, settings, progress)
    named = [replace(space, language=name) for name, space in spaces.items()]
    models = align_hub(named, hub, settings, progress, own)
    _finish(checkpoint, own)
    return [with_methods(model) for model in models]


def save_many(models: Sequence[inner.Model], folder: PathLike) -> None:
    """Write the models of `align_many` to `folder`; shared words and vectors are written once.

    Parameters
    ----------
    models
        The models.
    folder
        The folder to write to; each model goes to a folder in it.

    Raises
    ------
    IsoglossError
        If the folder has anything but models of `align_many`.
    """
    save_shared(models, folder)


def _checkpoint(
    choice: Checkpoint | PathLike | None,
    spaces: Mapping[str, Space],
    lexicon: Lexicon | None,
    settings: RunSettings,
    progress: Progress,
) -> Checkpoint:
    if choice is None:
        return Checkpoint()
    if isinstance(choice, Checkpoint):
        return choice
    return folder_checkpoint(choice, spaces, lexicon, settings, progress)


def _finish(choice: Checkpoint | PathLike | None, own: Checkpoint) -> None:
    """Remove the folder of a checkpoint that `_checkpoint` created; others belong to the caller."""
    if own is not choice and isinstance(own, FolderCheckpoint):
        own.remove()
