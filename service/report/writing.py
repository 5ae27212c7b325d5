"""Read and write the files of the options `--gold` and `--report`."""

from __future__ import annotations

from pathlib import Path

import click

from align.errors import EmptyDictionary
from align.evaluation.calibration import grade
from align.evaluation.direction import turned_for
from align.evaluation.gold import known_pairs
from align.lexicon import Lexicon, read_lexicon
from align.model.model import Model
from embeddings import Space
from embeddings.files import write_binary
from service.progress import Say
from service.report.page import report_page
from service.report.scores import remarks


def require_report(gold: Path | None, report: Path | None) -> None:
    """Raise `UsageError` if there is a gold dictionary, but no report to show its scores."""
    if gold and not report:
        raise click.UsageError("--gold needs a report: give --report FILE too")


def read_gold(gold: Path | None, names: tuple[str, str]) -> Lexicon | None:
    """Return the gold dictionary for a report; None without one.

    Parameters
    ----------
    gold
        The file of the gold dictionary.
    names
        Names of the two languages, which choose columns of the file.

    Raises
    ------
    MalformedFile
        If the file is not a dictionary.
    """
    return read_lexicon(gold, source=names[0], target=names[1]) if gold else None


def usable_gold(
    gold: Lexicon | None, spaces: tuple[Space, Space], names: tuple[str, str], say: Say
) -> Lexicon | None:
    """Return `gold`; print a warning and return None if none of its pairs is in the spaces.

    The pairs may lead in either direction.

    This is not an error, because the spaces may have taken hours to train.

    Parameters
    ----------
    gold
        The gold dictionary; None without one.
    spaces
        The source and the target space.
    names
        Names of the two languages.
    say
        Prints a line.
    """
    try:
        if gold:
            known_pairs(turned_for(gold, *spaces), *spaces, names)
    except EmptyDictionary as error:
        say(f"warning: the report will have no scores: {error}")
        return None
    return gold


def write_report(model: Model, report: Path | None, gold: Lexicon | None, say: Say) -> None:
    """Write the report on `model` with its scores against `gold`; do nothing without a file."""
    if not report:
        return
    say("writing the report")
    graded = grade(model, gold) if gold else None
    if graded:
        for line in remarks(graded.report, graded.gold, model.name):
            say(line)
    page = report_page(model, graded)
    with write_binary(report) as stream:
        stream.write(page.encode())
    say(f"wrote {report}")
