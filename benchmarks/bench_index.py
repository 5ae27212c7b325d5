"""How fast and how complete the indices are, and where faiss should multiply matrices.

Words where the vectors come from models that were aligned, as queries have to lie where real ones
do: `isogloss align EN FR -o MODEL` makes one, and its words are copied, a little off, until there
are as many as asked for.

python benchmarks/bench_index.py exact
OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python benchmarks/bench_index.py fast MODEL ...
OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 python benchmarks/bench_index.py threshold
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import faiss
import numpy as np

from align import Model, open_model
from align.retrieval.hubness import penalized_queries
from embeddings.search.batching import Gathered
from embeddings.search.index import FastIndex, Index, quantize
from embeddings.search.quantize import quantized, recalls

ROWS, DIMENSION, K, REPEATS = 200_000, 300, 10, 5

#: Threads that ask for one word each, as those of a service do, and how many they ask for in all.
CLIENTS, ASKED = 16, 256

#: Of the product whose rate the exact search is compared with.
SQUARE = 3_000

#: How far a copy of a word lies from it, as a share of its length.
OFF = 0.5


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["exact", "fast", "threshold"])
    parser.add_argument("models", nargs="*", type=Path)
    parser.add_argument("--rows", type=int, default=ROWS)
    given = parser.parse_args()
    if given.what == "exact":
        exact(given.rows)
    elif given.what == "threshold":
        threshold()
    for folder in given.models:
        model = open_model(folder)
        for reverse in (False, True):
            fast(model, reverse, given.rows)


def exact(rows: int) -> None:
    """Print how long a batch of 1,000 takes, and which share of the rate of sgemm that is."""
    rng = np.random.default_rng(0)
    y = rng.standard_normal((rows, DIMENSION + 1), dtype=np.float32)
    q = rng.standard_normal((1_000, DIMENSION + 1), dtype=np.float32)
    index, flop = Index(y), 2 * len(q) * y.size
    a = rng.standard_normal((SQUARE, SQUARE), dtype=np.float32)
    product = np.empty_like(a)
    # In turns, so that other work on the machine does not meet only one of them.
    searches, products = [], []
    for _ in range(REPEATS):
        searches.append(flop / seconds(lambda: index.search(q, K)) / 1e9)
        products += [
            2 * SQUARE**3 / seconds(lambda: np.matmul(a, a, out=product)) / 1e9 for _ in range(5)
        ]
    search, peak = max(searches), max(products)
    print(f"{rows:,} x {DIMENSION}, 1,000 queries, the fastest of {REPEATS}:")
    print(f"search {flop / search / 1e6:.0f} ms, {search:.0f} GFLOP/s")
    print(f"sgemm of {SQUARE} x {SQUARE}: {peak:.0f} GFLOP/s; the search has {search / peak:.1%}")
    for count in (1, 4, 8, 32, 256):
        one = min(seconds(lambda n=count: index.search(q[:n], K)) for _ in range(REPEATS))
        print(f"{count:4d} at once: {1000 * one:.1f} ms, {1000 * one / count:.2f} ms each")

    for name, each in (("by itself", index), ("gathered", Gathered(index))):
        start, used = time.perf_counter(), time.process_time()
        with ThreadPoolExecutor(CLIENTS) as clients:
            list(clients.map(lambda n, i=each: i.search(q[n : n + 1], K), range(ASKED)))
        used, rate = time.process_time() - used, ASKED / (time.perf_counter() - start)
        print(
            f"{CLIENTS} clients, {name}: {rate:.0f} a second, {1000 * used / ASKED:.1f} CPU ms each"
        )


def fast(model: Model, reverse: bool, rows: int) -> None:
    """Print what a fast index of one side finds of what the other side's words ask, and how soon.

    4,000 of the odd words ask; `quantized` is given 2,000 of the even ones, as many as when a model
    is built.
    """
    source, target = (model.target, model.source) if reverse else (model.source, model.target)
    known, asked = penalized_queries(source.vectors[::2]), penalized_queries(source.vectors[1::2])
    asked = asked[:: -(-len(asked) // 4_000)]
    for y in (np.asarray(target.penalized), grown(target.penalized, rows)):
        start = time.process_time()
        made = quantized(y, known[:: -(-len(known) // 2_000)])
        building = time.process_time() - start
        expected, _ = Index(y).search(asked, K)
        print(f"{source.language}-{target.language}, {len(y):,} rows, {len(asked):,} queries:")
        if made:
            print(f"  chosen k_factor {made.k_factor} at {made.recall:.4f}, {building:.1f} CPU s")
        codes = made.codes if made else quantize(y)
        for k_factor in sorted({8, 32, 128, made.k_factor if made else 64}):
            index = FastIndex(y, codes, k_factor)
            found, _ = index.search(asked, K)
            singly = cpu(lambda i=index: [i.search(asked[n : n + 1], K) for n in range(200)]) / 200
            batch = cpu(lambda i=index: i.search(asked[:1000], K)) / len(asked[:1000])
            print(
                f"  k_factor {k_factor:3d}: recall {recalls(found, expected).mean():.4f}, "
                f"{1000 * singly:.2f} ms alone, {1000 * batch:.3f} ms in a batch"
            )


def grown(vectors: np.ndarray, rows: int) -> np.ndarray:
    """Return `vectors` (n, d + 1) and copies a little off, `rows` of them."""
    rng = np.random.default_rng(0)
    result = np.resize(np.asarray(vectors), (rows, vectors.shape[1]))
    copies = result[len(vectors) :, :-1]
    # Off in the direction of other words: noise in all directions would be of another shape.
    copies += OFF * vectors[rng.permutation(rows)[: len(copies)] % len(vectors), :-1]
    copies /= np.linalg.norm(copies, axis=1, keepdims=True)
    return result


def threshold() -> None:
    """Print CPU milliseconds of both ways by the number of queries: `_BLAS_FROM_QUERIES`."""
    rng = np.random.default_rng(0)
    y = rng.standard_normal((20_000, DIMENSION), dtype=np.float32)
    print("queries  one by one (ms)  product (ms)  ratio")
    for count in (1, 3, 5, 8, 16, 64, 256):
        queries = rng.standard_normal((count, DIMENSION), dtype=np.float32)
        singly, product = (1000 * cost(y, queries, threshold) for threshold in (10**9, 1))
        print(f"{count:7d}  {singly:15.2f}  {product:12.2f}  {singly / product:5.2f}")


def cost(y: np.ndarray, queries: np.ndarray, threshold: int) -> float:
    """Return the least CPU seconds of a search under `threshold`."""
    faiss.cvar.distance_compute_blas_threshold = threshold
    return cpu(lambda: faiss.knn(queries, y, K, metric=faiss.METRIC_INNER_PRODUCT))


def seconds(work: Callable[[], object]) -> float:
    """Return the seconds of wall clock that `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def cpu(work: Callable[[], object]) -> float:
    """Return the least CPU seconds that `work` takes, of several times."""
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


if __name__ == "__main__":
    main()
