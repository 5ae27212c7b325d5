"""The main job on the shipped spaces: what `demo` runs and prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from align import Model, Translator, evaluate, read_lexicon
from embeddings import read, samples
from service.cli import pipeline
from service.progress import Say
from service.report.scores import report_lines

_OPTIONS = {"seed_dictionary": None, "init": "auto", "spelling": True, "index": "exact"}


def learn_samples(seed: int, say: Say) -> Model:
    """Return the model of the shipped English and French spaces, found with no dictionary."""
    say("reading the shipped English and French vectors")
    source, target = read(samples.path("en.npz")), read(samples.path("fr.npz"))
    model = pipeline.make_model(source, target, ("en", "fr"), {**_OPTIONS, "seed": seed}, say)
    pipeline.say_verdict(model.alignment.verdict, say)
    return model


def show(model: Model, words: Sequence[str]) -> Iterator[str]:
    """Yield lines for people: how `model` does against the shipped gold; some translations."""
    report = evaluate(model, read_lexicon(samples.path("en-fr.gold.txt")))
    yield "English to French, no dictionary used, against the shipped gold dictionary:"
    yield from (f"  {line.replace(chr(9), ': ')}" for line in report_lines(report))
    yield "Some translations, with their probabilities:"
    for found in Translator(model).translate(words, 3):
        candidates = ", ".join(f"{c.word} {c.probability:.0%}" for c in found.candidates)
        yield f"  {found.word}: {candidates}"
