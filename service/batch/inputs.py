"""Resolve and check the inputs of a job: existing files, and results of other jobs."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from embeddings import IsoglossError
from embeddings.text.paths import corpus_files
from service.batch.jobs import Input, JobKind

#: A table of the file of jobs: key -> value.
TomlTable = Mapping[str, Any]

#: The names of the jobs of each kind.
Names = Mapping[str, Collection[str]]

#: A key, and the reason why its value is rejected.
KeyProblem = tuple[str, str]


def read(
    kind: JobKind, name: str, table: TomlTable, folder: Path, names: Names
) -> tuple[dict[str, tuple[str, ...]], dict[str, str], list[KeyProblem]]:
    """Return the files that a job reads, the jobs that it needs, and the problems with them.

    Parameters
    ----------
    kind
        The kind of the job.
    name
        The name of the job.
    table
        The table of the job in the file of jobs.
    folder
        The folder that relative paths start from.
    names
        The names of all jobs, by kind.
    """
    files: dict[str, tuple[str, ...]] = {}
    needs: dict[str, str] = {}
    problems: list[KeyProblem] = []
    for key, expected in kind.inputs.items():
        value = table.get(key, name if expected.named_alike else None)
        if value is None:
            if expected.required:
                problems.append((key, "missing; the job needs this input"))
        elif not _is_string(value, several=expected.kind is None):
            problems.append((key, f"expected {_expected(expected)}, got {value!r}"))
        elif expected.kind and value in names[expected.kind]:
            needs[key] = f"{expected.kind}.{value}"
        else:
            values = [value] if isinstance(value, str) else value
            files[key] = tuple(os.path.abspath(folder / path) for path in values)  # noqa: PTH100 (a Path would leave .. in)
            problems += [(key, problem) for problem in _missing(expected, values, files[key])]
    return files, needs, problems


def _is_string(value: object, *, several: bool) -> bool:
    """Return whether `value` is a non-blank string or, if `several`, a list of such strings."""
    if several and isinstance(value, list):
        return bool(value) and all(_is_string(each, several=False) for each in value)
    return isinstance(value, str) and bool(value.strip())


def _expected(expected: Input) -> str:
    if expected.kind is None:
        return "a path, or a list of them"
    return f"a path, or the name of a [{expected.kind}] table"


def _missing(expected: Input, values: list[str], paths: tuple[str, ...]) -> Iterator[str]:
    """Yield the problems with input files.

    Parameters
    ----------
    expected
        The input that the files belong to.
    values
        The paths as the user wrote them.
    paths
        The same paths, absolute.
    """
    for value, path in zip(values, paths, strict=True):
        if value == "-":
            yield "a batch cannot read the standard input; save the text to a file first"
        elif expected.kind is None:
            yield from _missing_text(path)
        elif not Path(path).exists():
            yield f"no table [{expected.kind}.{value}], and no file {path}"
        elif Path(path).is_dir() is not (expected.kind == "align"):
            what = "the folder of a model" if expected.kind == "align" else "a file"
            yield f"{path}: expected {what}"


def _missing_text(path: str) -> Iterator[str]:
    try:
        corpus_files([path])
    except FileNotFoundError:
        yield f"no file {path}"
    except IsoglossError as error:
        yield str(error)
