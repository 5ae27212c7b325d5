"""`isogloss key`: create a key for the service."""

from __future__ import annotations

import re
from pathlib import Path

import click


def _require_name(ctx: click.Context, param: click.Parameter, name: str) -> str:
    if not re.fullmatch(r"[\w.-]{1,64}", name):
        raise click.BadParameter("use at most 64 letters, digits, dots, dashes and underscores")
    return name


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("name", callback=_require_name)
@click.option("--admin", is_flag=True, help="Allow the key to reload the models too.")
def key(file: Path, name: str, admin: bool) -> None:
    """Create a key called NAME for `isogloss serve --keys FILE`.

    The key is printed once, because FILE stores only its hash. To revoke a key, delete its line in
    FILE and send the service SIGHUP.
    """
    from service.http.keys import new_key, write_key

    secret, entry = new_key(name, "admin" if admin else "read")
    write_key(entry, file)
    click.echo(secret)
