"""`isogloss evaluate`: a model against a gold dictionary."""

from __future__ import annotations

import json
from pathlib import Path

import click

from service import options


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
@click.argument("gold", type=click.Path(path_type=Path))
@click.option(
    "--reverse", is_flag=True, help="The gold dictionary is from the target to the source language."
)
@options.as_json
@options.threads
def evaluate(model: Path, gold: Path, reverse: bool, as_json: bool, threads: int) -> None:
    """Score a model against a gold dictionary.

    GOLD is in MUSE format: a source word and a target word on each line. The precision is MUSE's:
    of the gold source words that could be asked at all, the share with a right answer among the
    first k. The coverage says how many could be asked; the strict figure counts the others as
    wrong.
    """
    from align import evaluate as score
    from align import open_model, read_lexicon
    from service import pipeline

    report = score(open_model(model), read_lexicon(gold), reverse=reverse)
    if as_json:
        click.echo(json.dumps(pipeline.report_json(report)))
    else:
        click.echo("\n".join(pipeline.report_lines(report)))
