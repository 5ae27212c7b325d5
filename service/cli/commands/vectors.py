"""`isogloss vectors`: the mapped vectors of a model, for other programs."""

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
    help="The language to write.",
)
@click.option(
    "--keep",
    type=click.Choice(["source", "target"]),
    help="Leave the space of this side where it is, and map the other onto it.",
)
@options.output("The file to write: .vec, .w2v, .bin, .glove or .npz, also with .gz and the like.")
def vectors(model: Path, side: SideName, keep: SideName | None, output: Path) -> None:
    """Write the mapped vectors of one side of a model.

    Without --keep the vectors of both sides lie in one shared space: a word and its translation are
    near each other. With --keep target they lie in the space of the target's own vectors, so the
    target's file can be used as it is; its vectors come out as they were read. All vectors are of
    unit length.
    """
    from align import api
    from embeddings.files import require_folder
    from embeddings.formats.choice import format_of, write

    format_of(output)  # a name without a format is an error before the work, not after it
    require_folder(output)
    space = api.open(model).mapped(side, keep)
    write(space, output)
    size = f"{len(space):,} words, {space.dimension} dimensions"
    click.echo(f"wrote {output}: {size}, mapped to the {space.provenance['mapped_to']}", err=True)
