"""A chart as JSON: words as they are, numbers as base64 of little-endian integers.

Each side lists words in this order: those that are drawn, those that are only cited as a
translation of a drawn one, and those that are only named as a translation back of a cited one.
Drawn words have their best translations, cited ones fewer, named ones none; a translation is a
number in the list of the other side.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from align.model.model import Side
from align.picture.chart import Chart, Cloud

FORMAT, VERSION = "isogloss-map", 1

#: Translations of a drawn word, and of one that is only cited.
_WIDE, _NARROW = 5, 3

#: Places are told in so many steps from edge to edge: 16 to a pixel of a large screen.
_STEPS = 2**16 - 1

Rows = npt.NDArray[np.intp]
Numbers = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class _Listed:
    """The rows of a side's words in the order in which they are listed."""

    drawn: Rows
    cited: Rows
    named: Rows

    @property
    def all(self) -> Rows:
        return np.concatenate([self.drawn, self.cited, self.named])


def pack(chart: Chart, verdict: str) -> str:
    """Return `chart` and the `verdict` on it as JSON; the same chart gives the same text."""
    places = (chart.before, chart.source.places, chart.target.places)
    before, source, target = _steps(*places)
    first, second = _listed(chart.source, chart.target)
    document = {
        "format": FORMAT,
        "version": VERSION,
        "verdict": verdict,
        "variance": None if chart.variance is None else round(chart.variance, 4),
        "sides": [
            _side(chart.source, first, second) | {"before": before, "after": source},
            _side(chart.target, second, first) | {"before": None, "after": target},
        ],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _listed(source: Cloud, target: Cloud) -> tuple[_Listed, _Listed]:
    """Return which words of both sides are listed."""
    cited = _beyond(target.rows, source, source.rows, _WIDE)
    back_cited = _beyond(source.rows, target, target.rows, _WIDE)
    named = _beyond(np.union1d(source.rows, back_cited), target, cited, _NARROW)
    back_named = _beyond(np.union1d(target.rows, cited), source, back_cited, _NARROW)
    return (
        _Listed(source.rows, back_cited, named),
        _Listed(target.rows, cited, back_named),
    )


def _beyond(there: Rows, cloud: Cloud, rows: Rows, width: int) -> Rows:
    """Return what words in `rows` of `cloud` are translated to that is not `there` yet."""
    return np.setdiff1d(cloud.side.table.rows[rows, :width], there).astype(np.intp)


def _side(cloud: Cloud, listed: _Listed, other: _Listed) -> dict[str, Any]:
    side, rows = cloud.side, listed.all
    places = np.full(int(other.all.max(initial=0)) + 1, 0, dtype=np.int64)
    places[other.all] = np.arange(len(other.all))
    wide, narrow = listed.drawn, listed.cited
    best = [places[side.table.rows[wide, :_WIDE]], places[side.table.rows[narrow, :_NARROW]]]
    shares = [_probabilities(side, wide, _WIDE), _probabilities(side, narrow, _NARROW)]
    return {
        "language": side.language,
        "total": len(side.words),
        "words": [side.words[row] for row in rows],
        "drawn": len(wide),
        "cited": len(narrow),
        "widths": [best[0].shape[1], best[1].shape[1]],
        "wide": len(other.all) > _STEPS,
        "ranks": _base64(rows + 1, "<u4"),
        "best": _base64(_flat(best), "<u4" if len(other.all) > _STEPS else "<u2"),
        "shares": _base64(_flat(shares), "u1"),
        "hubs": _base64(np.minimum(cloud.hubs.plain, _STEPS), "<u2"),
        "corrected": _base64(np.minimum(cloud.hubs.corrected, _STEPS), "<u2"),
    }


def _probabilities(side: Side, rows: Rows, width: int) -> Numbers:
    """Return probabilities as integers to 255."""
    return np.rint(np.clip(side.table.probabilities[rows, :width], 0, 1) * 255)


def _flat(parts: list[Numbers]) -> Numbers:
    return np.concatenate([part.ravel() for part in parts])


def _steps(*places: npt.NDArray[np.float64]) -> tuple[str, ...]:
    """Return places (n, 2) in one box, in steps from its lower left corner."""
    together = np.concatenate(places)
    corner = together.min(axis=0)
    size = float((together.max(axis=0) - corner).max()) or 1.0
    return tuple(_base64(np.rint((part - corner) / size * _STEPS), "<u2") for part in places)


def _base64(numbers: Numbers, kind: str) -> str:
    return base64.b64encode(numbers.astype(kind).tobytes()).decode()
