"""`isogloss card`: a model folder gets a model card."""

from __future__ import annotations

from pathlib import Path

import click

from service.cli import options


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
@options.output(
    "Where to write it; - is the standard output. Without it: README.md in the model's folder.",
    required=False,
)
def card(model: Path, output: Path | None) -> None:
    """Write a model card, so that a model's folder can be shared as it is.

    The card is Markdown with a YAML head, as the hubs read it where models are shared: languages,
    licence (as the vectors have it), verdict, sizes, how it was made and what it cannot do. Another
    README.md that is there already is left alone.
    """
    from align.model.load import open_model
    from align.model.save import describe
    from embeddings import IsoglossError
    from embeddings.files import write_binary
    from service.report.card import MARK, model_card

    text = model_card(describe(open_model(model)))
    place = output or model / "README.md"
    if str(place) == "-":
        click.echo(text, nl=False)
        return
    if place.exists() and (place.is_dir() or MARK.encode() not in place.read_bytes()):
        raise IsoglossError(f"{place}: is there already and no card of isogloss; write to another")
    with write_binary(place) as stream:
        stream.write(text.encode())
    click.echo(f"wrote {place}", err=True)
