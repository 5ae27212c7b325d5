"""`isogloss convert`: vectors from one format into another."""

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
    help="The format of OUT. Without it the ending tells: .vec or .txt (text), .glove, .w2v "
    "(binary), .bin (fasttext) or .npz, also with .gz and the like.",
)
@click.option("--lang", metavar="CODE", help="The language of the words, such as en; kept by npz.")
@click.option(
    "--precision",
    type=click.Choice(["float32", "float16", "int8"]),
    default="float32",
    show_default=True,
    help="Of the numbers in npz.",
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
    """Write the vectors in IN to OUT in another format.

    IN is word2vec (text or binary), fastText (.vec, .bin), GloVe or .npz, compressed or not. Words
    and numbers stay the same to the last bit, unless --precision asks for less; what else IN has
    and the format of OUT has no place for is told: only npz keeps all.
    """
    from embeddings import IsoglossError, write
    from embeddings.files import require_folder
    from embeddings.formats.choice import format_of, losses, sniff
    from service.cli.spaces import read_space

    chosen = to or format_of(output)
    require_folder(output)
    if output.is_dir():
        raise IsoglossError(f"{output}: a folder; name a file to write")
    if output.exists() and output.samefile(vectors):
        raise IsoglossError(f"{output}: IN and OUT are the same file; name another")
    if precision != "float32" and chosen != "npz":
        raise IsoglossError(f"--precision {precision} is for npz; {chosen} has full numbers")
    space = read_space(vectors, _silent, limit=limit, skip_bad_rows=skip_bad_rows)
    space = replace(space, language=lang) if lang else space
    lost = losses(space, chosen)
    write(space, output, format=chosen, precision=precision)
    size = f"{len(space):,} words, {space.dimension} dimensions"
    click.echo(f"wrote {output}: {size}, {sniff(vectors)} to {chosen}", err=True)
    _tell(lost, chosen, precision)


def _silent(message: str) -> None:
    pass


def _tell(lost: Sequence[str], format: str, precision: str) -> None:
    if lost:
        click.echo(f"not in {format}: {', '.join(lost)}", err=True)
    if precision != "float32":
        click.echo(f"numbers are rounded to {precision}", err=True)
