"""Cache of the maps of the served pairs. Each map is computed once, at its first request."""

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
class PackedMap:
    """A map as gzipped JSON, with its ETag."""

    compressed: bytes
    etag: str


class MapCache:
    """Maps by pair. The map of a replaced pair is dropped with the pair."""

    def __init__(self) -> None:
        self._maps: WeakKeyDictionary[Pair, PackedMap] = WeakKeyDictionary()
        # One lock for all pairs: two maps at a time would only compete for the processor.
        self._drawing = threading.Lock()

    def of(self, pair: Pair) -> PackedMap:
        """Return the map of `pair`; wait if another thread is computing it."""
        cached = self._maps.get(pair)
        if cached is None:
            with self._drawing:
                cached = self._maps.get(pair) or self._draw(pair)
        return cached

    def _draw(self, pair: Pair) -> PackedMap:
        translator = pair.translator
        chart = draw(translator, most_frequent(translator))
        text = pack(chart, translator.verdict.label).encode()
        etag = hashlib.sha256(text).hexdigest()[:32]
        packed = self._maps[pair] = PackedMap(gzip.compress(text, 6, mtime=0), etag)
        return packed
