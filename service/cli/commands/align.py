"""`isogloss align`: two spaces in, a model out; or with a hub, many spaces and models."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from service.cli import options

#: Options that are of two languages only; `isogloss inspect` makes the report of two of many.
_OF_TWO = ("source", "target", "seed_dictionary", "report", "gold")


@click.command()
@click.argument("vectors", nargs=-1, required=True, type=click.Path(path_type=Path))
@options.output("The folder to write the model to.")
@options.languages
@click.option(
    "--hub",
    metavar="CODE",
    help="Put all the languages of VECTORS into one space, this one first.",
)
@click.option(
    "--languages",
    metavar="CODE,CODE,...",
    help="With --hub: the languages in the order of the files, where these do not say.",
)
@options.learning
@options.index
@options.reading
@options.random_seed
@options.threads
@options.resume
@options.report
@click.pass_context
def align(ctx: click.Context, /, vectors: tuple[Path, ...], **given: Any) -> None:
    """Align spaces of word vectors without a dictionary.

    VECTORS are two files, source and target, in word2vec (text or binary), fastText (.vec, .bin),
    GloVe or .npz format, compressed or not.

    With --hub they are any number of files. Each language is aligned with the hub, and then all
    with each other, so that each two of them gain from the others. Written is a folder with a model
    for every two languages.
    """
    _require_right_usage(vectors, given)
    ctx.exit(_align_many(vectors, given) if given["hub"] else _align_two(vectors, given))


def _require_right_usage(vectors: tuple[Path, ...], given: dict[str, Any]) -> None:
    if not given["hub"]:
        if given["languages"]:
            raise click.UsageError(
                "--languages goes with --hub; name two languages with --source and --target"
            )
        if len(vectors) != 2:
            raise click.UsageError(
                f"{len(vectors)} files of vectors; expected two, or --hub CODE for more languages"
            )
        return
    if len(vectors) < 2:
        raise click.UsageError("one file of vectors; expected that of the hub and others")
    for name in _OF_TWO:
        if given[name]:
            raise click.UsageError(
                f"--{name.replace('_', '-')} is of two languages and does not go with --hub"
            )


def _align_two(vectors: tuple[Path, ...], given: dict[str, Any]) -> int:
    from align.evaluation.gold import known_pairs
    from align.model.overwrite import require_place
    from service.cli import pipeline
    from service.cli.unfinished import unfinished
    from service.progress import announcer
    from service.report.writing import read_gold, write_report

    require_place(given["output"])
    say, gold = announcer(), read_gold(given)
    paths = (vectors[0], vectors[1])
    files = {"SOURCE_VECTORS": paths[:1], "TARGET_VECTORS": paths[1:]}
    with unfinished(files, given, say) as run:
        source, target = pipeline.read_pair(paths, given, say)
        names = pipeline.language_names((source, target), paths, given)
        if gold:  # of no use is told now, not after the work
            known_pairs(gold, source, target, names)
        model = pipeline.make_model(source, target, names, given, say, run)
        code = pipeline.keep(model, given["output"], say)
    write_report(model, given, gold, say)
    return code


def _align_many(vectors: tuple[Path, ...], given: dict[str, Any]) -> int:
    from align.model.overwrite import require_place_for_many
    from service.cli import shared
    from service.cli.unfinished import unfinished
    from service.progress import announcer

    require_place_for_many(given["output"])
    say = announcer()
    with unfinished({"VECTORS": vectors}, given, say) as run:
        spaces = shared.read_spaces(vectors, given, say)
        models = shared.make_shared(spaces, given, say, run)
        return shared.keep_shared(models, len(spaces), given["output"], say)
