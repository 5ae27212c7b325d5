"""`isogloss serve`: serve models over HTTP."""

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
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    envvar="ISOGLOSS_HOST",
    help="Address to listen on.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    envvar="ISOGLOSS_PORT",
    help="Port to listen on; 0 picks a free one.",
)
@click.option(
    "--keys",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    envvar="ISOGLOSS_KEYS",
    help="File of keys; requests without one of them are refused. See `isogloss key`.",
)
@options.insecure
@click.option(
    "--index-url",
    metavar="URL",
    envvar="ISOGLOSS_INDEX_URL",
    help="Search in the database that `isogloss export` wrote to, instead of in memory: "
    "postgresql://..., qdrant+http://... or opensearch+https://...",
)
@click.option(
    "--workers",
    type=click.IntRange(1),
    default=1,
    show_default=True,
    help="Number of processes; they share the models in memory.",
)
@click.option(
    "--in-flight",
    type=click.IntRange(1),
    default=64,
    show_default=True,
    help="Concurrent requests per worker; further ones get status 429.",
)
@click.option(
    "--rate",
    metavar="N/UNIT",
    callback=_require_rate,
    help="Maximum rate of requests per client and worker, such as 100/minute.",
)
@click.option(
    "--cors",
    "origins",
    metavar="ORIGIN",
    multiple=True,
    help="Allow web pages of this origin to send requests; can be repeated.",
)
@click.option(
    "--proxies",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="Number of trusted proxies in front of the service, which report the client's address.",
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
def serve(ctx: click.Context, /, models: tuple[Path, ...], **values: Any) -> None:
    """Serve models over HTTP.

    MODELS are model folders, or folders that contain models. Without MODELS, the environment
    variable ISOGLOSS_MODELS lists the folders. If it is not set either, `isogloss demo` runs.

    SIGHUP reloads models and keys. SIGTERM stops the service after the requests in flight.
    """
    from service.http.counting import counted_in_files

    options.require_loopback(values["host"], bool(values["keys"] or values["insecure"]))
    with counted_in_files():  # before anything is imported that counts requests
        from service.http import server
        from service.http.app import create_app
        from service.http.logs import log_to_stderr
        from service.http.registry import Served, models_from_environment
        from service.http.settings import ServiceSettings
        from service.stores.choice import open_store

        folders = models or models_from_environment()
        if not folders:
            from service.cli.commands.demo import demo

            shared = {name: values[name] for name in ("host", "port", "insecure", "threads")}
            ctx.invoke(demo, **shared)
            return
        log_to_stderr(values["log_level"])
        names = ("keys", "in_flight", "rate", "origins", "proxies")
        chosen = {name: values[name] for name in names}
        settings = ServiceSettings(**chosen, log_requests=values["log_level"] == "info")
        store = open_store(values["index_url"]) if values["index_url"] else None
        app = create_app(Served(folders, store), settings, server.tell_master)
        server.serve(app, values["host"], values["port"], values["workers"])
