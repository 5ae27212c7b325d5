"""`isogloss train`: train word vectors on text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.cli import options, text_options

if TYPE_CHECKING:
    from service.cli.text_options import TextOptions


@click.command()
@click.argument("corpus", nargs=-1, required=True)
@options.output("File to write: .npz, .vec, .w2v, .bin or .glove, also compressed (.gz, ...).")
@click.option("--lang", metavar="CODE", help="Language of the text, such as en.")
@text_options.text
@options.random_seed
@options.threads
def train(
    corpus: tuple[str, ...],
    output: Path,
    lang: str | None,
    text: TextOptions,
    seed: int,
    threads: int,
) -> None:
    """Train word vectors on text.

    CORPUS is text in UTF-8: files, plain or compressed (.gz .bz2 .xz .zst), folders of files,
    quoted patterns such as 'novels/**/*.txt.gz', or `-` for standard input. With --threads 1, the
    same text and seed give the same bytes.
    """
    from embeddings.formats.choice import format_of, write
    from service.progress import announcer, reporter

    say = announcer()
    format_of(output)  # an unknown ending fails now, not after the training
    space = text.train(corpus, lang, random_seed=seed, threads=threads, progress=reporter(say))
    write(space, output)
    say(f"wrote {output}: {len(space):,} words, {space.dimension} dimensions")
