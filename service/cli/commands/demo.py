"""`isogloss demo`: align the shipped spaces and serve the dictionary."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from service.cli import options

#: Sample words of several parts of speech.
_WORDS = ("house", "cat", "green", "quickly", "twelve", "freedom", "wrote", "tomorrow")


@click.command()
@click.option("--no-serve", is_flag=True, help="Exit instead of serving.")
@options.output("Folder to write the model to.", required=False, model=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="Port to listen on; 0 picks a free one.",
)
@options.insecure
@options.random_seed
@options.threads
def demo(
    no_serve: bool,
    output: Path | None,
    host: str,
    port: int,
    insecure: bool,
    seed: int,
    threads: int,
) -> None:
    """Align the shipped English and French vectors without a dictionary, and serve the result.

    Prints the scores against the shipped gold dictionary, and some translations.
    """
    from service.cli import demonstration
    from service.http.server import require_free, serve_in_child
    from service.progress import announcer

    say = announcer()
    if not no_serve:
        options.require_loopback(host, insecure)
        require_free(host, port)  # before the work, not after
    with tempfile.TemporaryDirectory(prefix="isogloss-") as temporary:
        folder = output or Path(temporary) / "en-fr"
        model = demonstration.learn_samples(seed, say)
        model.save(folder)
        click.echo("\n".join(demonstration.show(model, _WORDS)))
        if output:
            say(f"wrote {output}")
        if no_serve:
            say("serve a model with: isogloss serve FOLDER")
            return
        say("starting the server; stop it with Ctrl-C")
        code = serve_in_child(folder, host, port, insecure=insecure)
    raise SystemExit(code)
