"""The chart of self-learning: the objective by round, coloured by solver."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from markupsafe import Markup

from service.pages import palette
from service.report.history import History, RoundGroup
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

#: Name of a solver, and the shape of its marks.
SOLVED = {"rotate": ("rotation", "disc"), "reweight": ("re-weighting", "diamond")}


def convergence(history: History, convincing: float) -> Markup:
    """Return the chart of a history.

    Parameters
    ----------
    history
        The history, with at least one round.
    convincing
        The gain that is convincing; the chart marks the objective of that gain.
    """
    groups = history.groups
    rounds = [each for group in groups for each in group.rounds]
    null = history.trials[-1].null if history.trials and history.judged else 0.0
    steps = round_steps(1.05 * max([null * convincing, *(each.objective for each in rounds)]))
    across = Scale(0.5, len(rounds) + 0.5, _LEFT, _RIGHT)
    up = Scale(0, steps[-1], _BOTTOM, _TOP)
    parts = [
        *_bands(groups, across),
        *(_level(step, up) for step in steps),
        *(_chance(history.judged, (null, null * convincing), across, up) if null else ()),
        *(part for group in groups for part in _curve(group, across, up)),
        *_rounds(len(rounds), across),
        *_legend(convincing if null else None),
    ]
    return figure(
        "convergence", "Convergence of self-learning", _description(history), _SIZE, parts
    )


def standalone(history: History, convincing: float) -> str:
    """Return the chart as a self-contained SVG file; parameters as in `convergence`."""
    style = palette() + files("service.report").joinpath("assets", "chart.css").read_text("utf-8")
    ground = box((0.0, 0.0), (float(_SIZE[0]), float(_SIZE[1])), "ground", round=12.0)
    drawn = str(convergence(history, convincing))
    start = drawn.index("<title")
    return f"{drawn[:start]}{tag('style', Markup(style))}{ground}{drawn[start:]}\n"


def _description(history: History) -> str:
    """Return the chart in words."""
    spans = (
        f"rounds {each.first} to {each.last}, {SOLVED.get(each.solved, (each.solved,))[0]} over "
        f"{each.vocabulary:,} words, from {each.rounds[0].objective:.3f} to "
        f"{each.rounds[-1].objective:.3f}"
        for each in history.groups
    )
    return f"The mean score of each word's best candidate, by round: {'; '.join(spans)}."


def _bands(groups: tuple[RoundGroup, ...], across: Scale) -> Iterator[Markup]:
    """Yield a ground for each group, every other one darker, with the vocabulary above it."""
    for number, group in enumerate(groups):
        left, right = across(group.first - 0.5), across(group.last + 0.5)
        yield box((left, _TOP), (right - left, _BOTTOM - _TOP), f"band{number % 2}")
        words = f"{group.vocabulary:,}" + (" words" if right - left > 90 else "")
        yield text(((left + right) / 2, _TOP - 8), words)


def _level(value: float, up: Scale) -> Markup:
    grid = line((_LEFT, up(value)), (_RIGHT, up(value)), "grid")
    return grid + text((_LEFT - 8, up(value) + 4), f"{value:g}", anchor="end")


def _chance(
    judged: RoundGroup | None, levels: tuple[float, float], across: Scale, up: Scale
) -> Iterator[Markup]:
    """Yield the null and the convincing objective, under the rounds that they are compared with."""
    if judged is None:
        return
    null, convincing = map(up, levels)
    left, right = across(judged.first - 0.5), across(judged.last + 0.5)
    yield box((left, null), (right - left, _BOTTOM - null), "chance")
    yield line((left, convincing), (right, convincing), "threshold")


def _curve(group: RoundGroup, across: Scale, up: Scale) -> Iterator[Markup]:
    class_, (_, shape) = group.solved, SOLVED.get(group.solved, ("", "disc"))
    places = [(across(group.first + n), up(each.objective)) for n, each in enumerate(group.rounds)]
    yield path(places, f"curve {class_}")
    for number, (place, each) in enumerate(zip(places, group.rounds, strict=True), group.first):
        hover = f"round {number}: {each.objective:.4f}, {each.pairs:,} mutual pairs"
        yield mark(place, shape, f"mark {class_}", hover)


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
        yield text((left + 21, 21), "objective from random pairs", "name", "start")
        left += 206
        yield line((left, 17), (left + 18, 17), "threshold")
        yield text((left + 25, 21), f"convincing: {convincing:g} times that", "name", "start")
