"""`isogloss evaluate`: score a model against a gold dictionary."""

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

    MODEL is the folder of a model, or a folder of several models; then select one with --source and
    --target.

    GOLD has known pairs in MUSE, TSV, CSV or TBX format, with a header or without. P@k is the
    precision of MUSE: the share of scored words with a right answer among the first k candidates. A
    gold source word is scored if the vocabularies contain it and a gold target. Coverage is the
    share of gold source words that are scored. Strict P@1 counts all others as wrong.

    The pairs go from the model's source to its target language, even with --reverse. With --source
    and --target, they go from the one to the other.
    """
    from align.evaluation.gold import evaluate as score
    from align.lexicon import read_lexicon
    from service.models import open_directed
    from service.report.scores import report_json, report_lines

    opened = open_directed(model, source, target, reverse=reverse)
    names = opened.source.language, opened.target.language
    if reverse and not source:  # the pairs go in the direction of the model
        pairs = read_lexicon(gold, source=names[1], target=names[0]).reverse()
    else:
        pairs = read_lexicon(gold, source=names[0], target=names[1])
    report = score(opened, pairs)
    if as_json:
        click.echo(json.dumps(report_json(report)))
    else:
        click.echo("\n".join(report_lines(report)))
