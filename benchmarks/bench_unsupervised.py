"""How often alignment without a dictionary succeeds, how well, and what the verdict says of it.

    python benchmarks/bench_unsupervised.py SOURCE TARGET GOLD GOLD-BACK --init transport \
        --no-spelling --seeds 0-9

One line for each random seed, tab-separated: what was taken, verdict, evidence, P@1 by MUSE's
metric in both directions with the words that it is of and their coverage, seconds of processor and
wall. Without gold ("-") the precision is left out. No string is looked at with `--init transport
--no-spelling`. `--negative` makes a pair that cannot be aligned out of the two spaces.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from dataclasses import replace

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np

from align import (
    EmptyDictionary,
    build,
    evaluate,
    find_seed,
    learn,
    learn_again,
    read_clues,
    read_lexicon,
)
from align.seed.find import INITS
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
    parser.add_argument("gold", nargs="+")
    parser.add_argument("--no-spelling", action="store_true")
    parser.add_argument("--init", choices=INITS, default="auto")
    parser.add_argument("--seeds", default="0-9")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--negative", choices=NEGATIVES)
    given = parser.parse_args()
    first, last = given.seeds.split("-")
    source, target = read(given.source, limit=given.limit), read(given.target, limit=given.limit)
    golds = [read_lexicon(path) for path in given.gold if path != "-"]
    for seed in range(int(first), int(last) + 1):
        rng = np.random.default_rng(seed)
        other = NEGATIVES[given.negative](target, rng) if given.negative else target
        wall, cpu = time.monotonic(), time.process_time()
        try:
            found = find_seed(source, other, given.init, rng=rng)
        except EmptyDictionary:
            print(seed, given.negative or "", "no seed", sep="\t", flush=True)
            continue
        clues = read_clues(source, other, spelling=not given.no_spelling, rng=rng)
        alignment = learn(source, other, found, rng=rng, clues=clues)
        alignment = learn_again(source, other, found, alignment, rng=rng, clues=clues)
        line = [seed, given.negative or "", found.method, alignment.verdict.label]
        line += [f"{name} {value:.3f}" for name, value in alignment.verdict.evidence.items()]
        if golds:
            model = build(source, other, alignment, ("source", "target"), clues)
            # The second is of the other direction, and so are its lines turned.
            for gold, reverse in zip(golds, (False, True), strict=False):
                turned = gold.reverse() if reverse else gold
                report = evaluate(model, turned, reverse=reverse)
                line += [f"P@1 {100 * report.precision[1]:.2f}", f"words {report.words}"]
                line += [f"coverage {report.coverage:.3f}"]
        line += [f"cpu {time.process_time() - cpu:.0f}", f"wall {time.monotonic() - wall:.0f}"]
        print(*line, sep="\t", flush=True)


if __name__ == "__main__":
    sys.exit(main())
