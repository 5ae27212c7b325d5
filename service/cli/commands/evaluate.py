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
    share of gold source words that are scored. Strict P@1 counts all others as wrong. Two more
    scores say how much letters explain: P@1 of a program that only compares spellings, and P@1 over
    the words that are not spelled like their translations.

    The direction is the one in which most pairs of GOLD are known. --reverse, or --source and
    --target, state a direction; then it is scored, whichever way the pairs lead.
    """
    from align.evaluation.direction import leads_back
    from align.evaluation.gold import evaluate as score
    from align.lexicon import read_lexicon
    from service.models import open_directed
    from service.report.scores import remarks, report_json, report_lines

    directed = open_directed(model, source, target, reverse=reverse)
    pairs = read_lexicon(gold, source=directed.source.language, target=directed.target.language)
    stated = directed.name
    back = leads_back(pairs, directed.source, directed.target)
    turned = back and bool(reverse or source)
    if turned:
        pairs = pairs.reverse()
    elif back:
        directed = directed.reversed()
    report = score(directed, pairs)
    for line in remarks(report, pairs.name, stated, turned=turned):
        click.echo(line, err=True)
    if as_json:
        click.echo(json.dumps({**report_json(report), "stated_direction": stated}))
    else:
        click.echo("\n".join(report_lines(report)))
