"""A figure for print: before and after the mapping, or a few words with their translations."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import numpy.typing as npt

from align.picture.chart import Chart, Cloud
from align.picture.layout import Places
from embeddings.extras import optional

#: Up to so many words of both languages, the figure shows only the panel after the mapping.
_FEW = 160

#: Maximum number of labels on each of two panels.
_LABELS = 90

#: Colour of the marks, colour of the labels, and shape of the marks, for source and target. The
#: colours are those of the page (Okabe and Ito 2008); the shapes work without colour.
_STYLES = (("#0072b2", "#00568a", "o"), ("#d55e00", "#a34700", "D"))

_SETTINGS: Any = {"svg.fonttype": "none", "svg.hashsalt": "isogloss", "font.family": "sans-serif"}


def figure(chart: Chart, format: str) -> bytes:
    """Return `chart` as an image; the same chart gives the same bytes.

    Parameters
    ----------
    chart
        The chart.
    format
        `png` or `svg`.

    Raises
    ------
    IsoglossError
        If matplotlib is not installed.
    """
    with optional(f"a {format}", "matplotlib", "viz", "or write html"):
        import matplotlib as mpl
        from matplotlib.figure import Figure
        from matplotlib.patheffects import withStroke
    few = len(chart.source.rows) + len(chart.target.rows) <= _FEW
    panels = {"After": chart.source.places}
    if not few:
        panels = {"Before": chart.before, **panels}
    with mpl.rc_context(_SETTINGS):
        drawn = Figure(figsize=(6.4 * len(panels), 6), layout="constrained")
        places = zip(drawn.subplots(1, len(panels), squeeze=False)[0], panels.items(), strict=True)
        for axes, (name, source) in places:
            _panel(axes, chart, source, few)
            axes.set_title("" if few else name, loc="left")
        drawn.axes[-1].legend(loc="upper right", markerscale=2 if few else 5, frameon=False)
        if format == "png":  # an svg would turn the words into shapes
            for label in (label for axes in drawn.axes for label in axes.texts):
                label.set_path_effects([withStroke(linewidth=2, foreground="white")])
        stream = io.BytesIO()
        metadata = {"Date": None} if format == "svg" else {"Software": None}
        drawn.savefig(stream, format=format, dpi=100, metadata=metadata)
    return stream.getvalue()


def _panel(axes: Any, chart: Chart, source: Places, few: bool) -> None:
    clouds = ((chart.source, source), (chart.target, chart.target.places))
    for (cloud, places), (colour, _, shape) in zip(clouds, _STYLES, strict=True):
        size = 22 if few else 2.5
        marks = {"s": size, "c": colour, "marker": shape, "alpha": 0.75, "linewidths": 0}
        axes.scatter(*places.T, label=cloud.side.language, rasterized=not few, **marks)
    if few:
        _lines(axes, chart, source)
    axes.set_axis_off()
    axes.margins(0.08 if few else 0.03)
    axes.figure.canvas.draw()  # only then are places known in pixels
    _labels(axes, clouds, few)


def _lines(axes: Any, chart: Chart, source: Places) -> None:
    """Draw a line from each source word to its best translation, more opaque if more probable."""
    positions = {row: position for position, row in enumerate(chart.target.rows.tolist())}
    table = chart.source.side.table
    for number, row in enumerate(chart.source.rows):
        target = positions.get(int(table.rows[row, 0]))
        if target is not None:
            ends = np.stack([source[number], chart.target.places[target]]).T
            alpha = 0.2 + 0.5 * float(table.probabilities[row, 0])
            axes.plot(*ends, color="#5d676a", alpha=alpha, linewidth=0.8, zorder=0)


def _labels(axes: Any, clouds: tuple[tuple[Cloud, Places], ...], few: bool) -> None:
    """Label the most frequent words, without overlaps; of `few` words label all that fit."""
    boxes: list[npt.NDArray[np.float64]] = []
    order = sorted(
        (int(row), side, number)
        for side, (cloud, _) in enumerate(clouds)
        for number, row in enumerate(cloud.rows)
    )
    most, size = (len(order), 9.0) if few else (_LABELS, 7.5)
    for row, side, number in order:
        if len(boxes) >= most:
            return
        cloud, places = clouds[side]
        word = cloud.side.words[row]
        box = _box(axes.transData.transform(places[number]), word, size)
        if not any((box[:2] < other[2:]).all() and (other[:2] < box[2:]).all() for other in boxes):
            boxes.append(box)
            style = {
                "xytext": (4, 0),
                "textcoords": "offset points",
                "va": "center",
                "parse_math": False,
            }
            axes.annotate(word, places[number], size=size, color=_STYLES[side][1], **style)


def _box(pixel: npt.NDArray[np.float64], word: str, size: float) -> npt.NDArray[np.float64]:
    """Return the estimated box of the label of a mark at `pixel`: left, bottom, right, top."""
    half, width = 0.8 * size, 0.85 * size * len(word)
    return np.array([5, -half, 9 + width, half]) + np.tile(pixel, 2)
