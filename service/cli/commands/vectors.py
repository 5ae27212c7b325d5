"""`isogloss vectors`: write the mapped vectors of a model, for other programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.cli import options

if TYPE_CHECKING:
    from align.model.model import SideName


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
@click.option(
    "--side",
    type=click.Choice(["source", "target"]),
    required=True,
    help="Language to write.",
)
@click.option(
    "--keep",
    type=click.Choice(["source", "target"]),
    help="Keep the original space of this side, and map the other side to it.",
)
@options.output("File to write: .npz, .vec, .w2v, .bin or .glove, also compressed (.gz, ...).")
def vectors(model: Path, side: SideName, keep: SideName | None, output: Path) -> None:
    """Write the mapped vectors of one side of a model.

    Without --keep, the vectors of both sides lie in one shared space, where a word and its
    translation are near each other. With --keep target, they lie in the space of the original
    target vectors, so the target's own file can be used with them. The target vectors are then
    written as they were read, at unit length; if they were reduced to the dimension of the other
    side (`reduced` in the provenance), as they were reduced. All vectors have unit length.
    """
    from align import api
    from embeddings.formats.choice import format_of, write

    format_of(output)  # an unknown ending fails now, not after the work
    space = api.open(model).mapped(side, keep)
    write(space, output)
    size = f"{len(space):,} words, {space.dimension} dimensions"
    click.echo(f"wrote {output}: {size}, mapped to the {space.provenance['mapped_to']}", err=True)
