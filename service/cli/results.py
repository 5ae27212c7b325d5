"""Write models to disk, print their verdicts, and return the exit code."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from align.api import save_many
from align.learning.verdict import Verdict
from align.notebook import Model
from service.exit_codes import NOT_ALIGNED
from service.progress import Say


def say_verdict(verdict: Verdict, say: Say) -> None:
    """Print the verdict, its evidence, and the next step."""
    say(f"verdict: {verdict}")
    if verdict.advice:
        say(f"next: {verdict.advice}")


def write_model(model: Model, folder: Path, say: Say) -> int:
    """Write `model` to `folder`, print its verdict, and return the exit code."""
    model.save(folder)
    say(f"wrote {folder}")
    say_verdict(model.verdict, say)
    return NOT_ALIGNED if model.verdict.label == "not aligned" else 0


def write_models(models: Sequence[Model], languages: int, folder: Path, say: Say) -> int:
    """Write `models` to `folder`, print their verdicts, and return the exit code.

    Parameters
    ----------
    models
        The models of the shared space.
    languages
        Number of languages in the input; some may have been left out.
    folder
        The folder to write to.
    say
        Prints a line.
    """
    if not models:
        say("nothing to write: no two languages were aligned")
        return NOT_ALIGNED
    save_many(models, folder)
    say(f"wrote {folder}")
    for model in models:
        say(f"{model.name}: {model.verdict.label} (gain {model.verdict.evidence.gain:.2f})")
    together = {side.language for model in models for side in (model.source, model.target)}
    failed = [model for model in models if model.verdict.label == "not aligned"]
    return NOT_ALIGNED if failed or len(together) < languages else 0
