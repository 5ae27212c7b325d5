"""Measure how the cost of alignment grows with the vocabulary: time and peak memory.

    python benchmarks/bench_growth.py SOURCE TARGET --sizes 10000,20000,50000,100000,200000

For each size, the words of SOURCE and TARGET are repeated in order of frequency. Each copy gets a
number after the word and noise in its vector. Then `isogloss align` runs as a process. The exponent
is the growth of the wall-clock time from one size to the next.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import measure
import numpy as np

from embeddings import Space, read, write

#: Standard deviation of the noise in a copy, relative to that of the vectors. With this noise, each
#: copy has different neighbours.
NOISE = 0.3


def tiled(space: Space, size: int, rng: np.random.Generator) -> Space:
    """Return a space of `size` words: the words of `space`, then noisy copies of them."""
    n = len(space)
    rows = np.arange(size) % n
    vectors = space.vectors[rows]
    deviation = NOISE * vectors.std()
    vectors[n:] += deviation * rng.standard_normal(vectors[n:].shape, dtype=np.float32)
    words = [space.words[row % n] + (f"_{row // n}" if row >= n else "") for row in range(size)]
    return Space(tuple(words), vectors, space.language)


def main() -> None:
    """Align spaces of each size, and print one line per size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source")
    parser.add_argument("target")
    parser.add_argument("--sizes", default="10000,20000,50000,100000,200000")
    parser.add_argument("--threads", default="2")
    arguments = parser.parse_args()
    spaces = read(arguments.source), read(arguments.target)
    previous = None
    print("words", "wall s", "CPU s", "peak MB", "exponent", sep="\t", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for size in map(int, arguments.sizes.split(",")):
            paths = [Path(folder) / f"{name}.npz" for name in ("aa", "bb")]
            for space, path, seed in zip(spaces, paths, (0, 1), strict=True):
                write(tiled(space, size, np.random.default_rng(seed)), path)
            command = measure.isogloss("align", *map(str, paths), "-o", str(Path(folder) / "aa-bb"))
            options = ("--source", "aa", "--target", "bb", "--threads", arguments.threads)
            cost = measure.run([*command, *options])
            exponent = ""
            if previous:
                exponent = f"{np.log(cost.wall / previous[1]) / np.log(size / previous[0]):.2f}"
            previous = size, cost.wall
            line = (size, f"{cost.wall:.1f}", f"{cost.cpu:.1f}", f"{cost.memory:.0f}", exponent)
            print(*line, sep="\t", flush=True)


if __name__ == "__main__":
    main()
