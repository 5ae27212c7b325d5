"""Measure the speed and the recall of the indices, and when faiss should use a matrix product.

`fast` takes vectors and queries from aligned models, so that the queries are realistic. `isogloss
align EN FR -o MODEL` writes such a model. Perturbed copies of its words fill up the index to
`--rows`.

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

from align.model.load import open_model
from align.model.model import Model
from align.retrieval.hubness import penalized_queries
from embeddings.search.batching import Gathered
from embeddings.search.index import FastIndex, Index, quantize
from embeddings.search.quantize import quantized, recalls

ROWS, DIMENSION, K, REPEATS = 200_000, 300, 10, 5

#: Concurrent clients with one query per request, as in a service, and the total of their queries.
CLIENTS, REQUESTS = 16, 256

#: Size of the square matrix product that the exact search is compared with.
SQUARE = 3_000

#: Distance between a word and its copy before normalisation, relative to the length of the vector.
OFFSET = 0.5


def main() -> None:
    """Run the chosen benchmark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["exact", "fast", "threshold"])
    parser.add_argument("models", nargs="*", type=Path)
    parser.add_argument("--rows", type=int, default=ROWS)
    arguments = parser.parse_args()
    if arguments.what == "exact":
        exact(arguments.rows)
    elif arguments.what == "threshold":
        threshold()
    for folder in arguments.models:
        model = open_model(folder)
        for directed in (model, model.reversed()):
            fast(directed, arguments.rows)


def exact(rows: int) -> None:
    """Print the time of 1,000 queries at once, and their rate as a share of the rate of sgemm.

    Then print the time of smaller batches, and of concurrent clients.
    """
    rng = np.random.default_rng(0)
    y = rng.standard_normal((rows, DIMENSION + 1), dtype=np.float32)
    q = rng.standard_normal((1_000, DIMENSION + 1), dtype=np.float32)
    index, flop = Index(y), 2 * len(q) * y.size
    a = rng.standard_normal((SQUARE, SQUARE), dtype=np.float32)
    product = np.empty_like(a)
    # The two measurements alternate, so that other load on the machine affects both.
    searches, products = [], []
    for _ in range(REPEATS):
        searches.append(flop / seconds(lambda: index.search(q, K)) / 1e9)
        products += [
            2 * SQUARE**3 / seconds(lambda: np.matmul(a, a, out=product)) / 1e9 for _ in range(5)
        ]
    search, peak = max(searches), max(products)
    print(f"{rows:,} x {DIMENSION}, 1,000 queries, fastest of {REPEATS} runs:")
    print(f"search {flop / search / 1e6:.0f} ms, {search:.0f} GFLOP/s")
    print(f"sgemm of {SQUARE} x {SQUARE}: {peak:.0f} GFLOP/s; search: {search / peak:.1%} of it")
    for count in (1, 4, 8, 32, 256):
        batch = min(seconds(lambda n=count: index.search(q[:n], K)) for _ in range(REPEATS))
        print(f"batch of {count:4d}: {1000 * batch:.1f} ms, {1000 * batch / count:.2f} ms a query")

    for name, each in (("not gathered", index), ("gathered", Gathered(index))):
        start, used = time.perf_counter(), time.process_time()
        with ThreadPoolExecutor(CLIENTS) as clients:
            list(clients.map(lambda n, i=each: i.search(q[n : n + 1], K), range(REQUESTS)))
        used, rate = time.process_time() - used, REQUESTS / (time.perf_counter() - start)
        print(
            f"{CLIENTS} clients, {name}: {rate:.0f} queries/s, "
            f"{1000 * used / REQUESTS:.1f} CPU ms a query"
        )


def fast(model: Model, rows: int) -> None:
    """Print the recall and the query time of a fast index, at its own size and at `rows`.

    The index holds the target words; the queries are source words. At most 4,000 of the odd words
    are queries. `quantized` chooses `k_factor` on at most 2,000 of the even words, as
    when a model is built.
    """
    source, target = model.source, model.target
    even, queries = penalized_queries(source.vectors[::2]), penalized_queries(source.vectors[1::2])
    queries = queries[:: -(-len(queries) // 4_000)]
    for y in (np.asarray(target.penalized), grown(target.penalized, rows)):
        start = time.process_time()
        chosen = quantized(y, even[:: -(-len(even) // 2_000)])
        building = time.process_time() - start
        expected, _ = Index(y).search(queries, K)
        print(f"{source.language}-{target.language}, {len(y):,} rows, {len(queries):,} queries:")
        if chosen:
            print(
                f"  chosen k_factor {chosen.k_factor}, recall {chosen.recall:.4f}, "
                f"built in {building:.1f} CPU s"
            )
        codes = chosen.codes if chosen else quantize(y)
        for k_factor in sorted({8, 32, 128, chosen.k_factor if chosen else 64}):
            index = FastIndex(y, codes, k_factor)
            hits, _ = index.search(queries, K)
            single = (
                cpu(lambda i=index: [i.search(queries[n : n + 1], K) for n in range(200)]) / 200
            )
            batch = cpu(lambda i=index: i.search(queries[:1000], K)) / len(queries[:1000])
            print(
                f"  k_factor {k_factor:3d}: recall {recalls(hits, expected).mean():.4f}, "
                f"{1000 * single:.2f} CPU ms alone, {1000 * batch:.3f} CPU ms in a batch"
            )


def grown(vectors: np.ndarray, rows: int) -> np.ndarray:
    """Return `rows` vectors (rows, d + 1): `vectors` (n, d + 1), then perturbed copies of them."""
    rng = np.random.default_rng(0)
    result = np.resize(np.asarray(vectors), (rows, vectors.shape[1]))
    copies = result[len(vectors) :, :-1]
    # Move each copy towards another word. Isotropic noise would change the shape of the space.
    copies += OFFSET * vectors[rng.permutation(rows)[: len(copies)] % len(vectors), :-1]
    copies /= np.linalg.norm(copies, axis=1, keepdims=True)
    return result


def threshold() -> None:
    """Print the CPU time of faiss with and without a matrix product, by the number of queries.

    `_BLAS_FROM_QUERIES` in `embeddings.search.index` is set by this measurement.
    """
    rng = np.random.default_rng(0)
    y = rng.standard_normal((20_000, DIMENSION), dtype=np.float32)
    print("queries  one by one (ms)  product (ms)  ratio")
    for count in (1, 3, 5, 8, 16, 64, 256):
        queries = rng.standard_normal((count, DIMENSION), dtype=np.float32)
        single, product = (1000 * cost(y, queries, threshold) for threshold in (10**9, 1))
        print(f"{count:7d}  {single:15.2f}  {product:12.2f}  {single / product:5.2f}")


def cost(y: np.ndarray, queries: np.ndarray, threshold: int) -> float:
    """Return the minimum CPU seconds of a search with faiss's BLAS threshold set to `threshold`."""
    faiss.cvar.distance_compute_blas_threshold = threshold
    return cpu(lambda: faiss.knn(queries, y, K, metric=faiss.METRIC_INNER_PRODUCT))


def seconds(work: Callable[[], object]) -> float:
    """Return the wall-clock seconds of `work`."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def cpu(work: Callable[[], object]) -> float:
    """Return the minimum CPU seconds of `work` over several runs."""
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return min(times)


if __name__ == "__main__":
    main()
