"""How often alignment without a dictionary succeeds, how well, and what the verdict says of it.

    python benchmarks/bench_unsupervised.py SOURCE TARGET GOLD --init transport --seeds 0-9

One line for each random seed, tab-separated: what was taken, verdict, evidence, P@1 of the CSLS
ranking by MUSE's metric, words, coverage, seconds of processor and wall. Without GOLD ("-") the
precision is left out. `--negative` makes a pair that cannot be aligned out of the two spaces.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import replace

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np

from align import EmptyDictionary, build, evaluate, find_seed, learn, read_lexicon
from align.seed import INITS
from embeddings import Space, read


def gaussian(space: Space, rng: np.random.Generator) -> Space:
    """Return Gaussian vectors of the same mean and covariance under the same words."""
    vectors = rng.multivariate_normal(
        space.vectors.mean(axis=0), np.cov(space.vectors.T), len(space), method="cholesky"
    )
    return replace(space, vectors=vectors.astype(np.float32))


def uneven(space: Space, rng: np.random.Generator) -> Space:
    """Return each axis shuffled by itself: the same distribution of every axis, no structure."""
    return replace(space, vectors=rng.permuted(space.vectors, axis=0))


def blocks(space: Space, rng: np.random.Generator) -> Space:
    """Return the words permuted among 100 neighbours in frequency: the vectors stay."""
    order = np.arange(len(space))
    for start in range(0, len(order), 100):
        rng.shuffle(order[start : start + 100])
    return replace(space, words=tuple(space.words[row] for row in order))


def rare(space: Space, rng: np.random.Generator) -> Space:
    """Return the rarer half only."""
    half = len(space) // 2
    return replace(space, words=space.words[half:], vectors=space.vectors[half:])


NEGATIVES = {"gaussian": gaussian, "uneven": uneven, "blocks": blocks, "rare": rare}


def main() -> None:
    """Run the alignments and print their lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source")
    parser.add_argument("target")
    parser.add_argument("gold")
    parser.add_argument("--init", choices=INITS, default="auto")
    parser.add_argument("--seeds", default="0-9")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--negative", choices=NEGATIVES)
    given = parser.parse_args()
    first, last = given.seeds.split("-")
    source, target = read(given.source, limit=given.limit), read(given.target, limit=given.limit)
    gold = None if given.gold == "-" else read_lexicon(given.gold)
    for seed in range(int(first), int(last) + 1):
        rng = np.random.default_rng(seed)
        other = NEGATIVES[given.negative](target, rng) if given.negative else target
        wall, cpu = time.monotonic(), time.process_time()
        try:
            found = find_seed(source, other, given.init, rng=rng)
        except EmptyDictionary:
            print(seed, given.negative or "", "no seed", sep="\t", flush=True)
            continue
        alignment = learn(source, other, found, rng=rng)
        line = [seed, given.negative or "", found.method, alignment.verdict.label]
        line += [f"{name} {value:.3f}" for name, value in alignment.verdict.evidence.items()]
        if gold:
            report = evaluate(build(source, other, alignment, ("source", "target")), gold)
            line += [f"P@1 {100 * report.precision[1]:.2f}", f"words {report.words}"]
            line += [f"coverage {report.coverage:.3f}"]
        line += [f"cpu {time.process_time() - cpu:.0f}", f"wall {time.monotonic() - wall:.0f}"]
        print(*line, sep="\t", flush=True)


if __name__ == "__main__":
    sys.exit(main())
