"""What the bytes of a model depend on, so that nothing is gone on with that began otherwise.

The number of threads is not in it: a run may go on with more or fewer.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from align import Config
from embeddings import IsoglossError
from embeddings.extras import versions
from embeddings.files import sha256

#: Kinds of what a run is made with: `files`, `options`, `versions` and `settings`; names and
#: values of each.
Fingerprint = Mapping[str, Mapping[str, Any]]

#: Options that change what is told or how fast, not what is found.
_WITHOUT_EFFECT = frozenset(("output", "resume", "threads", "report", "gold"))

#: What makes the other run go on, for each kind.
_REMEDIES = {
    "files": "give the same files",
    "options": "give the same options",
    "versions": "install the same version",
    "settings": "install the same version",
}


def fingerprint(
    files: Mapping[str, Sequence[Path]], options: Mapping[str, Any]
) -> dict[str, dict[str, Any]]:
    """Return what a run is made with.

    Parameters
    ----------
    files
        What is read, by the name of its argument.
    options
        As click gives them.

    Raises
    ------
    IsoglossError
        If a run that reads the standard input is to be resumed: what came there is gone.
    """
    read = dict(files)
    if options.get("seed_dictionary"):
        read["--seed-dictionary"] = [Path(options["seed_dictionary"])]
    if options.get("resume") and any(str(path) == "-" for paths in read.values() for path in paths):
        raise IsoglossError("--resume needs files, not the standard input; save it to a file first")
    kept = {name: value for name, value in options.items() if name not in _WITHOUT_EFFECT}
    kept.pop("seed_dictionary", None)
    made_with = {
        "files": {name: _digests(paths) for name, paths in read.items()},
        "options": {f"--{name.replace('_', '-')}": value for name, value in kept.items()},
        "versions": versions("isogloss", "numpy", "scipy", "faiss-cpu", "gensim"),
        "settings": {"learner": asdict(Config())},
    }
    plain: dict[str, dict[str, Any]] = json.loads(json.dumps(made_with))
    return plain


def difference(then: Fingerprint, now: Fingerprint) -> str:
    """Return the first thing that differs, and what to do; nothing where all is the same."""
    for kind, remedy in _REMEDIES.items():
        old, new = then.get(kind, {}), now.get(kind, {})
        for name in {**new, **old}:
            if old.get(name) != new.get(name):
                told = _told(kind, name, old.get(name))
                return f"was made {told}; remove the folder or {remedy}"
    return ""


def _told(kind: str, name: str, value: Any) -> str:
    if kind == "files":
        return f"from another {name}"
    if kind == "settings":
        return f"with other settings of the {name}"
    if value is None or value is False:
        return f"without {name}"
    return f"with {name}" if value is True else f"with {name} {value}"


def _digests(files: Sequence[Path]) -> list[tuple[str, str | None]]:
    """Return name and SHA-256 of each file; the standard input has none before it is read."""
    return [(file.name, None if str(file) == "-" else sha256(file)) for file in files]
