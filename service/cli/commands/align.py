"""`isogloss align`: align two spaces, or many spaces with a hub."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.cli import options

if TYPE_CHECKING:
    from align.runs import IndexKind
    from align.seed.find import Init

#: Options for two languages only. `isogloss inspect` writes the report on one of many models.
_OF_TWO = ("source", "target", "seed_dictionary", "report", "gold")


@click.command()
@click.argument("vectors", nargs=-1, required=True, type=click.Path(path_type=Path))
@options.output("Folder to write the model to.")
@options.languages
@click.option(
    "--hub",
    metavar="CODE",
    help="Align all languages of VECTORS in one space, starting with this one.",
)
@click.option(
    "--languages",
    metavar="CODE,CODE,...",
    help="With --hub: the languages in the order of the files. Default: from the content or the "
    "name of each file.",
)
@options.learning
@options.index
@options.reading
@options.random_seed
@options.threads
@options.resume
@options.report
@click.pass_context
def align(
    ctx: click.Context,
    /,
    vectors: tuple[Path, ...],
    output: Path,
    hub: str | None,
    languages: str | None,
    threads: int,
    **other: Any,
) -> None:
    """Align word vectors of two languages without a dictionary.

    VECTORS are two files, source and target, in word2vec (text or binary), fastText (.vec, .bin),
    GloVe or .npz format, compressed or not.

    With --hub, VECTORS are any number of files. Each language is aligned with the hub first. Then
    all are aligned together, so that each pair gains from the other languages. The output is a
    folder with one model per pair.
    """
    if hub:
        _require_usage_of_many(vectors, other)
        code = _align_many(ctx, vectors, output, hub=hub, languages=languages, **_of_many(other))
    else:
        _require_usage_of_two(vectors, languages)
        code = _align_two(ctx, (vectors[0], vectors[1]), output, **other)
    ctx.exit(code)


def _of_many(other: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in other.items() if name not in {*_OF_TWO, "given_first"}}


def _require_usage_of_two(vectors: tuple[Path, ...], languages: str | None) -> None:
    if languages:
        raise click.UsageError(
            "--languages needs --hub; name two languages with --source and --target"
        )
    if len(vectors) != 2:
        raise click.UsageError(
            f"{len(vectors)} files of vectors; give two, or use --hub CODE for more languages"
        )


def _require_usage_of_many(vectors: tuple[Path, ...], other: dict[str, Any]) -> None:
    if len(vectors) < 2:
        raise click.UsageError("one file of vectors; give the hub and at least one other")
    for name in _OF_TWO:
        if other[name]:
            raise click.UsageError(
                f"--{name.replace('_', '-')} is for two languages and cannot be used with --hub"
            )


def _align_two(
    ctx: click.Context,
    paths: tuple[Path, Path],
    output: Path,
    *,
    source: str | None,
    target: str | None,
    init: Init,
    seed_dictionary: Path | None,
    given_first: bool,
    spelling: bool,
    index: IndexKind,
    limit: int | None,
    skip_bad_rows: bool,
    seed: int,
    resume: bool,
    report: Path | None,
    gold: Path | None,
) -> int:
    from align import api
    from align.evaluation.direction import turned_for
    from align.evaluation.gold import known_pairs
    from align.model.overwrite import require_place
    from service.cli.results import write_model
    from service.cli.spaces import read_space, two_names
    from service.cli.unfinished import unfinished
    from service.progress import announcer, reporter
    from service.report.writing import read_gold, require_report, write_report

    require_place(output)
    require_report(gold, report)
    say = announcer()
    progress = reporter(say)
    files = {"SOURCE_VECTORS": paths[:1], "TARGET_VECTORS": paths[1:]}
    with unfinished(output, files, options.as_given(ctx), resume, progress) as checkpoint:
        spaces = [read_space(path, say, limit=limit, skip_bad_rows=skip_bad_rows) for path in paths]
        names = two_names(paths, spaces, source, target)
        gold_pairs = read_gold(gold, names)
        if gold_pairs:  # a gold dictionary without known words fails now, not after hours
            x, y = spaces
            known_pairs(turned_for(gold_pairs, x, y), x, y, names)
        model = api.align(
            spaces[0],
            spaces[1],
            names=names,
            init=init,
            seed_dictionary=seed_dictionary,
            given_first=given_first,
            spelling=spelling,
            index=index,
            random_seed=seed,
            progress=progress,
            checkpoint=checkpoint,
        )
        code = write_model(model, output, say)
    write_report(model, report, gold_pairs, say)
    return code


def _align_many(
    ctx: click.Context,
    paths: tuple[Path, ...],
    output: Path,
    *,
    hub: str,
    languages: str | None,
    init: Init,
    spelling: bool,
    index: IndexKind,
    limit: int | None,
    skip_bad_rows: bool,
    seed: int,
    resume: bool,
) -> int:
    from align import api
    from align.model.overwrite import require_place_for_many
    from service.cli.results import write_models
    from service.cli.spaces import many_names, read_space
    from service.cli.unfinished import unfinished
    from service.progress import announcer, reporter

    require_place_for_many(output)
    say = announcer()
    progress = reporter(say)
    values = options.as_given(ctx)
    with unfinished(output, {"VECTORS": paths}, values, resume, progress) as checkpoint:
        spaces = [read_space(path, say, limit=limit, skip_bad_rows=skip_bad_rows) for path in paths]
        models = api.align_many(
            dict(zip(many_names(paths, spaces, languages), spaces, strict=True)),
            hub=hub,
            init=init,
            spelling=spelling,
            index=index,
            random_seed=seed,
            progress=progress,
            checkpoint=checkpoint,
        )
        return write_models(models, len(spaces), output, say)
