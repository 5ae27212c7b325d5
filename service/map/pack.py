"""A chart as JSON: words as strings, numbers as base64 of little-endian integers.

Each side lists three groups of words, in this order. Drawn words are on the map. Cited words are
translations of drawn words. Named words are translations of cited words back. No word is in two
groups. Drawn words have up to five translations, cited words up to three, and named words none. A
translation is an index into the list of the other side.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from align.model.model import Side
from align.picture.chart import Chart, Cloud, WordRows

FORMAT, VERSION = "isogloss-map", 1

#: Maximum number of translations of a drawn word, and of a cited word.
_WIDE, _NARROW = 5, 3

#: Resolution of places from edge to edge: 16 steps for each pixel of a large screen.
_STEPS = 2**16 - 1

NumberArray = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class _Listed:
    """The rows of the listed words of a side, by group; see the module."""

    drawn: WordRows
    cited: WordRows
    named: WordRows

    @property
    def all(self) -> WordRows:
        """The rows in the order of the list."""
        return np.concatenate([self.drawn, self.cited, self.named])


def pack(chart: Chart, verdict: str) -> str:
    """Return `chart` and its `verdict` as JSON; the same chart gives the same text."""
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
    """Return the listed words of both sides."""
    cited = _beyond(target.rows, source, source.rows, _WIDE)
    back_cited = _beyond(source.rows, target, target.rows, _WIDE)
    named = _beyond(np.union1d(source.rows, back_cited), target, cited, _NARROW)
    back_named = _beyond(np.union1d(target.rows, cited), source, back_cited, _NARROW)
    return (
        _Listed(source.rows, back_cited, named),
        _Listed(target.rows, cited, back_named),
    )


def _beyond(listed: WordRows, cloud: Cloud, rows: WordRows, width: int) -> WordRows:
    """Return the best `width` translations of `rows` of `cloud`, without those already `listed`."""
    return np.setdiff1d(cloud.side.table.rows[rows, :width], listed).astype(np.intp)


def _side(cloud: Cloud, listed: _Listed, other: _Listed) -> dict[str, Any]:
    """Return one side as JSON values; translations are indices into the list of `other`."""
    side, rows = cloud.side, listed.all
    positions = np.full(int(other.all.max(initial=0)) + 1, 0, dtype=np.int64)
    positions[other.all] = np.arange(len(other.all))
    wide, narrow = listed.drawn, listed.cited
    best = [
        positions[side.table.rows[wide, :_WIDE]],
        positions[side.table.rows[narrow, :_NARROW]],
    ]
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


def _probabilities(side: Side, rows: WordRows, width: int) -> NumberArray:
    """Return probabilities as integers from 0 to 255."""
    return np.rint(np.clip(side.table.probabilities[rows, :width], 0, 1) * 255)


def _flat(parts: list[NumberArray]) -> NumberArray:
    return np.concatenate([part.ravel() for part in parts])


def _steps(*places: npt.NDArray[np.float64]) -> tuple[str, ...]:
    """Return places (n, 2) as steps from the lower left corner of their common box."""
    together = np.concatenate(places)
    corner = together.min(axis=0)
    size = float((together.max(axis=0) - corner).max()) or 1.0
    return tuple(_base64(np.rint((part - corner) / size * _STEPS), "<u2") for part in places)


def _base64(numbers: NumberArray, kind: str) -> str:
    return base64.b64encode(numbers.astype(kind).tobytes()).decode()
