"""What a job reads: files that must be there, and results of other jobs."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

from embeddings import IsoglossError
from embeddings.text.paths import corpus_files
from service.batch.jobs import Input, JobKind

Table = Mapping[str, Any]
Names = Mapping[str, Collection[str]]

#: A key and what is wrong with its value.
Problem = tuple[str, str]


def read(
    kind: JobKind, name: str, table: Table, folder: Path, names: Names
) -> tuple[dict[str, tuple[str, ...]], dict[str, str], list[Problem]]:
    """Return the files that a job reads, the jobs that it needs, and what is wrong with either.

    Parameters
    ----------
    kind, name, table
        The job's.
    folder
        What relative paths are relative to.
    names
        The names of the jobs there are, by kind.
    """
    files: dict[str, tuple[str, ...]] = {}
    needs: dict[str, str] = {}
    problems: list[Problem] = []
    for key, expected in kind.inputs.items():
        value = table.get(key, name if expected.named_alike else None)
        if value is None:
            if expected.required:
                problems.append((key, "missing; it says what is read"))
        elif not _is_text(value, several=expected.kind is None):
            problems.append((key, f"expected {_expected(expected)}, got {value!r}"))
        elif expected.kind and value in names[expected.kind]:
            needs[key] = f"{expected.kind}.{value}"
        else:
            values = [value] if isinstance(value, str) else value
            files[key] = tuple(os.path.abspath(folder / path) for path in values)  # noqa: PTH100 (a Path would leave .. in)
            problems += [(key, problem) for problem in _missing(expected, values, files[key])]
    return files, needs, problems


def _is_text(value: object, *, several: bool) -> bool:
    """Say whether `value` is a text with something in it, or several of them."""
    if several and isinstance(value, list):
        return bool(value) and all(_is_text(each, several=False) for each in value)
    return isinstance(value, str) and bool(value.strip())


def _expected(expected: Input) -> str:
    if expected.kind is None:
        return "a path, or a list of them"
    return f"a path, or the name of a [{expected.kind}] table"


def _missing(expected: Input, values: list[str], paths: tuple[str, ...]) -> Iterator[str]:
    """Yield what is wrong with files that are to be read; `values` are as they were written."""
    for value, path in zip(values, paths, strict=True):
        if value == "-":
            yield "a batch cannot read the standard input; save it to a file first"
        elif expected.kind is None:
            yield from _no_text(value, path)
        elif not Path(path).exists():
            yield f"no table [{expected.kind}.{value}], and no file {path}"
        elif Path(path).is_dir() is not (expected.kind == "align"):
            what = "the folder of a model" if expected.kind == "align" else "a file"
            yield f"{path}: expected {what}"


def _no_text(value: str, path: str) -> Iterator[str]:
    try:
        corpus_files([path])
    except FileNotFoundError:
        yield f"no file {path}"
    except IsoglossError as error:
        yield str(error)
