"""The figures of a report beside convergence: hubs, probabilities, calibration, gauges, bars."""

from __future__ import annotations

import math
from collections.abc import Iterator

from markupsafe import Markup

from align.evaluation.calibration import Grading
from align.evaluation.certainty import Certainty
from align.evaluation.hubs import Hubs, histogram
from service.report.evidence import Gauge
from service.report.svg import Scale, box, figure, line, mark, path, round_steps, tag, text


def gauge(name: str, shown: Gauge) -> Markup:
    """Return a scale in three zones, with labels at the thresholds and a mark at the value."""
    across = Scale(shown.low, shown.high, 6, 254)
    edges = [across(edge) for edge in (shown.low, shown.bad, shown.good, shown.high)]
    value = min(max(shown.value, shown.low), shown.high)
    zones = [
        box((left, 12), (right - left, 8), f"zone {zone}")
        for left, right, zone in zip(edges, edges[1:], ("bad", "doubt", "good"), strict=False)
    ]
    ticks = [text((across(edge), 33), f"{edge:g}") for edge in sorted({shown.bad, shown.good})]
    if len(ticks) == 2 and edges[2] - edges[1] < 34:  # side by side they would overlap
        ticks = [
            text((edges[1] + 2, 33), f"{shown.bad:g}", anchor="end"),
            text((edges[2] - 2, 33), f"{shown.good:g}", anchor="start"),
        ]
    description = f"{shown.value:.3g}; bad below {shown.bad:g}, good from {shown.good:g}"
    needle = mark((across(value), 16), "diamond", "needle")
    return figure(name, "On its scale", description, (260, 38), [*zones, *ticks, needle])


def bar(share: float) -> Markup:
    """Return a bar for a table cell that has the same value as text."""
    return tag(
        "svg",
        box((0, 0), (100, 8), "trough", round=4),
        box((0, 0), (100 * min(max(share, 0.0), 1.0), 8), "filled", round=4),
        class_="bar",
        viewBox="0 0 100 8",
        width=100,
        height=8,
        aria_hidden="true",
    )


def hubness(name: str, title: str, hubs: Hubs) -> Markup:
    """Return the histogram of hubs: bars by cosine, a line after CSLS."""
    begins, words = histogram(hubs)
    left, right, top, bottom = 44.0, 378.0, 24.0, 200.0
    most = max(int(words.plain.max()), int(words.corrected.max()))
    up = Scale(0, math.log1p(most), bottom, top)
    wide = (right - left) / len(begins)
    parts: list[str] = []
    for power in range(math.ceil(math.log10(most + 1))):
        height = up(math.log1p(10**power))
        parts += [line((left, height), (right, height), "grid")]
        parts += [text((left - 7, height + 4), f"{10**power:,}", anchor="end")]
    parts += [text((left - 7, 12), "words", "name", "end")]
    outline = []
    for number, (begin, plain, corrected) in enumerate(
        zip(begins.tolist(), words.plain.tolist(), words.corrected.tolist(), strict=True)
    ):
        x, height = left + wide * number, up(math.log1p(plain))
        hint = tag(
            "title", f"{_span(begins.tolist(), number)}: {plain:,} before, {corrected:,} after"
        )
        parts += [box((x + 1, height), (wide - 2, bottom - height), "before", hint)]
        parts += [text((x + wide / 2, bottom + 17), f"{begin:,}" if begin < 2 else f"{begin:,}+")]
        outline += [(x, up(math.log1p(corrected))), (x + wide, up(math.log1p(corrected)))]
    parts += [path(outline, "after"), line((left, bottom), (right, bottom), "axis")]
    parts += [
        text(
            ((left + right) / 2, bottom + 36), "words that have it among their ten nearest", "name"
        )
    ]
    description = "; ".join(
        f"{_span(begins.tolist(), number)}: {before:,} words by cosine, {after:,} after CSLS"
        for number, (before, after) in enumerate(zip(words.plain, words.corrected, strict=True))
    )
    return figure(name, title, description, (380, 244), parts)


def _span(begins: list[int], number: int) -> str:
    """Return the counts of a bin, in words."""
    begin = begins[number]
    end = begins[number + 1] - 1 if number + 1 < len(begins) else None
    if end is None:
        return f"{begin:,} or more" if begin > 1 else f"{begin:,}"
    return f"{begin:,}" if begin == end else f"{begin:,} to {end:,}"


def probabilities(certainty: Certainty) -> Markup:
    """Return the histogram of the probabilities of best translations."""
    left, right, top, bottom = 10.0, 750.0, 24.0, 160.0
    up = Scale(0, max(certainty.counts), bottom, top)
    wide = (right - left) / len(certainty.counts)
    parts: list[str] = []
    for number, words in enumerate(certainty.counts):
        x, height = left + wide * number, up(words)
        parts += [box((x + 2, height), (wide - 4, bottom - height), "filled", round=2)]
        parts += [text((x + wide / 2, height - 6), f"{words:,}", "count")]
    parts += [line((left, bottom), (right, bottom), "axis")]
    parts += [
        text((left + wide * edge, bottom + 17), f"{edge / len(certainty.counts):.0%}")
        for edge in range(1, len(certainty.counts))
    ]
    parts += [
        text(((left + right) / 2, bottom + 37), "probability of the best translation", "name")
    ]
    description = "; ".join(
        f"up to {(n + 1) / 10:.0%}: {words:,}" for n, words in enumerate(certainty.counts)
    )
    title = f"Probabilities of the {certainty.words:,} most frequent words"
    return figure("probabilities", title, description, (760, 204), parts)


def calibration(graded: Grading) -> Markup:
    """Return the calibration plot: expected and correct share of each bin, and the diagonal."""
    left, right, top, bottom = 48.0, 368.0, 10.0, 290.0
    across, up = Scale(0, 1, left, right), Scale(0, 1, bottom, top)
    parts: list[str] = list(_percents(across, up, (left, right, top, bottom)))
    parts += [line((across(0), up(0)), (across(1), up(1)), "threshold")]
    for each in graded.bins:
        x, (low, high) = across(each.expected), each.interval
        hover = f"{each.words:,} words: {each.expected:.0%} expected, {each.share:.0%} correct"
        parts += [line((x, up(low)), (x, up(high)), "whisker")]
        parts += [mark((x, up(each.share)), "disc", "mark rotate", hover)]
    parts += [text(((left + right) / 2, bottom + 36), "probability of the translation", "name")]
    parts += [text((left + 8, top + 14), "share that is correct", "name", "start")]
    points = (f"{each.expected:.0%} expected, {each.share:.0%} correct" for each in graded.bins)
    description = "; ".join(points)
    return figure(
        "calibration", "Probabilities against the gold dictionary", description, (392, 332), parts
    )


def _percents(
    across: Scale, up: Scale, edges: tuple[float, float, float, float]
) -> Iterator[Markup]:
    left, right, _, bottom = edges
    for share in round_steps(1.0):
        yield line((left, up(share)), (right, up(share)), "grid")
        yield text((left - 7, up(share) + 4), f"{share:.0%}", anchor="end")
        yield text((across(share), bottom + 17), f"{share:.0%}")
