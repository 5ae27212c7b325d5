"""`isogloss inspect`: describe and check a file of vectors or a model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from service.cli import options

if TYPE_CHECKING:
    from align.model.model import Model


@click.command()
@click.argument("path", type=click.Path(path_type=Path))
@options.reading
@options.as_json
@options.report
def inspect(
    path: Path,
    as_json: bool,
    limit: int | None,
    skip_bad_rows: bool,
    report: Path | None,
    gold: Path | None,
) -> None:
    """Describe and check a file of vectors or the folder of a model.

    The whole content is read and checked. With --report, an HTML report on the model is written, as
    by `isogloss align --report`.
    """
    from service.report.writing import require_report

    if path.is_dir():
        require_report(gold, report)
        about = _inspect_model(path, report, gold)
    elif report or gold:
        raise click.UsageError("--report and --gold need the folder of a model")
    else:
        about = _space(path, limit, skip_bad_rows)
    if as_json:
        click.echo(json.dumps(about, ensure_ascii=False))
    else:
        for name, value in about.items():
            text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
            click.echo(f"{name}\t{text}")


def _inspect_model(path: Path, report: Path | None, gold: Path | None) -> dict[str, Any]:
    """Return the description of the model in `path`; write the report, if `report` names a file."""
    from align import api
    from service.report.writing import read_gold, write_report

    model = api.open(path)
    pairs = read_gold(gold, (model.source.language, model.target.language))
    write_report(model, report, pairs, lambda message: click.echo(message, err=True))
    return _model(model)


def _model(model: Model) -> dict[str, Any]:
    from align.model.save import describe

    about = describe(model).to_json()
    return {
        "kind": "model",
        "source": f"{model.source.language}, {len(model.source.words):,} words",
        "target": f"{model.target.language}, {len(model.target.words):,} words",
        "dimension": about["dimension"],
        "seed": about["method"]["seed"],
        "verdict": about["verdict"],
        "provenance": model.provenance,
        "files": "all there, sizes and checksums right",
    }


def _space(path: Path, limit: int | None, skip_bad_rows: bool) -> dict[str, Any]:
    from embeddings.formats.choice import sniff
    from service.cli.spaces import read_space

    space = read_space(path, lambda message: None, limit=limit, skip_bad_rows=skip_bad_rows)
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
