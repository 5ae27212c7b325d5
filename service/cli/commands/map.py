"""`isogloss map`: draw the two languages of a model."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from service.cli import options


@click.command("map")
@click.argument("model", type=click.Path(path_type=Path))
@options.output("File to write.")
@click.option(
    "--format",
    type=click.Choice(["html", "png", "svg", "embedding-projector", "atlas"]),
    help="Format of the file. Default: by its ending: .html, .png, .svg, .tsv (two files) or "
    ".parquet.",
)
@click.option(
    "--words",
    type=click.Path(path_type=Path),
    help="File with the words to draw, one per line, together with their best translations; - is "
    "standard input.",
)
@click.option(
    "--max-words",
    type=click.IntRange(2),
    default=10_000,
    show_default=True,
    help="Number of words to draw per language, most frequent first. --words overrides it.",
)
@click.option(
    "--layout",
    type=click.Choice(["pca", "umap", "tsne"]),
    default="pca",
    show_default=True,
    help="pca is fast. umap and tsne keep neighbours together, and need `isogloss[viz]`.",
)
@options.random_seed
@options.direction
@options.threads
def map_(model: Path, output: Path, words: Path | None, max_words: int, **other: Any) -> None:
    """Draw both languages of a model as one map.

    html is a single file that needs no network; open it in a browser. png and svg are for print
    (`isogloss[viz]`). embedding-projector writes two tables for TensorFlow's projector, and atlas a
    Parquet file for Embedding Atlas (`isogloss[parquet]`).
    """
    from align.picture.chart import draw
    from align.translation.translator import Translator
    from service.map import picture
    from service.models import open_directed
    from service.progress import announcer

    say = announcer()
    chosen = other["format"] or picture.format_of(output)
    direction = {name: other[name] for name in ("source", "target", "reverse")}
    translator = Translator(open_directed(model, **direction))
    layout = None if other["layout"] == "pca" else other["layout"]
    chart = draw(translator, picture.rows(translator, words, max_words), layout, other["seed"])
    written = picture.write(translator, chart, output, chosen)
    drawn = [f"{len(c.rows):,} {c.side.language}" for c in (chart.source, chart.target)]
    say(f"wrote {' and '.join(map(str, written))}: {drawn[0]} and {drawn[1]} words")
