"""`isogloss evaluate`: a model against a gold dictionary."""

from __future__ import annotations

import json
from pathlib import Path

import click

from service.cli import options


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
@click.argument("gold", type=click.Path(path_type=Path))
@options.direction
@options.as_json
@options.threads
def evaluate(
    model: Path,
    gold: Path,
    source: str | None,
    target: str | None,
    reverse: bool,
    as_json: bool,
    threads: int,
) -> None:
    """Score a model against a gold dictionary.

    MODEL is the folder of one, or a folder of several: then --source and --target say which.

    GOLD is in MUSE format: a source word and a target word on each line. The precision is MUSE's:
    of the gold source words that could be asked at all, the share with a right answer among the
    first k. The coverage says how many could be asked; the strict figure counts the others as
    wrong.

    GOLD is from the model's source to its target language, with --reverse too; where languages are
    named, from --source to --target.
    """
    from align.evaluation.gold import evaluate as score
    from align.lexicon import read_lexicon
    from service.models import open_directed
    from service.report.scores import report_json, report_lines

    pairs = read_lexicon(gold)
    if reverse and not source:  # GOLD is in the model's own direction
        pairs = pairs.reverse()
    report = score(open_directed(model, source, target, reverse=reverse), pairs)
    if as_json:
        click.echo(json.dumps(report_json(report)))
    else:
        click.echo("\n".join(report_lines(report)))
