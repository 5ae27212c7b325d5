"""`isogloss convert`: convert vectors to another format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from service.cli import options


@click.command()
@click.argument("vectors", metavar="IN", type=click.Path(path_type=Path))
@click.argument("output", metavar="OUT", type=click.Path(path_type=Path))
@click.option(
    "--to",
    type=click.Choice(["text", "glove", "binary", "fasttext", "npz"]),
    help="Format of OUT. Default: by its ending: .vec or .txt (text), .glove, .w2v (binary), .bin "
    "(fasttext) or .npz, also compressed (.gz, .bz2, .xz, .zst).",
)
@click.option(
    "--lang", metavar="CODE", help="Language of the words, such as en; only npz stores it."
)
@click.option(
    "--precision",
    type=click.Choice(["float32", "float16", "int8"]),
    default="float32",
    show_default=True,
    help="Precision of the numbers in npz.",
)
@options.reading
def convert(
    vectors: Path,
    output: Path,
    to: Any,
    lang: str | None,
    precision: Any,
    limit: int | None,
    skip_bad_rows: bool,
) -> None:
    """Convert the vectors in IN to another format and write them to OUT.

    IN is word2vec (text or binary), fastText (.vec, .bin), GloVe or .npz, compressed or not. Words
    and numbers are copied exactly, unless --precision rounds the numbers. Only npz stores the rest,
    such as counts and provenance; a message lists what is lost in another format.
    """
    from embeddings import IsoglossError, write
    from embeddings.files import require_folder
    from embeddings.formats.choice import format_of, losses, sniff
    from service.cli.spaces import read_space

    chosen = to or format_of(output)
    require_folder(output)
    if output.is_dir():
        raise IsoglossError(f"{output}: is a folder; give a file name")
    if output.exists() and output.samefile(vectors):
        raise IsoglossError(f"{output}: IN and OUT are the same file; choose another OUT")
    if precision != "float32" and chosen != "npz":
        raise IsoglossError(f"--precision {precision} is only for npz, not for {chosen}")
    space = read_space(vectors, _silent, limit=limit, skip_bad_rows=skip_bad_rows)
    space = replace(space, language=lang) if lang else space
    lost = losses(space, chosen)
    write(space, output, format=chosen, precision=precision)
    size = f"{len(space):,} words, {space.dimension} dimensions"
    click.echo(f"wrote {output}: {size}, {sniff(vectors)} to {chosen}", err=True)
    _report_losses(lost, chosen, precision)


def _silent(message: str) -> None:
    pass


def _report_losses(lost: Sequence[str], format: str, precision: str) -> None:
    if lost:
        click.echo(f"not stored in {format}: {', '.join(lost)}", err=True)
    if precision != "float32":
        click.echo(f"numbers are rounded to {precision}", err=True)
