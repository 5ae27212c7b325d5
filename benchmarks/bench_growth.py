"""What aligning costs as the vocabularies grow: wall clock, processor time and peak memory.

    python benchmarks/bench_growth.py SOURCE TARGET --sizes 10000,20000,50000,100000,200000

Spaces of each size are made by repeating the words of SOURCE and TARGET, in their order of
frequency, with noise in the copies' vectors and a number after their words; then `isogloss align`
is run on them as a whole process. The exponent is that of the wall clock from one size to the next.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import measure
import numpy as np

from embeddings import Space, read, write

#: Deviation of the noise in a copy, in units of the vectors' own: each copy has other neighbours.
NOISE = 0.3


def tiled(space: Space, size: int, rng: np.random.Generator) -> Space:
    """Return `size` words: those of `space`, then noised copies of them."""
    n = len(space)
    rows = np.arange(size) % n
    vectors = space.vectors[rows]
    deviation = NOISE * vectors.std()
    vectors[n:] += deviation * rng.standard_normal(vectors[n:].shape, dtype=np.float32)
    words = [space.words[row % n] + (f"_{row // n}" if row >= n else "") for row in range(size)]
    return Space(tuple(words), vectors, space.language)


def main() -> None:
    """Run the sizes and print a line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source")
    parser.add_argument("target")
    parser.add_argument("--sizes", default="10000,20000,50000,100000,200000")
    parser.add_argument("--threads", default="2")
    given = parser.parse_args()
    spaces = read(given.source), read(given.target)
    before = None
    print("words", "wall s", "CPU s", "peak MB", "exponent", sep="\t", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for size in map(int, given.sizes.split(",")):
            paths = [Path(folder) / f"{name}.npz" for name in ("aa", "bb")]
            for space, path, seed in zip(spaces, paths, (0, 1), strict=True):
                write(tiled(space, size, np.random.default_rng(seed)), path)
            command = measure.isogloss("align", *map(str, paths), "-o", str(Path(folder) / "aa-bb"))
            names = ("--source", "aa", "--target", "bb", "--threads", given.threads)
            cost = measure.run([*command, *names])
            exponent = ""
            if before:
                exponent = f"{np.log(cost.wall / before[1]) / np.log(size / before[0]):.2f}"
            before = size, cost.wall
            line = (size, f"{cost.wall:.1f}", f"{cost.cpu:.1f}", f"{cost.memory:.0f}", exponent)
            print(*line, sep="\t", flush=True)


if __name__ == "__main__":
    main()
