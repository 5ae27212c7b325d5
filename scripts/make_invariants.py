"""Fit the features that translations have in common, and write align/seed/invariants.npz.

    python scripts/make_invariants.py align/seed/invariants.npz --space en en.npz \
        --space fr fr.npz --space counted counted.npz \
        --pairs en fr en-fr.tsv --pairs en counted identity.tsv

`--space` names a file of vectors, most frequent words first. `--pairs` names a file with lines
"source TAB target TAB weight" for two of the spaces. The weight is the confidence in the pair.

The shipped invariants use no gold dictionary. Their pairs come from two sources. Isogloss induced
English-French, English-Finnish and French-Finnish with `--init identical`. The identity pairs
English vectors with vectors from log co-occurrence counts of public-domain novels, alone and after
the dictionaries from French and Finnish.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import numpy.typing as npt

from align.seed.features import Features, normal
from align.seed.invariants import LONGEST, described
from align.seed.relearning import HIGHEST_CORRELATION, VARIATES, whitening
from embeddings import read

#: The row of each word, and the features (n, f).
_Known = tuple[dict[str, int], Features]
_Square = npt.NDArray[np.float64]


def main() -> None:
    """Fit the canonical variates, and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output")
    parser.add_argument("--space", nargs=2, action="append", required=True)
    parser.add_argument("--pairs", nargs=3, action="append", required=True)
    arguments = parser.parse_args()
    known: dict[str, _Known] = {}
    for name, path in arguments.space:
        space = read(path, limit=20_000)
        rows, features = described(space)
        places = {space.words[row]: place for place, row in enumerate(rows[:LONGEST])}
        known[name] = places, normal(features[:LONGEST])
        print(f"{name}: {len(places)} words", flush=True)
    moments = [
        _moments(known[source], known[target], path) for source, target, path in arguments.pairs
    ]
    within, across = (sum(each) / len(moments) for each in zip(*moments, strict=True))
    # Both sides share the same variates by symmetry, so a correlation may be negative.
    white = whitening(within)
    correlations, axes = np.linalg.eigh(white.T @ across @ white)
    strongest = np.argsort(-np.abs(correlations), kind="stable")[:VARIATES]
    bounded = np.clip(correlations[strongest], -HIGHEST_CORRELATION, HIGHEST_CORRELATION)
    np.savez_compressed(
        arguments.output,
        format=np.array("isogloss-invariants"),
        version=np.array(1),
        variates=(white @ axes[:, strongest]).astype(np.float32),
        correlations=bounded.astype(np.float32),
    )


def _moments(source: _Known, target: _Known, path: str) -> tuple[_Square, _Square]:
    """Return the weighted covariances (f, f) within and across the pairs, made symmetric."""
    (words, f), (others, g) = source, target
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    entries = [line.split("\t") for line in lines]
    entries = [entry for entry in entries if entry[0] in words and entry[1] in others]
    print(f"{path}: {len(entries)} pairs", flush=True)
    weights = np.array([float(weight) for _, _, weight in entries])
    weights /= weights.sum()
    a = f[[words[entry[0]] for entry in entries]].astype(np.float64)
    b = g[[others[entry[1]] for entry in entries]].astype(np.float64)
    a, b = a - weights @ a, b - weights @ b
    weighted, weighted_target = a * weights[:, None], b * weights[:, None]
    return (a.T @ weighted + b.T @ weighted_target) / 2, (
        weighted.T @ b + weighted_target.T @ a
    ) / 2


if __name__ == "__main__":
    main()
