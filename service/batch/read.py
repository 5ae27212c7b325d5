"""Read the file of jobs, check it as a whole, and report all mistakes at once.

    [defaults]                     # options for every job that has them
    seed = 1

    [train.en]                     # isogloss train novels/*.txt -o en.npz --lang en
    text = "novels/*.txt"

    [align.en-es]                  # source and target: a [train] table, or a file of vectors
    source = "en"
    target = "vectors/es.vec"

    [evaluate.en-es]               # evaluates [align.en-es]; `model` can name another job
    gold = "gold/en-es.txt"

    [lexicon.en-es]
    format = "tsv"

Each key is an option of the command. A relative path starts from the folder of the file.
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
from service.batch.inputs import TomlTable
from service.batch.jobs import Job, JobKind
from service.batch.links import link
from service.batch.settings import Unfit, checked, default, meant
from service.lexicons import choice as lexicons

#: A valid name of a table and of an output.
_NAME = re.compile(r"[^\W_][\w.+-]*")


class Mistakes(IsoglossError):
    """A file of jobs has mistakes.

    Parameters
    ----------
    path
        The file of jobs.
    found
        One line per mistake: the table, the key, and what is wrong.
    """

    def __init__(self, path: Path, found: list[str]) -> None:
        self.found = found
        count = "one mistake" if len(found) == 1 else f"{len(found)} mistakes"
        lines = "".join(f"\n  {line}" for line in found)
        super().__init__(f"{path}: {count}; nothing was run{lines}")


def read_jobs(path: Path, kinds: Mapping[str, JobKind]) -> list[Job]:
    """Return the jobs of a file, grouped by kind and then in the order of the file.

    Parameters
    ----------
    path
        A TOML file.
    kinds
        The allowed kinds of jobs, by name.

    Raises
    ------
    Mistakes
        If the file has mistakes; the error lists all of them.
    OSError
        If the file cannot be read.
    """
    try:
        tables = tomllib.loads(path.read_bytes().decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Mistakes(path, [f"not a TOML file in UTF-8: {error}"]) from None
    reader = _JobReader(path.absolute().parent, kinds)
    jobs = reader.jobs(tables)
    reader.mistakes += link(jobs)
    if reader.mistakes:
        raise Mistakes(path, reader.mistakes)
    return jobs


class _JobReader:
    """Convert tables to jobs, and collect the mistakes in them.

    Parameters
    ----------
    folder
        The folder of the file, where relative paths start.
    kinds
        The allowed kinds of jobs, by name.
    """

    def __init__(self, folder: Path, kinds: Mapping[str, JobKind]) -> None:
        self.folder, self.kinds = folder, kinds
        self.mistakes: list[str] = []
        self.names: dict[str, frozenset[str]] = {}

    def jobs(self, tables: TomlTable) -> list[Job]:
        """Return a job for each table.

        A table with mistakes also gives a job, so that the checks between jobs can run.
        """
        known = (*self.kinds, "defaults")
        for key in tables:
            if key not in known:
                self._add(key, "", f"unknown table; {meant(key, known)}")
        named = {kind: self._tables(tables, kind) for kind in self.kinds}
        self.names = {kind: frozenset(tables) for kind, tables in named.items()}
        defaults = self._defaults(tables.get("defaults", {}))
        entries = [
            (self.kinds[kind], name, table)
            for kind, tables in named.items()
            for name, table in tables.items()
        ]
        if not entries and not self.mistakes:
            example = next(iter(self.kinds))
            self.mistakes.append(f"no jobs; expected tables such as [{example}.en]")
        return [self._job(kind, name, table, defaults) for kind, name, table in entries]

    def _tables(self, tables: TomlTable, kind: str) -> dict[str, TomlTable]:
        named = tables.get(kind, {})
        if not isinstance(named, dict):
            self._add(kind, "", f"expected a table [{kind}.NAME]")
            return {}
        for name, table in named.items():
            if not isinstance(table, dict):
                self._add(
                    kind, name, f"not a table; write it in a [{kind}.NAME] table or in [defaults]"
                )
            elif not _NAME.fullmatch(name):
                self._add(
                    f"{kind}.{name}",
                    "",
                    "invalid name; use letters, digits and . + - _, with a letter or digit first",
                )
        return {name: table for name, table in named.items() if isinstance(table, dict)}

    def _defaults(self, table: object) -> dict[str, Any]:
        if not isinstance(table, dict):
            self._add("defaults", "", "expected a table")
            return {}
        known = {key for kind in self.kinds.values() for key in kind.options}
        for key in table:
            if key not in known:
                self._add("defaults", key, f"not an option of any job; {meant(key, known)}")
        for key in sorted(known & set(table)):
            options = (k.options[key] for k in self.kinds.values() if key in k.options)
            for problem in (_convert(option, table[key])[1] for option in options):
                if problem:
                    self._add("defaults", key, problem)
        return table

    def _job(self, kind: JobKind, name: str, table: TomlTable, defaults: TomlTable) -> Job:
        title = f"{kind.name}.{name}"
        known = {*kind.options, *kind.inputs, "output"}
        for key in table:
            if key not in known:
                self._add(title, key, f"unknown key; {meant(key, known)}")
        settings = self._settings(kind, title, table, defaults)
        if kind.name == "train" and settings["lang"] is None:
            settings["lang"] = name
        files, needs, problems = inputs.read(kind, name, table, self.folder, self.names)
        for key, problem in problems:
            self._add(title, key, problem)
        output = self._output(kind, name, table, settings)
        return Job(kind, name, files, needs, settings, output)

    def _settings(
        self, kind: JobKind, title: str, table: TomlTable, defaults: TomlTable
    ) -> dict[str, Any]:
        settings = {}
        for key, option in kind.options.items():
            value, problem = _convert(option, table[key] if key in table else defaults.get(key))
            if problem and key in table:  # a wrong default is reported once, for [defaults]
                self._add(title, key, problem)
            settings[key] = default(option) if value is None else value
        return settings

    def _output(self, kind: JobKind, name: str, table: TomlTable, settings: dict[str, Any]) -> str:
        """Return the name of the output. Set the format of a lexicon from it if none is set."""
        title, output = f"{kind.name}.{name}", table.get("output")
        if output is not None and not (isinstance(output, str) and _NAME.fullmatch(output)):
            self._add(title, "output", f"expected a name without folders, got {output!r}")
            output = None
        if kind.name == "lexicon" and settings["format"] is None and output is None:
            settings["format"] = "tsv"
        output = output or f"{name}{_ending(kind, settings)}"
        try:
            _set_format(kind.name, output, settings)
        except IsoglossError as error:
            self._add(title, "output", str(error))
        return output

    def _add(self, table: str, key: str, problem: str) -> None:
        line = f"[{table}] {key}: {problem}" if key else f"[{table}]: {problem}"
        if line not in self.mistakes:
            self.mistakes.append(line)


def _convert(option: click.Option, value: object) -> tuple[Any, str]:
    """Return `value` converted to the option's type, or None and the reason."""
    if value is None:
        return None, ""
    try:
        return checked(option, value), ""
    except Unfit as error:
        return None, str(error)


def _ending(kind: JobKind, settings: TomlTable) -> str:
    if kind.name != "lexicon":
        return kind.ending
    endings = {format: ending for ending, format in lexicons.SUFFIXES.items()}
    return endings.get(settings["format"], f".{settings['format']}")


def _set_format(kind: str, output: str, settings: dict[str, Any]) -> None:
    """Set the format of a lexicon from the suffix of `output`, unless it is set already.

    Raises
    ------
    IsoglossError
        If the suffix of `output` does not name a format that the job can write.
    """
    if kind == "train":
        from embeddings.formats.choice import format_of

        format_of(output)
    elif kind == "lexicon" and settings["format"] is None:
        settings["format"] = lexicons.format_of(Path(output))
