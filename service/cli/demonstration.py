"""Align the shipped spaces and describe the result, for `isogloss demo`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from align import api
from align.notebook import Model
from embeddings import samples
from service.cli.results import say_verdict
from service.progress import Say, reporter
from service.report.scores import report_lines


def learn_samples(seed: int, say: Say) -> Model:
    """Return the model of the shipped English and French spaces, aligned without a dictionary."""
    say("reading the shipped English and French vectors")
    source, target = samples.sample("en"), samples.sample("fr")
    model = api.align(source, target, random_seed=seed, progress=reporter(say))
    say_verdict(model.verdict, say)
    return model


def show(model: Model, words: Sequence[str]) -> Iterator[str]:
    """Yield lines with the scores of `model` against the shipped gold, and with translations."""
    report = model.evaluate(samples.path("en-fr.gold.txt"))
    yield "English to French, no dictionary used, against the shipped gold dictionary:"
    yield from (f"  {line.replace(chr(9), ': ')}" for line in report_lines(report))
    yield "Some translations, with their probabilities:"
    for item in model.translate(words, 3):
        candidates = ", ".join(f"{c.word} {c.probability:.0%}" for c in item.candidates)
        yield f"  {item.word}: {candidates}"
