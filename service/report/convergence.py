"""The chart of self-learning: the objective by round, coloured by how a round was solved."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from markupsafe import Markup

from service.pages import palette
from service.report.history import History, Run
from service.report.svg import (
    Scale,
    box,
    figure,
    line,
    mark,
    path,
    round_steps,
    tag,
    text,
)

_SIZE = (760, 320)
_LEFT, _RIGHT, _TOP, _BOTTOM = 46.0, 750.0, 62.0, 272.0

#: What a way to solve is called, and the class and the shape of its marks.
SOLVED = {"rotate": ("rotation", "disc"), "reweight": ("re-weighting", "diamond")}


def convergence(history: History, convincing: float) -> Markup:
    """Return the chart of a history with rounds, of which a gain of `convincing` is enough."""
    runs = history.runs
    rounds = [each for run in runs for each in run.rounds]
    null = history.trials[-1].null if history.trials and history.judged else 0.0
    steps = round_steps(1.05 * max([null * convincing, *(each.objective for each in rounds)]))
    across = Scale(0.5, len(rounds) + 0.5, _LEFT, _RIGHT)
    up = Scale(0, steps[-1], _BOTTOM, _TOP)
    parts = [
        *_bands(runs, across),
        *(_level(step, up) for step in steps),
        *(_chance(history.judged, (null, null * convincing), across, up) if null else ()),
        *(part for run in runs for part in _run(run, across, up)),
        *_rounds(len(rounds), across),
        *_legend(convincing if null else None),
    ]
    return figure("convergence", "Convergence of self-learning", _told(history), _SIZE, parts)


def standalone(history: History, convincing: float) -> str:
    """Return the chart as a file by itself, with its colours in it."""
    style = palette() + files("service.report").joinpath("assets", "chart.css").read_text("utf-8")
    ground = box((0.0, 0.0), (float(_SIZE[0]), float(_SIZE[1])), "ground", round=12.0)
    drawn = str(convergence(history, convincing))
    start = drawn.index("<title")
    return f"{drawn[:start]}{tag('style', Markup(style))}{ground}{drawn[start:]}\n"


def _told(history: History) -> str:
    """Return what the chart shows, in words."""
    spans = (
        f"rounds {run.first} to {run.last}, {SOLVED.get(run.solved, (run.solved,))[0]} over "
        f"{run.vocabulary:,} words, from {run.rounds[0].objective:.3f} to "
        f"{run.rounds[-1].objective:.3f}"
        for run in history.runs
    )
    return f"The mean score of each word's best candidate, by round: {'; '.join(spans)}."


def _bands(runs: tuple[Run, ...], across: Scale) -> Iterator[Markup]:
    """Yield a ground for each run, every other one darker, with its vocabulary above it."""
    for number, run in enumerate(runs):
        left, right = across(run.first - 0.5), across(run.last + 0.5)
        yield box((left, _TOP), (right - left, _BOTTOM - _TOP), f"band{number % 2}")
        words = f"{run.vocabulary:,}" + (" words" if right - left > 90 else "")
        yield text(((left + right) / 2, _TOP - 8), words)


def _level(value: float, up: Scale) -> Markup:
    grid = line((_LEFT, up(value)), (_RIGHT, up(value)), "grid")
    return grid + text((_LEFT - 8, up(value) + 4), f"{value:g}", anchor="end")


def _chance(
    judged: Run | None, levels: tuple[float, float], across: Scale, up: Scale
) -> Iterator[Markup]:
    """Yield what random pairs come to and what convinces, under the rounds so compared."""
    if judged is None:
        return
    null, convincing = map(up, levels)
    left, right = across(judged.first - 0.5), across(judged.last + 0.5)
    yield box((left, null), (right - left, _BOTTOM - null), "chance")
    yield line((left, convincing), (right, convincing), "threshold")


def _run(run: Run, across: Scale, up: Scale) -> Iterator[Markup]:
    class_, (_, shape) = run.solved, SOLVED.get(run.solved, ("", "disc"))
    places = [(across(run.first + n), up(each.objective)) for n, each in enumerate(run.rounds)]
    yield path(places, f"curve {class_}")
    for number, (place, each) in enumerate(zip(places, run.rounds, strict=True), run.first):
        told = f"round {number}: {each.objective:.4f}, {each.pairs:,} mutual pairs"
        yield mark(place, shape, f"mark {class_}", told)


def _rounds(count: int, across: Scale) -> Iterator[Markup]:
    every = -(-count // 30)
    for number in range(1, count + 1, every):
        yield text((across(number), _BOTTOM + 18), str(number))
    yield text((_LEFT, _BOTTOM + 38), "round", "name", "start")
    yield text(
        (_RIGHT, _BOTTOM + 38), "objective: mean score of each word's best candidate", "name", "end"
    )


def _legend(convincing: float | None) -> Iterator[Markup]:
    left = _LEFT
    for name, (words, shape) in SOLVED.items():
        yield mark((left + 5, 17), shape, f"mark {name}")
        yield text((left + 16, 21), words, "name", "start")
        left += 36 + 7 * len(words)
    if convincing:
        yield box((left, 11), (14, 12), "chance")
        yield text((left + 21, 21), "what random pairs come to", "name", "start")
        left += 206
        yield line((left, 17), (left + 18, 17), "threshold")
        yield text((left + 25, 21), f"convincing: {convincing:g} times that", "name", "start")
