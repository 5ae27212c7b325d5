"""What a job is, and what each kind of job reads, writes and is called with.

A kind is a command of the command line: its options are the keys of a job's table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

import click

from embeddings.files import COMPRESSED_SUFFIXES

Settings = Mapping[str, Any]

#: Options that a job does not have: the batch sees to them, they are of more than two languages, or
#: of what is not its result.
_OURS = frozenset(
    ("output", "threads", "resume", "as_json", "help", "hub", "languages", "report", "gold")
)


@dataclass(frozen=True)
class Input:
    """A key of a table that says what is read: a file, or another job by its name.

    Parameters
    ----------
    kind
        The kind of job that makes such a file; none for text.
    required
        Whether the table must have it.
    named_alike
        Whether, without it, the job of the same name is meant.
    """

    kind: str | None
    required: bool = True
    named_alike: bool = False


@dataclass(frozen=True)
class JobKind:
    """A kind of job.

    Parameters
    ----------
    name
        That of its command.
    command
        What it runs.
    inputs
        What it reads, by key.
    stored
        What its result is called in the store, endings aside.
    ending
        Of the output's name, unless the table says otherwise.
    renamed
        Options of the command whose key is another, by key.
    depends_on
        The distributions whose version may change its result.
    """

    name: str
    command: click.Command
    inputs: Mapping[str, Input]
    stored: str
    ending: str
    depends_on: Sequence[str]
    renamed: Mapping[str, str] = field(default_factory=dict)

    @property
    def options(self) -> dict[str, click.Option]:
        """The options that a table of this kind may have, by key.

        What is a path must be among the inputs: what it leads to counts, not what it is called.
        """
        keys = {name: key for key, name in self.renamed.items()}
        found = {
            keys.get(str(option.name), _key(option)): option
            for option in self.command.params
            if isinstance(option, click.Option)
            and option.name not in _OURS
            and not isinstance(option.type, click.Path)
        }
        return {key: option for key, option in found.items() if key not in self.inputs}


def _key(option: click.Option) -> str:
    return str(option.name).replace("_", "-")


def job_kinds(commands: Mapping[str, click.Command]) -> dict[str, JobKind]:
    """Return the kinds of jobs, which run the `commands` of these names."""
    return {kind.name: kind for kind in _kinds(commands)}


def _kinds(commands: Mapping[str, click.Command]) -> Iterator[JobKind]:
    computed = ("isogloss", "numpy", "scipy")
    model = Input("align", named_alike=True)
    yield JobKind(
        "train",
        commands["train"],
        inputs={"text": Input(None)},
        stored="space",
        ending=".npz",
        depends_on=(*computed, "gensim"),
    )
    yield JobKind(
        "align",
        commands["align"],
        inputs={
            "source": Input("train"),
            "target": Input("train"),
            "seed-dictionary": Input("lexicon", required=False),
        },
        stored="model",
        ending="",
        depends_on=(*computed, "faiss-cpu", "gensim"),
        renamed={"source-code": "source", "target-code": "target"},
    )
    yield JobKind(
        "evaluate",
        commands["evaluate"],
        inputs={"model": model, "gold": Input("lexicon")},
        stored="evaluation",
        ending=".evaluation.json",
        depends_on=computed,
    )
    yield JobKind(
        "lexicon",
        commands["lexicon"],
        inputs={"model": model},
        stored="lexicon",
        ending="",
        depends_on=("isogloss", "numpy"),
    )


@dataclass(frozen=True)
class Job:
    """One job.

    Parameters
    ----------
    kind, name
        As its table is called: `[kind.name]`.
    files
        The files that it reads, by key: absolute paths, for text also patterns.
    needs
        The jobs whose results it reads, by key: their `id`.
    settings
        The options that it is to be run with, by key, defaults too.
    output
        Where its result is to be found in the output folder.
    """

    kind: JobKind
    name: str
    files: Mapping[str, tuple[str, ...]]
    needs: Mapping[str, str]
    settings: Settings
    output: str

    @property
    def id(self) -> str:
        """What other jobs call it, and its table is called."""
        return f"{self.kind.name}.{self.name}"

    @property
    def title(self) -> str:
        """What people call it."""
        return f"{self.kind.name} {self.name}"

    @property
    def stored(self) -> str:
        """The name of its result in the store: the same whatever the job is called."""
        stored, output = self.kind.stored, PurePath(self.output)
        if self.kind.name == "align":
            return stored
        plain = output.with_suffix("") if output.suffix in COMPRESSED_SUFFIXES else output
        return stored + plain.suffix + (output.suffix if plain != output else "")

    def arguments(self, results: Mapping[str, Path], output: Path, threads: int) -> list[str]:
        """Return the command line that does the job.

        Parameters
        ----------
        results
            Where the results of the jobs are that this one needs, by their `id`.
        output
            Where to write.
        threads
            Processor threads.
        """
        kind = self.kind
        paths = {key: [str(results[needed])] for key, needed in self.needs.items()}
        paths |= {key: list(files) for key, files in self.files.items()}
        words = [kind.name]
        for key in kind.inputs:
            optional = not (kind.inputs[key].required or kind.inputs[key].named_alike)
            words += ([f"--{key}"] if optional and key in paths else []) + paths.get(key, [])
        words += ["--json"] if kind.name == "evaluate" else ["-o", str(output)]
        for key, value in self.settings.items():
            words += _words(kind.options[key], value)
        return [*words, "--threads", str(threads)]


def _words(option: click.Option, value: Any) -> Iterator[str]:
    """Yield what gives `option` the `value` on a command line."""
    if value is None:
        return
    if not option.is_flag:
        yield option.opts[0]
        yield str(value)
    elif value:
        yield option.opts[0]
    elif option.secondary_opts:
        yield option.secondary_opts[0]
