"""The options `--report FILE` and `--gold FILE` of several commands."""

from __future__ import annotations

from pathlib import Path

import click

from align.errors import EmptyDictionary
from align.evaluation.calibration import grade
from align.evaluation.gold import known_pairs
from align.lexicon import Lexicon, read_lexicon
from align.model.model import Model
from embeddings import Space
from embeddings.files import write_binary
from service.progress import Say
from service.report.page import report_page


def read_gold(gold: Path | None, report: Path | None) -> Lexicon | None:
    """Return the gold dictionary for a report; None if none is given.

    Parameters
    ----------
    gold
        Its file.
    report
        The file of the report.

    Raises
    ------
    UsageError
        If there is to be no report.
    MalformedFile
        If the file is not a dictionary.
    """
    if not gold:
        return None
    if not report:
        raise click.UsageError("--gold is for a report: give --report FILE too")
    return read_lexicon(gold)


def usable_gold(
    gold: Lexicon | None, spaces: tuple[Space, Space], names: tuple[str, str], say: Say
) -> Lexicon | None:
    """Return `gold`, or None and a warning if no pair of it is in the spaces, called `names`.

    The spaces may have taken hours to train, so this is no error.
    """
    try:
        if gold:
            known_pairs(gold, *spaces, names)
    except EmptyDictionary as problem:
        say(f"warning: the report will have no scores: {problem}")
        return None
    return gold


def write_report(model: Model, report: Path | None, gold: Lexicon | None, say: Say) -> None:
    """Write the report on `model`, scored against `gold`, if a file is given for it."""
    if not report:
        return
    say("writing the report")
    page = report_page(model, grade(model, gold) if gold else None)
    with write_binary(report) as stream:
        stream.write(page.encode())
    say(f"wrote {report}")
