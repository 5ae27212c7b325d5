"""The `isogloss` command: the group of all commands, and the conversion of errors into messages.

Data go to stdout, messages to stderr. The exit code is 0 for success, 1 for an error that the user
can fix, 2 for wrong usage, and 3 for a finished run with the verdict "not aligned". Heavy packages
are imported inside the commands, so that `isogloss --help` is instant.
"""

from __future__ import annotations

import logging
import os
import sys
from typing import Any

import click

from service.cli.commands.align import align
from service.cli.commands.batch import batch
from service.cli.commands.build import build
from service.cli.commands.card import card
from service.cli.commands.convert import convert
from service.cli.commands.demo import demo
from service.cli.commands.evaluate import evaluate
from service.cli.commands.export import export
from service.cli.commands.inspect import inspect
from service.cli.commands.key import key
from service.cli.commands.lexicon import lexicon
from service.cli.commands.map import map_
from service.cli.commands.serve import serve
from service.cli.commands.train import train
from service.cli.commands.translate import translate
from service.cli.commands.vectors import vectors
from service.version import installed_version


class Commands(click.Group):
    """A group whose commands report errors in one line on stderr, with exit code 1."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; turn errors that the user can fix into messages."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # The reader of the output closed the pipe (`| head`). This is not an error. Python
            # flushes stdout at exit and would fail again, so stdout is redirected to nowhere.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except OSError as error:
            raise click.ClickException(_describe(error)) from error
        except MemoryError as error:
            raise click.ClickException("out of memory; read fewer words (--limit)") from error
        except ValueError as error:
            from embeddings import IsoglossError

            if not isinstance(error, IsoglossError):
                raise
            raise click.ClickException(str(error)) from error


def _describe(error: OSError) -> str:
    if error.filename and error.strerror:
        return f"{error.filename}: {error.strerror}"
    return " ".join(str(error).split())


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(installed_version(), prog_name="isogloss")
def main() -> None:
    """Translate between two languages without a dictionary.

    Isogloss turns plain text, or word vectors, of two languages into a bilingual dictionary and a
    translation service. It needs no translated examples.
    """
    logging.basicConfig(level=logging.WARNING, format="%(message)s", stream=sys.stderr)


for command in (
    demo,
    train,
    align,
    build,
    batch,
    translate,
    vectors,
    lexicon,
    map_,
    evaluate,
    inspect,
    convert,
    card,
    export,
    serve,
    key,
):
    main.add_command(command)
