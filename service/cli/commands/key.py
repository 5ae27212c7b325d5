"""`isogloss key`: a key for the service."""

from __future__ import annotations

import re
from pathlib import Path

import click


def _require_name(ctx: click.Context, param: click.Parameter, name: str) -> str:
    if not re.fullmatch(r"[\w.-]{1,64}", name):
        raise click.BadParameter("letters, digits, dots and dashes, at most 64")
    return name


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("name", callback=_require_name)
@click.option("--admin", is_flag=True, help="A key that may also reload the models.")
def key(file: Path, name: str, admin: bool) -> None:
    """Make a key called NAME for `isogloss serve --keys FILE`.

    The key is printed, once: FILE keeps only its hash. Delete its line to take it back, and send
    the service SIGHUP.
    """
    from service.http.keys import new_key, write_key

    secret, made = new_key(name, "admin" if admin else "read")
    write_key(made, file)
    click.echo(secret)
