"""What several commands do: read spaces, learn an alignment between them, build the model."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from align import (
    Alignment,
    Clues,
    Config,
    Model,
    Seed,
    Step,
    Verdict,
    build,
    find_seed,
    given_seed,
    learn,
    learn_again,
    read_clues,
    read_lexicon,
    save,
    with_fast_indices,
)
from embeddings import (
    DimensionMismatch,
    IsoglossError,
    Reading,
    Space,
    TokenRules,
    TrainingSettings,
    read,
    train,
)
from embeddings.extras import versions
from embeddings.formats.choice import BadRows
from embeddings.presets import preset
from embeddings.search.quantize import FEWEST_ROWS, RECALL
from service.cli.unfinished import Unkept
from service.exit_codes import NOT_ALIGNED
from service.progress import (
    Say,
    seed_reporter,
    share_reporter,
    step_reporter,
    training_reporter,
)

#: A language code at the start of a file name: that of `en.vec`, but none in `vectors.vec`. What
#: fastText's published files begin with may stand before it: `cc.en.300.vec.gz`, `wiki.en.vec`.
_CODE = re.compile(r"(?:(?:cc|wiki(?:\.multi)?)\.(?!vec|bin))?([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\.")


def read_space(path: Path, options: Mapping[str, Any], say: Say) -> Space:
    """Return the space in `path` by the options of `options.reading`."""
    say(f"reading {path}")
    bad_rows: BadRows = "skip" if options["skip_bad_rows"] else "refuse"
    return read(path, limit=options["limit"], bad_rows=bad_rows)


def read_pair(
    paths: tuple[Path, Path], options: Mapping[str, Any], say: Say
) -> tuple[Space, Space]:
    """Return the two spaces to be aligned.

    Raises
    ------
    DimensionMismatch
        If their dimensions differ.
    """
    source, target = (read_space(path, options, say) for path in paths)
    if source.dimension != target.dimension:
        raise DimensionMismatch(
            f"{paths[0]} has {source.dimension} dimensions, {paths[1]} has {target.dimension}; "
            "train both with the same --dimension"
        )
    return source, target


def language_names(
    spaces: tuple[Space, Space], paths: tuple[Path, Path], options: Mapping[str, Any]
) -> tuple[str, str]:
    """Return the languages' names: as given, else as the files say, else as they are called."""
    source, target = (
        options[side] or language_name(space, path) or side
        for side, space, path in zip(("source", "target"), spaces, paths, strict=True)
    )
    require_two_names(source, target)
    return source, target


def language_name(space: Space, path: Path) -> str | None:
    """Return the language of `space` as its file says, else as that is called, if it is at all."""
    code = _CODE.match(path.name)
    return space.language or (code.group(1) if code else None)


def require_two_names(source: str, target: str) -> None:
    """Raise `IsoglossError` if the two languages would not be told apart."""
    if source == target:
        raise IsoglossError(
            f"both languages are called {source!r}; name them with --source and --target"
        )


def train_space(
    corpus: Sequence[str], language: str | None, options: Mapping[str, Any], say: Say
) -> Space:
    """Return the space of the text in `corpus`, trained by the options of `training` and `text`."""
    names = TrainingSettings.__dataclass_fields__
    given = {name: options[name] for name in names if options[name] is not None}
    return train(
        corpus,
        lambda tokens: replace(preset(options["preset"], tokens), **given),
        seed=options["seed"],
        language=language,
        threads=options["threads"],
        progress=training_reporter(say),
        reading=Reading(bad_bytes=options["bad_bytes"], unique_lines=options["unique_lines"]),
        rules=TokenRules(
            kind=options["tokens"],
            lower=not options["keep_case"],
            numbers=options["numbers"],
            language=language,
        ),
        phrases=options["phrases"],
        origin={name: options[name] for name in ("name", "licence") if options[name]},
    )


def warn_of_one_text(source: Space, target: Space, say: Say) -> None:
    """Tell that both texts are the same, if all words stand as often in the one as in the other."""
    counts = [() if space.counts is None else space.counts for space in (source, target)]
    if source.words == target.words and np.array_equal(counts[0], counts[1]):
        say("warning: both texts have the same words, equally often; is it one text given twice?")


def make_model(
    source: Space,
    target: Space,
    names: tuple[str, str],
    options: Mapping[str, Any],
    say: Say,
    run: Unkept | None = None,
) -> Model:
    """Return the model learned from two spaces by the options of `options.learning`.

    What it finds on the way is kept by `run`, and what that has already is not sought again.
    """
    run = run or Unkept()
    rng = np.random.default_rng(options["seed"])
    seed = run.seed(rng, lambda: _find_seed(source, target, options, rng, say))
    say(f"starting from {seed.tried[-1].pairs:,} pairs ({seed.method})")
    clues = read_clues(source, target, spelling=options["spelling"], rng=rng)
    alignment = align_pair(source, target, seed, clues, rng=rng, say=say, run=run)
    building = "building the table of translations"
    say(building)
    alignment = replace(alignment, method={**alignment.method, **made_with(options)})
    model = build(source, target, alignment, names, clues, share_reporter(say, building))
    return fast_indices([model], say)[0] if options["index"] == "fast" else model


def align_pair(
    source: Space,
    target: Space,
    seed: Seed,
    clues: Clues,
    *,
    rng: np.random.Generator,
    say: Say,
    run: Unkept,
    config: Config | None = None,
) -> Alignment:
    """Return what self-learning makes of `seed`; `run` keeps where it stands after each round."""
    how: Any = {"rng": rng, "config": config, "clues": clues}
    tell = step_reporter(say)

    def report(step: Step) -> None:
        tell(step)
        run.keep_place(step.place)

    place = run.place(clues)
    alignment = learn(source, target, seed, **how, report=report, after=place)
    again = step_reporter(say)
    return learn_again(source, target, seed, alignment, **how, report=again, tell=say)


def made_with(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a model's manifest says of how it was made, beside what learning says."""
    return {
        "random_seed": options["seed"],
        "spelling": options["spelling"],
        "versions": versions("isogloss", "numpy", "scipy", "faiss-cpu"),
    }


def fast_indices(models: Sequence[Model], say: Say) -> list[Model]:
    """Return `models` with fast indices, and tell what came of it, a line for each language."""
    say("making the fast indices")
    fast = with_fast_indices(models)
    sides = {side.language: side for model in fast for side in (model.source, model.target)}
    for side in sides.values():
        if made := side.quantized:
            index = f"fast, finds {made.recall:.2%} of the ten nearest (k_factor {made.k_factor})"
        elif len(side.words) < FEWEST_ROWS:
            index = f"exact, as a fast index takes {FEWEST_ROWS:,} words or more"
        else:
            index = f"exact, as no fast index finds {RECALL:.1%} of what it does"
        say(f"index of {side.language}: {index}")
    return fast


def _find_seed(
    source: Space, target: Space, options: Mapping[str, Any], rng: np.random.Generator, say: Say
) -> Seed:
    """Return the first pairs: those of the dictionary that was given, else what is found."""
    dictionary = options["seed_dictionary"]
    if dictionary:
        return given_seed(source, target, read_lexicon(dictionary), rng=rng)
    return find_seed(source, target, options["init"], rng=rng, report=seed_reporter(say))


def say_verdict(verdict: Verdict, say: Say) -> None:
    """Tell the verdict, its evidence and what to try next."""
    say(f"verdict: {verdict.label} ({evidence_line(verdict)})")
    if verdict.advice:
        say(f"next: {verdict.advice}")


def evidence_line(verdict: Verdict) -> str:
    """Return what `verdict` was given on, in one line."""
    return ", ".join(f"{name} {round(value, 3)}" for name, value in verdict.evidence.items())


def keep(model: Model, folder: Path, say: Say) -> int:
    """Write `model` to `folder`, tell its verdict, and return the exit code that it asks for."""
    save(model, folder)
    say(f"wrote {folder}")
    say_verdict(model.alignment.verdict, say)
    return NOT_ALIGNED if model.alignment.verdict.label == "not aligned" else 0
