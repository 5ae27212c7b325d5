"""`isogloss serve`: models over HTTP."""

from __future__ import annotations

from pathlib import Path

import click

from service import options


@click.command()
@click.argument("models", nargs=-1, type=click.Path(path_type=Path))
@click.option("--host", default="127.0.0.1", show_default=True, envvar="ISOGLOSS_HOST")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    envvar="ISOGLOSS_PORT",
    help="0 takes a free one.",
)
@options.threads
@click.pass_context
def serve(ctx: click.Context, models: tuple[Path, ...], host: str, port: int, threads: int) -> None:
    """Serve models over HTTP.

    MODELS are model folders, or folders of them. Without any, those in the environment variable
    ISOGLOSS_MODELS are served, and where that is not set, the pair that comes with isogloss.
    """
    from service.http.registry import load_registry, models_from_environment

    folders = models or models_from_environment()
    if not folders:
        from service.commands.demo import demo

        ctx.invoke(demo, host=host, port=port, threads=threads)
        return
    from service.http import server
    from service.http.app import create_app

    registry = load_registry(folders)
    server.serve(create_app(registry), host, port, max(4, threads), list(registry.pairs))
