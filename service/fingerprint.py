"""What the bytes of a model depend on: a run resumes only if all of it is the same.

The number of threads does not count: a run may resume with more or fewer.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from align.learning import checkpoint
from embeddings import IsoglossError
from embeddings.files import sha256

#: Options that change messages or speed, not results.
_WITHOUT_EFFECT = frozenset(("output", "resume", "threads", "report", "gold"))


def fingerprint(
    files: Mapping[str, Sequence[Path]], options: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """Return what the result of a command depends on.

    Parameters
    ----------
    files
        The files that it reads, by the names of its arguments.
    options
        All its options, by name.

    Raises
    ------
    IsoglossError
        If a run that reads the standard input is to be resumed: that input is gone.
    """
    read = dict(files)
    if options.get("seed_dictionary"):
        read["--seed-dictionary"] = [Path(options["seed_dictionary"])]
    if options.get("resume") and any(str(path) == "-" for paths in read.values() for path in paths):
        raise IsoglossError("--resume needs files, not the standard input; save it to a file first")
    effective = {name: value for name, value in options.items() if name not in _WITHOUT_EFFECT}
    effective.pop("seed_dictionary", None)
    inputs = {
        "files": {name: _digests(paths) for name, paths in read.items()},
        "options": {f"--{name.replace('_', '-')}": value for name, value in effective.items()},
    }
    return checkpoint.fingerprint(inputs, *checkpoint.COMPUTES, "gensim")


def _digests(files: Sequence[Path]) -> list[tuple[str, str | None]]:
    """Return name and SHA-256 of each file; None for the standard input, which is not read yet."""
    return [(file.name, None if str(file) == "-" else sha256(file)) for file in files]
