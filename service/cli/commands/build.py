"""`isogloss build`: train vectors on two texts and align them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from service.cli import options, text_options

if TYPE_CHECKING:
    from align.runs import IndexKind
    from align.seed.find import Init
    from embeddings import Space
    from service.cli.text_options import TextOptions


@click.command()
@click.argument("source_text")
@click.argument("target_text")
@options.output("Folder to write the model to.", model=True)
@click.option("--source", metavar="CODE", required=True, help="Source language, such as en.")
@click.option("--target", metavar="CODE", required=True, help="Target language, such as es.")
@text_options.text
@options.learning
@options.index
@options.random_seed
@options.threads
@options.resume
@options.report
@click.pass_context
def build(
    ctx: click.Context,
    /,
    source_text: str,
    target_text: str,
    output: Path,
    source: str,
    target: str,
    text: TextOptions,
    init: Init,
    seed_dictionary: Path | None,
    given_first: bool,
    spelling: bool,
    index: IndexKind,
    seed: int,
    threads: int,
    resume: bool,
    report: Path | None,
    gold: Path | None,
) -> None:
    """Train word vectors on two texts and align them.

    SOURCE_TEXT and TARGET_TEXT are text in UTF-8, each a file, a folder or a quoted pattern, as for
    `isogloss train`. They need not be translations of each other.
    """
    from align import api
    from align.runs import require_two_names
    from embeddings.text.paths import corpus_files
    from service.cli.results import write_model
    from service.cli.spaces import warn_of_one_text
    from service.cli.unfinished import unfinished
    from service.progress import announcer, reporter
    from service.report.writing import read_gold, require_report, usable_gold, write_report

    require_report(gold, report)
    say, gold_pairs = announcer(), read_gold(gold, (source, target))
    progress = reporter(say)
    require_two_names(source, target)
    files = {"SOURCE_TEXT": corpus_files([source_text]), "TARGET_TEXT": corpus_files([target_text])}
    with unfinished(output, files, options.as_given(ctx), resume, progress) as run:

        def trained(corpus: str, language: str) -> Space:
            chance = {"random_seed": seed, "threads": threads}
            return text.train([corpus], language, progress=progress, **chance)

        x = run.space("source", lambda: trained(source_text, source))
        y = run.space("target", lambda: trained(target_text, target))
        warn_of_one_text(x, y, say)
        gold_pairs = usable_gold(gold_pairs, (x, y), (source, target), say)
        model = api.align(
            x,
            y,
            names=(source, target),
            init=init,
            seed_dictionary=seed_dictionary,
            given_first=given_first,
            spelling=spelling,
            index=index,
            random_seed=seed,
            progress=progress,
            checkpoint=run,
        )
        code = write_model(model, output, say)
    write_report(model, report, gold_pairs, say)
    ctx.exit(code)
