"""`isogloss lexicon`: a model in, its whole dictionary out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.cli import options
from service.exit_codes import NOT_ALIGNED

if TYPE_CHECKING:
    from align.model.model import Model


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
    k: int,
    min_probability: float,
    mutual: bool,
    reverse: bool,
    force: bool,
    threads: int,
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
    opened = open_directed(model, source, target, reverse=reverse)
    if not force:
        _require_aligned(opened, model)
    about = lexicons.about_model(opened)
    pairs = entries(opened, k=k, min_probability=min_probability, mutual=mutual)
    if str(output) == "-":
        _, message = lexicons.write_entries(pairs, sys.stdout.buffer, chosen, about)
        sys.stdout.buffer.flush()  # here, so that a closed pipe is noticed in time to report it
    else:
        with write_binary(output) as stream:
            tally, message = lexicons.write_entries(pairs, stream, chosen, about)
        click.echo(f"wrote {output}: {tally.written:,} pairs", err=True)
    if message:
        click.echo(message, err=True)


def _require_aligned(model: Model, folder: Path) -> None:
    """Refuse a model that is not aligned, with its evidence and its advice."""
    verdict = model.verdict
    if verdict.label == "not aligned":
        raise _NotAligned(
            f"{folder}: {verdict}, so its dictionary would be noise; {verdict.advice}; "
            "--force writes it all the same"
        )


class _NotAligned(click.ClickException):
    exit_code = NOT_ALIGNED
