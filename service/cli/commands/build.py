"""`isogloss build`: two texts in, a model out."""

from __future__ import annotations

from typing import Any

import click

from service.cli import options, text_options


@click.command()
@click.argument("source_text")
@click.argument("target_text")
@options.output("The folder to write the model to.", model=True)
@click.option("--source", metavar="CODE", required=True, help="Source language, such as en.")
@click.option("--target", metavar="CODE", required=True, help="Target language, such as es.")
@text_options.training
@text_options.text
@options.learning
@options.index
@options.random_seed
@options.threads
@options.resume
@options.report
@click.pass_context
def build(ctx: click.Context, /, source_text: str, target_text: str, **given: Any) -> None:
    """Train vectors from two texts and align them.

    SOURCE_TEXT and TARGET_TEXT are text in UTF-8 as `isogloss train` takes it: a file, a quoted
    pattern or a folder. They need not be translations of each other.
    """
    from embeddings.text.paths import corpus_files
    from service.cli import pipeline
    from service.cli.unfinished import unfinished
    from service.progress import announcer
    from service.report.writing import kept_if_known, read_gold, write_report

    say, gold = announcer(), read_gold(given)
    names = (given["source"], given["target"])
    pipeline.require_two_names(*names)
    files = {"SOURCE_TEXT": corpus_files([source_text]), "TARGET_TEXT": corpus_files([target_text])}
    with unfinished(files, given, say) as run:
        source = run.space(
            "source", lambda: pipeline.train_space([source_text], names[0], given, say)
        )
        target = run.space(
            "target", lambda: pipeline.train_space([target_text], names[1], given, say)
        )
        pipeline.warn_of_one_text(source, target, say)
        gold = kept_if_known(gold, (source, target), names, say)
        model = pipeline.make_model(source, target, names, given, say, run)
        code = pipeline.keep(model, given["output"], say)
    write_report(model, given, gold, say)
    ctx.exit(code)
