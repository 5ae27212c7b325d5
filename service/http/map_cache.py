"""The maps of the pairs that are served: each computed once, when it is first asked for."""

from __future__ import annotations

import gzip
import hashlib
import threading
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from align.picture.chart import draw, most_frequent
from service.http.registry import Pair
from service.map.pack import pack


@dataclass(frozen=True, slots=True)
class PackedChart:
    """The JSON of a map, compressed, and what tells it from another."""

    compressed: bytes
    etag: str


class Charts:
    """Maps by pair; that of a pair that is served no longer goes with it."""

    def __init__(self) -> None:
        self._charts: WeakKeyDictionary[Pair, PackedChart] = WeakKeyDictionary()
        # One for all: a second map at the same time would only take the processor from the first.
        self._drawing = threading.Lock()

    def of(self, pair: Pair) -> PackedChart:
        """Return the map of `pair`; who asks while it is computed waits for it."""
        known = self._charts.get(pair)
        if known is None:
            with self._drawing:
                known = self._charts.get(pair) or self._draw(pair)
        return known

    def _draw(self, pair: Pair) -> PackedChart:
        translator = pair.translator
        chart = draw(translator, most_frequent(translator))
        text = pack(chart, translator.verdict.label).encode()
        made = PackedChart(gzip.compress(text, 6, mtime=0), hashlib.sha256(text).hexdigest()[:32])
        self._charts[pair] = made
        return made
