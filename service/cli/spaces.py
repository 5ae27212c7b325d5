"""Read files of vectors, and name their languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from align.runs import require_two_names
from embeddings import IsoglossError, Space, read
from service.progress import Say

#: A language code at the start of a file name: `en.vec` has one, `vectors.vec` has none. The
#: published files of fastText have a prefix: `cc.en.300.vec.gz`, `wiki.en.vec`.
_CODE = re.compile(r"(?:(?:cc|wiki(?:\.multi)?)\.(?!vec|bin))?([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\.")

#: The separator of the codes in `--languages`.
_COMMA = re.compile(r"\s*,\s*")


def read_space(path: Path, say: Say, *, limit: int | None, skip_bad_rows: bool) -> Space:
    """Return the space in a file, and print a message.

    Parameters
    ----------
    path
        The file.
    say
        Prints a line.
    limit
        Number of words to read; None for all.
    skip_bad_rows
        Whether to skip malformed rows.
    """
    say(f"reading {path}")
    return read(path, limit=limit, bad_rows="skip" if skip_bad_rows else "refuse")


def two_names(
    paths: Sequence[Path], spaces: Sequence[Space], source: str | None, target: str | None
) -> tuple[str, str]:
    """Return the names of two languages.

    Parameters
    ----------
    paths
        The files of the spaces.
    spaces
        The spaces.
    source, target
        Names from the user; None to use the language in the file, or the one in its name.

    Raises
    ------
    IsoglossError
        If both have the same name.
    """
    codes = [language_name(space, path) for space, path in zip(spaces, paths, strict=True)]
    names = source or codes[0] or "source", target or codes[1] or "target"
    require_two_names(*names)
    return names


def many_names(paths: Sequence[Path], spaces: Sequence[Space], listed: str | None) -> list[str]:
    """Return the names of many languages.

    Parameters
    ----------
    paths
        The files of the spaces.
    spaces
        The spaces.
    listed
        The value of `--languages`; None to use the languages in the files, or in their names.

    Raises
    ------
    IsoglossError
        If a name is missing, or two names are equal.
    """
    if listed is None:
        codes = [language_name(space, path) for space, path in zip(spaces, paths, strict=True)]
    else:
        codes = [*_COMMA.split(listed.strip())]
    names = [name for name in codes if name]
    if len(names) != len(paths) or len(set(names)) != len(names):
        shown = ", ".join(name or "?" for name in codes)
        raise IsoglossError(
            f"{len(paths)} files, but the languages are {shown}; name all of them in the order of "
            "the files, with --languages en,fr,..."
        )
    return names


def language_name(space: Space, path: Path) -> str | None:
    """Return the language in the content of a file, else the one in its name."""
    code = _CODE.match(path.name)
    return space.language or (code.group(1) if code else None)


def warn_of_one_text(source: Space, target: Space, say: Say) -> None:
    """Warn if two texts have the same words with the same counts."""
    counts = [() if space.counts is None else space.counts for space in (source, target)]
    if source.words == target.words and np.array_equal(counts[0], counts[1]):
        say("warning: both texts have the same words with the same counts; is it one text twice?")
