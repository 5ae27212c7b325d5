"""`isogloss serve`: models over HTTP."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from service.cli import options


def _require_rate(ctx: click.Context, param: click.Parameter, rate: str | None) -> str | None:
    from limits import parse

    try:
        return rate if rate is None or parse(rate) else None
    except ValueError:
        raise click.BadParameter("expected a number and a unit, such as 100/minute") from None


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
@click.option(
    "--keys",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    envvar="ISOGLOSS_KEYS",
    help="Answer only holders of a key in this file; see `isogloss key`.",
)
@options.insecure
@click.option(
    "--index-url",
    metavar="URL",
    envvar="ISOGLOSS_INDEX_URL",
    help="Search in the database that `isogloss export` wrote the models to, not in memory: "
    "postgresql://..., qdrant+http://... or opensearch+https://...",
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Processes; they share the models.",
)
@click.option(
    "--in-flight",
    type=click.IntRange(1),
    default=64,
    show_default=True,
    help="Requests answered at once by a worker; more are told to come back (429).",
)
@click.option(
    "--rate",
    metavar="N/UNIT",
    callback=_require_rate,
    help="Most requests of a client to a worker, such as 100/minute.",
)
@click.option(
    "--cors",
    "origins",
    metavar="ORIGIN",
    multiple=True,
    help="Let pages of this origin ask from a browser; may be given again.",
)
@click.option(
    "--proxies",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Proxies before the service, which tell who asks.",
)
@click.option(
    "--log-level",
    type=click.Choice(["info", "warning", "error"]),
    default="info",
    show_default=True,
    help="info logs every request, without its words.",
)
@options.threads
@click.pass_context
def serve(ctx: click.Context, /, models: tuple[Path, ...], **given: Any) -> None:
    """Serve models over HTTP.

    MODELS are model folders, or folders of them. Without any, those in the environment variable
    ISOGLOSS_MODELS are served, and where that is not set, the pair that comes with isogloss.

    SIGHUP has models and keys read again; SIGTERM lets the requests in flight finish.
    """
    from service.http.counting import counted_in_files

    options.require_loopback(given["host"], bool(given["keys"] or given["insecure"]))
    with counted_in_files():  # before anything is imported that counts
        from service.http import server
        from service.http.app import create_app
        from service.http.logs import log_to_stderr
        from service.http.registry import Served, models_from_environment
        from service.http.settings import Settings
        from service.stores.choice import open_store

        folders = models or models_from_environment()
        if not folders:
            from service.cli.commands.demo import demo

            shared = {name: given[name] for name in ("host", "port", "insecure", "threads")}
            ctx.invoke(demo, **shared)
            return
        log_to_stderr(given["log_level"])
        names = ("keys", "in_flight", "rate", "origins", "proxies")
        told = {"log_requests": given["log_level"] == "info"}
        settings = Settings(**{name: given[name] for name in names}, **told)
        store = open_store(given["index_url"]) if given["index_url"] else None
        app = create_app(Served(folders, store), settings, server.tell_master)
        server.serve(app, given["host"], given["port"], given["workers"])
