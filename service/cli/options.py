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
    """Limit the threads of every numerical library; this must run before any of them is imported.

    Waiting threads sleep instead of spinning, because spinning is slower on a busy machine.
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[name] = str(threads)
    return threads


def cores() -> int:
    """Return the number of processors that this process may use."""
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
        help="Number of processor threads.",
    )(command)


def random_seed(command: Command) -> Command:
    """Add `--seed`."""
    return click.option(
        "--seed",
        type=click.IntRange(0, 2**32 - 1),  # the range that all random generators accept
        default=0,
        show_default=True,
        help="Random seed.",
    )(command)


def insecure(command: Command) -> Command:
    """Add `--insecure`."""
    return click.option(
        "--insecure",
        is_flag=True,
        envvar="ISOGLOSS_INSECURE",
        help="Accept requests from other machines without a key.",
    )(command)


def require_loopback(host: str, allowed: bool) -> None:
    """Raise `ClickException` if other machines can reach `host`, unless this is `allowed`."""
    try:
        loopback = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if not loopback and not allowed:
        raise click.ClickException(
            f"{host} can be reached from other machines; require keys with --keys (see "
            "`isogloss key`), or allow requests without a key with --insecure"
        )


def as_json(command: Command) -> Command:
    """Add `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON, one object per line.")(
        command
    )


def as_given(ctx: click.Context) -> dict[str, Any]:
    """Return all options of the command with their values; its result depends on them."""
    names = [p.name for p in ctx.command.params if isinstance(p, click.Option)]
    return {str(name): ctx.params[name] for name in names if name in ctx.params}


def reading(command: Command) -> Command:
    """Add the options for reading vectors: `--limit` and `--skip-bad-rows`."""
    limit = click.option(
        "--limit", type=click.IntRange(1), help="Read only this many words, the most frequent."
    )
    skip = click.option(
        "--skip-bad-rows",
        is_flag=True,
        help="Skip rows that are malformed, repeated, all zero or not finite.",
    )
    return limit(skip(command))


def resume(command: Command) -> Command:
    """Add `--resume`."""
    return click.option(
        "--resume",
        is_flag=True,
        help="Resume an interrupted run from its folder OUTPUT.unfinished.",
    )(command)


def languages(command: Command) -> Command:
    """Add the names of the two languages: `--source` and `--target`."""
    source = click.option("--source", metavar="CODE", help="Source language, such as en.")
    target = click.option("--target", metavar="CODE", help="Target language, such as es.")
    return source(target(command))


def direction(command: Command) -> Command:
    """Add the choice of a model and its direction: `--source`, `--target`, `--reverse`."""
    named = languages(command)
    return click.option(
        "--reverse", is_flag=True, help="Use the model from its target to its source language."
    )(named)


def output(
    what: str, *, required: bool = True, model: bool = False
) -> Callable[[Command], Command]:
    """Add `-o`.

    Parameters
    ----------
    what
        The help text.
    required
        Whether the option is required.
    model
        Whether the output is the folder of a model, not a file.
    """
    return click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path),
        required=required,
        callback=_require_place_for_model if model else _require_place,
        help=what,
    )


def report(command: Command) -> Command:
    """Add `--report`, and `--gold` for its scores."""
    page = click.option(
        "--report",
        metavar="FILE.html",
        type=click.Path(path_type=Path),
        callback=_require_place_for_file,
        help="Write an HTML report on the model: one file, for any browser.",
    )
    gold = click.option(
        "--gold",
        type=click.Path(path_type=Path),
        help="Known pairs (MUSE, TSV, CSV or TBX), in either direction, to score the model in the "
        "report. They are not used for learning.",
    )
    return page(gold(command))


def _require_place(ctx: click.Context, param: click.Parameter, path: Path | None) -> Path | None:
    """Refuse an output that cannot be written, before hours of work."""
    if path:
        from embeddings.files import require_folder

        require_folder(path)
    return path


def _require_place_for_file(
    ctx: click.Context, param: click.Parameter, path: Path | None
) -> Path | None:
    """Refuse a folder too, because the output is a file."""
    if path and path.is_dir():
        raise click.BadParameter(f"{path} is a folder; give a file name", ctx, param)
    return _require_place(ctx, param, path)


def _require_place_for_model(
    ctx: click.Context, param: click.Parameter, path: Path | None
) -> Path | None:
    """Refuse an output that exists and is not a model, because it would be deleted."""
    if path and path.exists():  # the import is slow, and needed only then
        from align.model.overwrite import require_place

        require_place(path)
    return _require_place(ctx, param, path)


def learning(command: Command) -> Command:
    """Add the options for learning: first pairs, known pairs, and spelling."""
    init = click.option(
        "--init",
        type=click.Choice(
            ["auto", "spelled", "identical", "similarity", "transport", "invariants", "adversarial"]
        ),
        default="auto",
        show_default=True,
        help="How to find the first word pairs.",
    )
    dictionary = click.option(
        "--seed-dictionary",
        type=click.Path(path_type=Path),
        help="Known pairs (MUSE, TSV, CSV or TBX) to start from, beside words spelled alike.",
    )
    spelling = click.option(
        "--spelling/--no-spelling",
        default=True,
        show_default=True,
        help="Use similarity in spelling as a clue. Its weight is learned from the pairs.",
    )
    first = click.option(
        "--given-first/--no-given-first",
        default=True,
        show_default=True,
        help="Put the known pairs first among the translations of their words.",
    )
    return init(dictionary(first(spelling(command))))


def index(command: Command) -> Command:
    """Add `--index`: the kind of index for searches beyond the table of a model."""
    return click.option(
        "--index",
        type=click.Choice(["exact", "fast"]),
        default="exact",
        show_default=True,
        help="How to search for candidates beyond the best ten. fast is many times as fast and "
        "misses one in a thousand. A language that cannot reach this keeps the exact index.",
    )(command)
