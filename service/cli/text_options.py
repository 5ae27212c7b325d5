"""Options of the commands that read text and train vectors of it: `train` and `build`."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click

from service.cli.options import Command


def training(command: Command) -> Command:
    """Add how vectors are trained: a preset, and the settings that are to be otherwise."""
    preset = click.option(
        "--preset",
        type=click.Choice(["auto", "word2vec"]),
        default="auto",
        show_default=True,
        help="Settings that fit the size of the text, or those of the word2vec paper.",
    )
    return _with(
        command,
        (
            preset,
            click.option("--model", type=click.Choice(["skipgram", "cbow", "fasttext"])),
            click.option("--dimension", type=click.IntRange(1)),
            click.option("--window", type=click.IntRange(1)),
            click.option("--negative", type=click.IntRange(1)),
            click.option("--epochs", type=click.IntRange(1)),
            click.option("--min-count", type=click.IntRange(1)),
            click.option("--sample", type=click.FloatRange(0, 1)),
            click.option(
                "--spectrum",
                type=click.FloatRange(0, 1),
                help="What share of the variance the largest thirtieth of the components gets.",
            ),
        ),
    )


def text(command: Command) -> Command:
    """Add how text is read, what counts as a word, and what is told of the text."""
    return _with(
        command,
        (
            click.option(
                "--tokens",
                type=click.Choice(["words", "whitespace"]),
                default="words",
                show_default=True,
                help="Words of letters; or whatever stands between white space, untouched.",
            ),
            click.option(
                "--numbers",
                type=click.Choice(["keep", "normalize", "drop"]),
                default="keep",
                show_default=True,
                help="What to do with numbers; normalize turns each digit into 0.",
            ),
            click.option(
                "--phrases",
                is_flag=True,
                help="Join words that belong together, so that new york can be asked for.",
            ),
            click.option("--keep-case", is_flag=True, help="Leave upper case as it is."),
            click.option(
                "--bad-bytes",
                type=click.Choice(["refuse", "replace"]),
                default="refuse",
                show_default=True,
                help="What to do with bytes that are not UTF-8.",
            ),
            click.option(
                "--unique-lines",
                is_flag=True,
                help="Leave out repeated lines; ten million lines take 0.8 GB of memory.",
            ),
            click.option("--name", help="What the text is called, kept with the vectors."),
            click.option("--licence", help="Under what licence it is, kept with the vectors."),
        ),
    )


def _with(command: Command, options: Sequence[Callable[[Command], Command]]) -> Command:
    """Add `options`, which `--help` is to list in this order."""
    for option in reversed(options):
        command = option(command)
    return command
