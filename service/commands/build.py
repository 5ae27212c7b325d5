"""`isogloss build`: two texts in, a model out."""

from __future__ import annotations

from typing import Any

import click

from service import options


@click.command()
@click.argument("source_text")
@click.argument("target_text")
@options.output("The folder to write the model to.", model=True)
@click.option("--source", metavar="CODE", required=True, help="Source language, such as en.")
@click.option("--target", metavar="CODE", required=True, help="Target language, such as es.")
@options.training
@options.learning
@options.random_seed
@options.threads
@click.pass_context
def build(ctx: click.Context, /, source_text: str, target_text: str, **given: Any) -> None:
    """Train vectors from two texts and align them.

    SOURCE_TEXT and TARGET_TEXT are files of text in UTF-8, plain or compressed, or folders of them.
    They need not be translations of each other.
    """
    import embeddings
    from align import save
    from service import pipeline
    from service.progress import announcer, training_reporter

    say = announcer()
    names = (given["source"], given["target"])
    source, target = (
        embeddings.train(
            [text],
            pipeline.training_settings(given),
            seed=given["seed"],
            language=name,
            threads=given["threads"],
            progress=training_reporter(say),
        )
        for text, name in zip((source_text, target_text), names, strict=True)
    )
    model = pipeline.make_model(source, target, names, given, say)
    save(model, given["output"])
    say(f"wrote {given['output']}")
    pipeline.say_verdict(model, say)
    ctx.exit(pipeline.exit_code(model))
