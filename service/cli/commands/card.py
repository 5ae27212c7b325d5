"""`isogloss card`: write the model card of a model."""

from __future__ import annotations

from pathlib import Path

import click

from service.cli import options


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
@options.output(
    "File to write; - is standard output. Default: README.md in the model's folder.",
    required=False,
)
@click.option(
    "--gold",
    type=click.Path(path_type=Path),
    help="Known pairs (MUSE, TSV, CSV or TBX), in either direction, to state the scores.",
)
def card(model: Path, output: Path | None, gold: Path | None) -> None:
    """Write a model card, so that the folder of a model can be shared.

    The card is Markdown with YAML front matter, in the format of model hubs. It has the languages,
    the licence of the vectors, the verdict, sizes, settings and limitations; with --gold, scores
    too. A README.md that was not written by isogloss is not replaced.
    """
    from align.evaluation.calibration import grade
    from align.lexicon import read_lexicon
    from align.model.load import open_model
    from align.model.save import describe
    from embeddings import IsoglossError
    from embeddings.files import write_binary
    from service.report.card import MARK, model_card
    from service.report.scores import remarks

    opened = open_model(model)
    graded = None
    if gold:
        names = opened.source.language, opened.target.language
        graded = grade(opened, read_lexicon(gold, source=names[0], target=names[1]))
        for line in remarks(graded.report, graded.gold, opened.name):
            click.echo(line, err=True)
    text = model_card(describe(opened), graded)
    file = output or model / "README.md"
    if str(file) == "-":
        click.echo(text, nl=False)
        return
    if file.exists() and (file.is_dir() or MARK.encode() not in file.read_bytes()):
        raise IsoglossError(
            f"{file}: exists already and was not written by isogloss; choose another file with -o"
        )
    with write_binary(file) as stream:
        stream.write(text.encode())
    click.echo(f"wrote {file}", err=True)
