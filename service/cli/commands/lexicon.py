"""`isogloss lexicon`: a model in, its whole dictionary out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from service.cli import options
from service.exit_codes import NOT_ALIGNED


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
@options.output("The file to write, also with .gz and the like; - is the standard output.")
@click.option(
    "--format",
    type=click.Choice(
        ["tsv", "csv", "jsonl", "xlsx", "muse", "tbx", "tmx", "tei", "synonyms", "glossary"]
    ),
    help="Without it the ending tells: that of the same name, or .txt for MUSE's.",
)
@click.option("-k", type=click.IntRange(1), default=1, show_default=True, help="Candidates a word.")
@click.option(
    "--min-probability",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Leave out less probable pairs.",
)
@click.option("--mutual", is_flag=True, help="Keep only pairs whose words choose each other.")
@options.direction
@click.option("--force", is_flag=True, help='Write it even if the verdict is "not aligned".')
@options.threads
def lexicon(
    model: Path,
    output: Path,
    source: str | None,
    target: str | None,
    format: str | None,
    force: bool,
    threads: int,
    **given: Any,
) -> None:
    """Write the whole dictionary of a model.

    tsv, csv, jsonl and xlsx have source word, target word, score and probability; in csv and xlsx a
    first row names them, and in csv a word that a spreadsheet would take for a formula has an
    apostrophe before it. muse has only the two words. tbx (TBX-Basic, ISO 30042:2008) and tmx
    (1.4) are for translators' tools, tei (P5) is FreeDict's; synonyms makes Solr, Elasticsearch and
    OpenSearch find a word's translations too; glossary is csv with a column a language, for
    translators' tools. xlsx takes `pip install 'isogloss[xlsx]'`. The dictionary of a model with
    the verdict "not aligned" is refused, as it would be noise.
    """
    from align.translation.entries import entries
    from embeddings.files import write_binary
    from service.lexicons import choice as lexicons
    from service.models import open_directed

    chosen = format or lexicons.format_of(output)
    lexicons.require_writable(output, chosen)
    opened, given["reverse"] = open_directed(model, source, target, reverse=given["reverse"])
    if not force:
        _require_aligned(opened, model)
    about = lexicons.about_model(opened, reverse=given["reverse"])
    found = entries(opened, **given)
    if str(output) == "-":
        _, told = lexicons.write_entries(found, sys.stdout.buffer, chosen, about)
        sys.stdout.buffer.flush()  # or a reader that has gone away is noticed too late to be told
    else:
        with write_binary(output) as stream:
            tally, told = lexicons.write_entries(found, stream, chosen, about)
        click.echo(f"wrote {output}: {tally.written:,} pairs", err=True)
    if told:
        click.echo(told, err=True)


def _require_aligned(model: Any, folder: Path) -> None:
    """Refuse a model that did not align, with what that is known by and what to try."""
    from service.cli.pipeline import evidence_line

    verdict = model.alignment.verdict
    if verdict.label == "not aligned":
        raise _NotAligned(
            f"{folder}: not aligned ({evidence_line(verdict)}), so its dictionary would be noise; "
            f"{verdict.advice}; --force writes it all the same"
        )


class _NotAligned(click.ClickException):
    exit_code = NOT_ALIGNED
