"""Options that several commands share."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

Command = Callable[..., Any]


def _use_threads(ctx: click.Context, param: click.Parameter, threads: int) -> int:
    """Cap the threads of every numerical library; must run before any of them is imported.

    Waiting threads sleep instead of spinning: on a busy machine spinning costs more than it gains.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = str(threads)
    return threads


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def threads(command: Command) -> Command:
    """Add `--threads`."""
    return click.option(
        "--threads",
        type=click.IntRange(1),
        default=cores,
        show_default="all cores",
        is_eager=True,
        callback=_use_threads,
        help="Processor threads.",
    )(command)


def random_seed(command: Command) -> Command:
    """Add `--seed`."""
    return click.option(
        "--seed",
        type=click.IntRange(0, 2**32 - 1),  # what every random generator here takes
        default=0,
        show_default=True,
        help="Seed of everything left to chance.",
    )(command)


def insecure(command: Command) -> Command:
    """Add `--insecure`."""
    return click.option(
        "--insecure",
        is_flag=True,
        envvar="ISOGLOSS_INSECURE",
        help="Let other machines ask without a key.",
    )(command)


def require_loopback(host: str, allowed: bool) -> None:
    """Refuse to let whoever reaches this machine ask, unless that is `allowed`."""
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback and not allowed:
        raise click.ClickException(
            f"{host} can be reached from other machines, and without keys everybody there may ask; "
            "serve with --keys (make them with `isogloss key`), or with --insecure"
        )


def as_json(command: Command) -> Command:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON, one object a line.")(
        command
    )


def as_given(ctx: click.Context) -> dict[str, Any]:
    """Return all options of the command with their values: what its result may depend on."""
    names = [p.name for p in ctx.command.params if isinstance(p, click.Option)]
    return {str(name): ctx.params[name] for name in names if name in ctx.params}


def reading(command: Command) -> Command:
    """Add what reading vectors takes: `--limit` and `--skip-bad-rows`."""
    limit = click.option(
        "--limit", type=click.IntRange(1), help="Read only this many (most frequent) words."
    )
    skip = click.option(
        "--skip-bad-rows",
        is_flag=True,
        help="Leave out rows that are malformed, repeated, zero or not finite.",
    )
    return limit(skip(command))


def resume(command: Command) -> Command:
    """Add `--resume`."""
    return click.option(
        "--resume",
        is_flag=True,
        help="Go on with a run that was interrupted; what it had found is in OUTPUT.unfinished.",
    )(command)


def languages(command: Command) -> Command:
    """Add the names of the two languages: `--source` and `--target`."""
    source = click.option("--source", metavar="CODE", help="Source language, such as en.")
    target = click.option("--target", metavar="CODE", help="Target language, such as es.")
    return source(target(command))


def direction(command: Command) -> Command:
    """Add which model of several is asked, and which way: `--source`, `--target`, `--reverse`."""
    named = languages(command)
    return click.option(
        "--reverse", is_flag=True, help="From the target to the source language of the model."
    )(named)


def output(
    what: str, *, required: bool = True, model: bool = False
) -> Callable[[Command], Command]:
    """Add `-o`, described by `what`: a file, or with `model` the folder of a model."""
    return click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path),
        required=required,
        callback=_require_place_for_model if model else _require_place,
        help=what,
    )


def report(command: Command) -> Command:
    """Add `--report`, and what it is scored against: `--gold`."""
    page = click.option(
        "--report",
        metavar="FILE.html",
        type=click.Path(path_type=Path),
        callback=_require_place_for_file,
        help="Write a page on what came of it and why: one file, for any browser.",
    )
    gold = click.option(
        "--gold",
        type=click.Path(path_type=Path),
        help="Known pairs in MUSE format that the report scores the model against. Nothing is "
        "learned from them.",
    )
    return page(gold(command))


def _require_place(ctx: click.Context, param: click.Parameter, path: Path | None) -> Path | None:
    """Refuse an output that cannot be written: before the work, not hours later."""
    if path:
        from embeddings.files import require_folder

        require_folder(path)
    return path


def _require_place_for_file(
    ctx: click.Context, param: click.Parameter, path: Path | None
) -> Path | None:
    """Refuse a folder too, where a file is to be written after hours of work."""
    if path and path.is_dir():
        raise click.BadParameter(f"{path} is a folder; give the name of a file", ctx, param)
    return _require_place(ctx, param, path)


def _require_place_for_model(
    ctx: click.Context, param: click.Parameter, path: Path | None
) -> Path | None:
    """Refuse an output that is there and not a model: it would be deleted, with all in it."""
    if path and path.exists():  # the import takes a moment, and is needed only then
        from align.model.overwrite import require_place

        require_place(path)
    return _require_place(ctx, param, path)


def learning(command: Command) -> Command:
    """Add how the first pairs are found, and whether spelling counts after that."""
    init = click.option(
        "--init",
        type=click.Choice(
            ["auto", "identical", "similarity", "transport", "invariants", "adversarial"]
        ),
        default="auto",
        show_default=True,
        help="How to find the first pairs.",
    )
    dictionary = click.option(
        "--seed-dictionary",
        type=click.Path(path_type=Path),
        help="Known pairs to start from instead, in MUSE format.",
    )
    spelling = click.option(
        "--spelling/--no-spelling",
        default=True,
        show_default=True,
        help="Whether likeness in spelling, learned from the pairs found, counts as a clue.",
    )
    return init(dictionary(spelling(command)))


def index(command: Command) -> Command:
    """Add `--index`: how the model is searched for more than its table has."""
    return click.option(
        "--index",
        type=click.Choice(["exact", "fast"]),
        default="exact",
        show_default=True,
        help="How candidates beyond the best ten are sought: exactly, or many times as fast with "
        "one in a thousand missed. A language for which that cannot be had keeps the exact index.",
    )(command)
