"""Jobs, and the kinds of jobs: their inputs, outputs and command lines.

A kind of job is a command of the command line. The options of the command are the keys of the
job's table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Any

import click

from embeddings.files import COMPRESSED_SUFFIXES

#: The options that a job runs with, by key.
JobSettings = Mapping[str, Any]

#: Command options that a job cannot set. The batch sets some of them itself. The others concern
#: more than two languages, or extra files beside the result.
_EXCLUDED = frozenset(
    ("output", "threads", "resume", "as_json", "help", "hub", "languages", "report", "gold")
)


@dataclass(frozen=True)
class Input:
    """A key that names an input of a job: a file, or another job.

    Parameters
    ----------
    kind
        The kind of job that produces this input; None for text files.
    required
        Whether the table must have the key.
    named_alike
        Whether the key defaults to the job of the same name.
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
        The name of the command.
    command
        The command that the job runs.
    inputs
        The inputs, by key.
    stored
        The name of the result in the store, without suffix.
    ending
        The default suffix of the output's name.
    depends_on
        The installed distributions whose version may change the result.
    renamed
        Key -> option name, for options whose key differs from their name.
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
        """The options that a table of this kind may set, by key.

        Options that take a path are left out. They belong to `inputs`, because the key of a result
        depends on the content of a file and not on its path.
        """
        keys = {name: key for key, name in self.renamed.items()}
        options = {
            keys.get(str(option.name), _key(option)): option
            for option in self.command.params
            if isinstance(option, click.Option)
            and option.name not in _EXCLUDED
            and not isinstance(option.type, click.Path)
        }
        return {key: option for key, option in options.items() if key not in self.inputs}


def _key(option: click.Option) -> str:
    return str(option.name).replace("_", "-")


def job_kinds(commands: Mapping[str, click.Command]) -> dict[str, JobKind]:
    """Return the kinds of jobs by name.

    Parameters
    ----------
    commands
        The command of each kind, by name: `train`, `align`, `evaluate` and `lexicon`.
    """
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
    """One job: the table `[kind.name]` of the file of jobs.

    Parameters
    ----------
    kind
        The kind of the job.
    name
        The name of the job, unique within its kind.
    files
        The files that the job reads, by key: absolute paths, for text also glob patterns.
    needs
        The `id` of each job whose result this job reads, by key.
    settings
        The options that the job runs with, by key, including defaults.
    output
        The name of the result in the output folder.
    """

    kind: JobKind
    name: str
    files: Mapping[str, tuple[str, ...]]
    needs: Mapping[str, str]
    settings: JobSettings
    output: str

    @property
    def id(self) -> str:
        """The unique name of the job, and of its table: `align.en-es`."""
        return f"{self.kind.name}.{self.name}"

    @property
    def title(self) -> str:
        """The name of the job in messages: `align en-es`."""
        return f"{self.kind.name} {self.name}"

    @property
    def stored(self) -> str:
        """The name of the result in the store; it does not depend on the name of the job."""
        stored, output = self.kind.stored, PurePath(self.output)
        if self.kind.name == "align":
            return stored
        plain = output.with_suffix("") if output.suffix in COMPRESSED_SUFFIXES else output
        return stored + plain.suffix + (output.suffix if plain != output else "")

    def arguments(self, results: Mapping[str, Path], output: Path, threads: int) -> list[str]:
        """Return the command line of the job.

        Parameters
        ----------
        results
            The path of the result of each needed job, by the job's `id`.
        output
            The path to write the result to.
        threads
            The number of processor threads.
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
    """Yield the command line arguments that set `option` to `value`."""
    if value is None:
        return
    if not option.is_flag:
        yield option.opts[0]
        yield str(value)
    elif value:
        yield option.opts[0]
    elif option.secondary_opts:
        yield option.secondary_opts[0]
