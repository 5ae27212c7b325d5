"""Fit what translations share of their features: align/seed/invariants.npz.

    python scripts/make_invariants.py align/seed/invariants.npz --space en en.npz \
        --space fr fr.npz --space counted counted.npz \
        --pairs en fr en-fr.tsv --pairs en counted identity.tsv

`--space` names vectors, most frequent first. `--pairs` is a file of lines "source TAB target TAB
weight" between two of them: words that translate each other, the weight how sure that is. Those
shipped are what Isogloss itself induced (English-French, English-Finnish, French-Finnish, by
`--init identical`), and the identity between English vectors and vectors from log co-occurrence
counts of public-domain novels, alone and after the dictionaries from French and Finnish: no gold
dictionary is in it.
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

#: The place of each word among the features (n, f).
_Known = tuple[dict[str, int], Features]
_Square = npt.NDArray[np.float64]


def main() -> None:
    """Fit the variates and write them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("output")
    parser.add_argument("--space", nargs=2, action="append", required=True)
    parser.add_argument("--pairs", nargs=3, action="append", required=True)
    given = parser.parse_args()
    known: dict[str, _Known] = {}
    for name, path in given.space:
        space = read(path, limit=20_000)
        rows, features = described(space)
        places = {space.words[row]: place for place, row in enumerate(rows[:LONGEST])}
        known[name] = places, normal(features[:LONGEST])
        print(f"{name}: {len(places)} words", flush=True)
    moments = [_moments(known[source], known[target], path) for source, target, path in given.pairs]
    within, across = (sum(each) / len(moments) for each in zip(*moments, strict=True))
    # Neither side is special, so both have the same variates, and a correlation may be negative.
    white = whitening(within)
    correlations, axes = np.linalg.eigh(white.T @ across @ white)
    kept = np.argsort(-np.abs(correlations), kind="stable")[:VARIATES]
    bounded = np.clip(correlations[kept], -HIGHEST_CORRELATION, HIGHEST_CORRELATION)
    np.savez_compressed(
        given.output,
        format=np.array("isogloss-invariants"),
        version=np.array(1),
        variates=(white @ axes[:, kept]).astype(np.float32),
        correlations=bounded.astype(np.float32),
    )


def _moments(source: _Known, target: _Known, path: str) -> tuple[_Square, _Square]:
    """Return the covariances (f, f) within and across the pairs of a file, alike both ways."""
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
    weighed, of_target = a * weights[:, None], b * weights[:, None]
    return (a.T @ weighed + b.T @ of_target) / 2, (weighed.T @ b + of_target.T @ a) / 2


if __name__ == "__main__":
    main()
