"""`isogloss map`: a model in, a picture of its two languages out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from service.cli import options


@click.command("map")
@click.argument("model", type=click.Path(path_type=Path))
@options.output("The file to write.")
@click.option(
    "--format",
    type=click.Choice(["html", "png", "svg", "embedding-projector", "atlas"]),
    help="Without it the ending tells: .html, .png, .svg, .tsv (two files) or .parquet.",
)
@click.option(
    "--words",
    type=click.Path(path_type=Path),
    help="Draw these words, one a line, and their best translations; - is the standard input.",
)
@click.option(
    "--max-words",
    type=click.IntRange(2),
    default=10_000,
    show_default=True,
    help="Most frequent words of each language to draw, where none are chosen.",
)
@click.option(
    "--layout",
    type=click.Choice(["pca", "umap", "tsne"]),
    default="pca",
    show_default=True,
    help="pca is fast; the others keep near what is near, and take `isogloss[viz]`.",
)
@options.random_seed
@options.direction
@options.threads
def map_(model: Path, output: Path, words: Path | None, max_words: int, **given: Any) -> None:
    """Draw both languages of a model as one map.

    It is a single HTML file that needs no network: open it with a browser. For print there are
    png and svg (`isogloss[viz]`); TensorFlow's projector reads the two tables that
    embedding-projector writes, Embedding Atlas the Parquet file of atlas (`isogloss[parquet]`).
    """
    from align.picture.chart import draw
    from align.translation.translator import Translator
    from service.map import picture
    from service.models import open_directed
    from service.progress import announcer

    say = announcer()
    chosen = given["format"] or picture.format_of(output)
    direction = {name: given[name] for name in ("source", "target", "reverse")}
    translator = Translator(open_directed(model, **direction))
    way = None if given["layout"] == "pca" else given["layout"]
    chart = draw(translator, picture.rows(translator, words, max_words), way, given["seed"])
    written = picture.write(translator, chart, output, chosen)
    drawn = [f"{len(c.rows):,} {c.side.language}" for c in (chart.source, chart.target)]
    say(f"wrote {' and '.join(map(str, written))}: {drawn[0]} and {drawn[1]} words")
