"""The file of jobs: read, checked as a whole, and all that is wrong with it told at once.

    [defaults]                     # options for every job that has them
    seed = 1

    [train.en]                     # isogloss train novels/*.txt -o en.npz --lang en
    text = "novels/*.txt"

    [align.en-es]                  # source and target: a [train] table, or a file of vectors
    source = "en"
    target = "vectors/es.vec"

    [evaluate.en-es]               # of [align.en-es], unless `model` says of another
    gold = "gold/en-es.txt"

    [lexicon.en-es]
    format = "tsv"

A key is an option of the command; a relative path is relative to the file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from embeddings import IsoglossError
from service.batch import inputs
from service.batch.jobs import Job, JobKind
from service.batch.links import link
from service.batch.settings import Unfit, checked, default, meant
from service.lexicons import choice as lexicons

#: What a table, and so an output, may be called.
_NAME = re.compile(r"[^\W_][\w.+-]*")

Table = Mapping[str, Any]


class Mistakes(IsoglossError):
    """All that is wrong with a file of jobs.

    Parameters
    ----------
    path
        The file.
    found
        Each as a line: the table, the key, what was found and what was expected.
    """

    def __init__(self, path: Path, found: list[str]) -> None:
        self.found = found
        count = "one mistake" if len(found) == 1 else f"{len(found)} mistakes"
        lines = "".join(f"\n  {line}" for line in found)
        super().__init__(f"{path}: {count}, and nothing was run{lines}")


def read_jobs(path: Path, kinds: Mapping[str, JobKind]) -> list[Job]:
    """Return the jobs in the file `path`, in its order.

    Parameters
    ----------
    path
        A TOML file.
    kinds
        The kinds of jobs that it may have, by name.

    Raises
    ------
    Mistakes
        All of them.
    OSError
        If it cannot be read.
    """
    try:
        tables = tomllib.loads(path.read_bytes().decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Mistakes(path, [f"not TOML in UTF-8: {error}"]) from None
    reader = _Reader(path.absolute().parent, kinds)
    jobs = reader.jobs(tables)
    reader.mistakes += link(jobs)
    if reader.mistakes:
        raise Mistakes(path, reader.mistakes)
    return jobs


class _Reader:
    """Makes jobs of tables, and gathers what is wrong with them."""

    def __init__(self, folder: Path, kinds: Mapping[str, JobKind]) -> None:
        self.folder, self.kinds = folder, kinds
        self.mistakes: list[str] = []
        self.names: dict[str, frozenset[str]] = {}

    def jobs(self, tables: Table) -> list[Job]:
        """Return a job for each table; one with mistakes is as near as can be to what is meant."""
        known = (*self.kinds, "defaults")
        for key in tables:
            if key not in known:
                self._wrong(key, "", f"unknown; {meant(key, known)}")
        named = {kind: self._tables(tables, kind) for kind in self.kinds}
        self.names = {kind: frozenset(tables) for kind, tables in named.items()}
        defaults = self._defaults(tables.get("defaults", {}))
        found = [
            (self.kinds[kind], name, table)
            for kind, tables in named.items()
            for name, table in tables.items()
        ]
        if not found and not self.mistakes:
            example = next(iter(self.kinds))
            self.mistakes.append(f"no job in it; expected tables such as [{example}.en]")
        return [self._job(kind, name, table, defaults) for kind, name, table in found]

    def _tables(self, tables: Table, kind: str) -> dict[str, Table]:
        named = tables.get(kind, {})
        if not isinstance(named, dict):
            self._wrong(kind, "", f"expected a table [{kind}.NAME]")
            return {}
        for name, table in named.items():
            if not isinstance(table, dict):
                self._wrong(kind, name, f"expected tables [{kind}.NAME], or {name} in [defaults]")
            elif not _NAME.fullmatch(name):
                self._wrong(f"{kind}.{name}", "", "a name has letters, digits, and . + - _ in it")
        return {name: table for name, table in named.items() if isinstance(table, dict)}

    def _defaults(self, table: object) -> dict[str, Any]:
        if not isinstance(table, dict):
            self._wrong("defaults", "", "expected a table")
            return {}
        known = {key for kind in self.kinds.values() for key in kind.options}
        for key in table:
            if key not in known:
                self._wrong("defaults", key, f"no option of any job; {meant(key, known)}")
        for key in sorted(known & set(table)):
            having = (k.options[key] for k in self.kinds.values() if key in k.options)
            for problem in (_taken(option, table[key])[1] for option in having):
                if problem:
                    self._wrong("defaults", key, problem)
        return table

    def _job(self, kind: JobKind, name: str, table: Table, defaults: Table) -> Job:
        title = f"{kind.name}.{name}"
        known = {*kind.options, *kind.inputs, "output"}
        for key in table:
            if key not in known:
                self._wrong(title, key, f"unknown; {meant(key, known)}")
        settings = self._settings(kind, title, table, defaults)
        if kind.name == "train" and settings["lang"] is None:
            settings["lang"] = name
        files, needs, problems = inputs.read(kind, name, table, self.folder, self.names)
        for key, problem in problems:
            self._wrong(title, key, problem)
        output = self._output(kind, name, table, settings)
        return Job(kind, name, files, needs, settings, output)

    def _settings(self, kind: JobKind, title: str, table: Table, defaults: Table) -> dict[str, Any]:
        settings = {}
        for key, option in kind.options.items():
            value, problem = _taken(option, table[key] if key in table else defaults.get(key))
            if problem and key in table:  # what is wrong with a default is told where it stands
                self._wrong(title, key, problem)
            settings[key] = default(option) if value is None else value
        return settings

    def _output(self, kind: JobKind, name: str, table: Table, settings: dict[str, Any]) -> str:
        """Return the output's name, and settle the format by it where it is a lexicon's."""
        title, given = f"{kind.name}.{name}", table.get("output")
        if given is not None and not (isinstance(given, str) and _NAME.fullmatch(given)):
            self._wrong(title, "output", f"expected a name without folders, got {given!r}")
            given = None
        if kind.name == "lexicon" and settings["format"] is None and given is None:
            settings["format"] = "tsv"
        output = given or f"{name}{_ending(kind, settings)}"
        try:
            _settle_format(kind.name, output, settings)
        except IsoglossError as error:
            self._wrong(title, "output", str(error))
        return output

    def _wrong(self, table: str, key: str, problem: str) -> None:
        line = f"[{table}] {key}: {problem}" if key else f"[{table}]: {problem}"
        if line not in self.mistakes:
            self.mistakes.append(line)


def _taken(option: click.Option, value: object) -> tuple[Any, str]:
    """Return `value` as the command takes it, or None and why it does not."""
    if value is None:
        return None, ""
    try:
        return checked(option, value), ""
    except Unfit as error:
        return None, str(error)


def _ending(kind: JobKind, settings: Table) -> str:
    if kind.name != "lexicon":
        return kind.ending
    endings = {format: ending for ending, format in lexicons.SUFFIXES.items()}
    return endings.get(settings["format"], f".{settings['format']}")


def _settle_format(kind: str, output: str, settings: dict[str, Any]) -> None:
    """Raise `IsoglossError` if the name of an output does not say its format, and it must."""
    if kind == "train":
        from embeddings.formats.choice import format_of

        format_of(output)
    elif kind == "lexicon" and settings["format"] is None:
        settings["format"] = lexicons.format_of(Path(output))
