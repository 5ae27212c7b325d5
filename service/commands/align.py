"""`isogloss align`: two spaces in, a model out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from service import options


@click.command()
@click.argument("source_vectors", type=click.Path(path_type=Path))
@click.argument("target_vectors", type=click.Path(path_type=Path))
@options.output("The folder to write the model to.", model=True)
@options.languages
@options.learning
@options.index
@options.reading
@options.random_seed
@options.threads
@options.resume
@options.report
@click.pass_context
def align(ctx: click.Context, /, source_vectors: Path, target_vectors: Path, **given: Any) -> None:
    """Align two spaces of word vectors without a dictionary.

    SOURCE_VECTORS and TARGET_VECTORS are files in word2vec (text or binary), fastText (.vec, .bin),
    GloVe or .npz format, compressed or not.
    """
    from align.evaluation import known_pairs
    from service import pipeline
    from service.progress import announcer
    from service.report.writing import read_gold, write_report
    from service.unfinished import unfinished

    say, gold = announcer(), read_gold(given)
    paths = (source_vectors, target_vectors)
    files = {"SOURCE_VECTORS": paths[:1], "TARGET_VECTORS": paths[1:]}
    with unfinished(files, given, say) as run:
        source, target = pipeline.read_pair(paths, given, say)
        names = pipeline.language_names((source, target), paths, given)
        if gold:  # of no use is told now, not after the work
            known_pairs(gold, source, target, names)
        model = pipeline.make_model(source, target, names, given, say, run)
        code = pipeline.keep(model, given["output"], say)
    write_report(model, given, gold, say)
    ctx.exit(code)
