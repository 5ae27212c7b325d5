"""`isogloss lexicon`: write the whole dictionary of a model."""

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
@options.output("File to write, also compressed (.gz, .bz2, .xz, .zst); - is standard output.")
@click.option(
    "--format",
    type=click.Choice(
        ["tsv", "csv", "jsonl", "xlsx", "muse", "tbx", "tmx", "tei", "synonyms", "glossary"]
    ),
    help="Format of the file. Default: by its ending, such as .csv; .txt is muse.",
)
@click.option(
    "-k", type=click.IntRange(1), default=1, show_default=True, help="Candidates per word."
)
@click.option(
    "--min-probability",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Leave out pairs with a lower probability.",
)
@click.option(
    "--mutual", is_flag=True, help="Keep only pairs whose words are each other's best candidate."
)
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

    tsv, csv, jsonl and xlsx have the source word, the target word, the score and the probability.
    csv and xlsx have a header row. csv puts an apostrophe before a word that a spreadsheet would
    read as a formula. muse has only the two words. xlsx needs `pip install 'isogloss[xlsx]'`.

    tbx (TBX-Basic, ISO 30042:2008), tmx (1.4) and glossary (csv with one column per language) are
    for translation tools. tei (P5) is the format of FreeDict. synonyms is for Solr, Elasticsearch
    and OpenSearch: a search for a word then finds its translations too.

    A model with the verdict "not aligned" is refused, because its dictionary would be noise.
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
    info = lexicons.lexicon_info(opened)
    pairs = entries(opened, k=k, min_probability=min_probability, mutual=mutual)
    if str(output) == "-":
        _, message = lexicons.write_entries(pairs, sys.stdout.buffer, chosen, info)
        sys.stdout.buffer.flush()  # a closed pipe raises here, while it can still be handled
    else:
        with write_binary(output) as stream:
            tally, message = lexicons.write_entries(pairs, stream, chosen, info)
        click.echo(f"wrote {output}: {tally.written:,} pairs", err=True)
    if message:
        click.echo(message, err=True)


def _require_aligned(model: Model, folder: Path) -> None:
    """Refuse a model that is not aligned; the message has its evidence and its advice."""
    verdict = model.verdict
    if verdict.label == "not aligned":
        raise _NotAligned(
            f"{folder}: {verdict}, so its dictionary would be noise; {verdict.advice}; "
            "--force writes it anyway"
        )


class _NotAligned(click.ClickException):
    exit_code = NOT_ALIGNED
