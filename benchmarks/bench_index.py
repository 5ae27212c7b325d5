"""From how many queries on faiss should multiply matrices: `embeddings.index._BLAS_FROM_QUERIES`.

OMP_NUM_THREADS=1 python benchmarks/bench_index.py
"""

from __future__ import annotations

import time

import faiss
import numpy as np

ROWS, DIMENSION, K, REPEATS = 20_000, 300, 10, 5


def main() -> None:
    """Print CPU milliseconds of both ways by the number of queries."""
    rng = np.random.default_rng(0)
    index = faiss.IndexFlatIP(DIMENSION)
    index.add(rng.standard_normal((ROWS, DIMENSION), dtype=np.float32))
    print("queries  one by one (ms)  product (ms)  ratio")
    for count in (1, 3, 5, 8, 16, 64, 256):
        queries = rng.standard_normal((count, DIMENSION), dtype=np.float32)
        singly, product = (cost(index, queries, threshold) for threshold in (10**9, 1))
        print(f"{count:7d}  {singly:15.2f}  {product:12.2f}  {singly / product:5.2f}")


def cost(index: faiss.Index, queries: np.ndarray, threshold: int) -> float:
    """Return the least CPU milliseconds of a search under `threshold`."""
    faiss.cvar.distance_compute_blas_threshold = threshold
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        index.search(queries, K)
        times.append(time.process_time() - start)
    return 1000 * min(times)


if __name__ == "__main__":
    main()
