"""Models to disk, with a line on each verdict, and the exit code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from align.api import save_many
from align.learning.verdict import Verdict
from align.notebook import Model
from service.exit_codes import NOT_ALIGNED
from service.progress import Say


def say_verdict(verdict: Verdict, say: Say) -> None:
    """Say the verdict, its evidence and what to do next."""
    say(f"verdict: {verdict}")
    if verdict.advice:
        say(f"next: {verdict.advice}")


def write_model(model: Model, folder: Path, say: Say) -> int:
    """Write `model` to `folder`, say its verdict, and return the exit code."""
    model.save(folder)
    say(f"wrote {folder}")
    say_verdict(model.verdict, say)
    return NOT_ALIGNED if model.verdict.label == "not aligned" else 0


def write_models(models: Sequence[Model], languages: int, folder: Path, say: Say) -> int:
    """Write `models` to `folder`, say their verdicts, and return the exit code.

    `languages` is the number of languages that were to be put into one space.
    """
    if not models:
        say("nothing to write: no language was aligned with another")
        return NOT_ALIGNED
    save_many(models, folder)
    say(f"wrote {folder}")
    for model in models:
        say(f"{model.name}: {model.verdict.label} (gain {model.verdict.evidence.gain:.2f})")
    together = {side.language for model in models for side in (model.source, model.target)}
    failed = [model for model in models if model.verdict.label == "not aligned"]
    return NOT_ALIGNED if failed or len(together) < languages else 0
