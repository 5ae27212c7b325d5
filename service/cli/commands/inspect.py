"""`isogloss inspect`: what is this file or model?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.cli import options

if TYPE_CHECKING:
    from align import Model


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@options.reading
@options.as_json
@options.report
def inspect(path: Path, as_json: bool, **given: Any) -> None:
    """Say what a file of vectors or a model folder is, and check it.

    Everything in it is read and checked; what is wrong is told as any command would. With --report,
    of a model, a page is written like that of the run that made it.
    """
    if path.is_dir():
        about = _inspect_model(path, given)
    elif given["report"] or given["gold"]:
        raise click.UsageError("--report and --gold are for the folder of a model")
    else:
        about = _space(path, given)
    if as_json:
        click.echo(json.dumps(about, ensure_ascii=False))
    else:
        for name, value in about.items():
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            click.echo(f"{name}\t{text}")


def _inspect_model(path: Path, given: dict[str, Any]) -> dict[str, Any]:
    """Return what the model in `path` is; write the report on it, if one is asked for."""
    from align import open_model
    from service.report.writing import read_gold, write_report

    gold = read_gold(given)
    model = open_model(path)
    write_report(model, given, gold, lambda message: click.echo(message, err=True))
    return _model(model)


def _model(model: Model) -> dict[str, Any]:
    from align import describe

    about = describe(model)
    verdict = about["verdict"]
    return {
        "kind": "model",
        "source": f"{model.source.language}, {len(model.source.words):,} words",
        "target": f"{model.target.language}, {len(model.target.words):,} words",
        "dimension": about["dimension"],
        "seed": about["method"]["seed"],
        "verdict": verdict,
        "provenance": model.provenance,
        "files": "all there, sizes and checksums right",
    }


def _space(path: Path, given: dict[str, Any]) -> dict[str, Any]:
    from embeddings.formats.choice import sniff
    from service.cli import pipeline

    space = pipeline.read_space(path, given, lambda message: None)
    return {
        "kind": "vectors",
        "format": sniff(path),
        "language": space.language or "not said",
        "words": len(space),
        "dimension": space.dimension,
        "most frequent": list(space.words[:10]),
        "counts": space.counts is not None,
        "provenance": dict(space.provenance),
    }
