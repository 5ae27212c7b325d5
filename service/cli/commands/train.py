"""`isogloss train`: text in, vectors out."""

from __future__ import annotations

from typing import Any

import click

from service.cli import options, text_options


@click.command()
@click.argument("corpus", nargs=-1, required=True)
@options.output("The file to write: .npz, or .vec, .w2v, .bin, .glove, also with .gz and the like.")
@click.option("--lang", metavar="CODE", help="The language of the text, such as en.")
@text_options.training
@text_options.text
@options.random_seed
@options.threads
def train(corpus: tuple[str, ...], **given: Any) -> None:
    """Train word vectors from text.

    CORPUS is text in UTF-8: files, plain or compressed (.gz .bz2 .xz .zst), folders of them, quoted
    patterns such as 'novels/**/*.txt.gz', or `-` for the standard input. With --threads 1 the same
    text and seed give the same bytes.
    """
    from embeddings.formats.choice import format_of, write
    from service.cli import pipeline
    from service.progress import announcer

    say = announcer()
    format_of(given["output"])  # a name that says nothing is refused before the work, not after
    space = pipeline.train_space(corpus, given["lang"], given, say)
    write(space, given["output"])
    say(f"wrote {given['output']}: {len(space):,} words, {space.dimension} dimensions")
