"""Reports as commands ask for them: `--report FILE`, and `--gold FILE` to score against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click

from align import EmptyDictionary, Lexicon, Model, read_lexicon
from align.evaluation.calibration import grade
from align.evaluation.gold import known_pairs
from embeddings import Space
from embeddings.files import write_binary
from service.progress import Say
from service.report.page import report_page


def read_gold(options: Mapping[str, Any]) -> Lexicon | None:
    """Return the gold dictionary that the options of `options.report` name, if they do.

    Raises
    ------
    UsageError
        If there is to be no report.
    MalformedFile
        If it is no dictionary.
    """
    if not options["gold"]:
        return None
    if not options["report"]:
        raise click.UsageError("--gold is for a report: give --report FILE too")
    return read_lexicon(options["gold"])


def kept_if_known(
    gold: Lexicon | None, spaces: tuple[Space, Space], names: tuple[str, str], say: Say
) -> Lexicon | None:
    """Return `gold`, or nothing and a warning if the spaces, called `names`, know no pair of it.

    Where the spaces took hours to train, that is no reason to give up on them.
    """
    try:
        if gold:
            known_pairs(gold, *spaces, names)
    except EmptyDictionary as problem:
        say(f"warning: the report will have no scores: {problem}")
        return None
    return gold


def write_report(model: Model, options: Mapping[str, Any], gold: Lexicon | None, say: Say) -> None:
    """Write the report on `model`, with what `gold` says of it, if the options ask for one."""
    if not options["report"]:
        return
    say("writing the report")
    page = report_page(model, grade(model, gold) if gold else None)
    with write_binary(options["report"]) as stream:
        stream.write(page.encode())
    say(f"wrote {options['report']}")
