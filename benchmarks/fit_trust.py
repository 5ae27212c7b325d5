"""Fit the coefficients of `confidence.trust` to development dictionaries, and test them.

    python benchmarks/fit_trust.py FOLDER-OF-MODELS FOLDER-OF-GOLD

The first holds models of English and other languages, several of a pair if they were made in
different ways; the second S-T.muse-train.txt and S-T.muse-test.txt for both directions of each
pair. Prints the coefficients, the expected calibration error (10 bins of equal mass) of each
direction on both dictionaries, with those coefficients, with the language left out of the fit, as
`align.retrieval.confidence` has them now, and what probabilities that are just right would show by
chance.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from align import open_model, read_lexicon
from align.evaluation.calibration import calibration, calibration_error
from align.retrieval.confidence import _TRUST, probabilities, signs


class Words(NamedTuple):
    """What is seen of each gold word (n, 6), its best share (n,), and whether that is right."""

    seen: np.ndarray
    share: np.ndarray
    right: np.ndarray


def words(folder: Path, gold: Path, reverse: bool, kind: str) -> Words:
    """Return the gold words of one direction of the model in `folder`."""
    model = open_model(folder)
    source, target = (model.target, model.source) if reverse else (model.source, model.target)
    file = gold / f"{source.language}-{target.language}.muse-{kind}.txt"
    known = read_lexicon(file).rows(source.rows, target.rows)
    rows = np.unique(known[:, 0])
    best = source.table.rows[rows, 0]
    pairs = set(map(tuple, known.tolist()))
    gain = model.alignment.verdict.evidence["gain"]
    seen = signs(source.table, target.table, gain)[:, rows].T
    right = np.array([pair in pairs for pair in zip(rows.tolist(), best.tolist(), strict=True)])
    share = probabilities(source.table.scores[rows], model.sharpness)[:, 0]
    return Words(seen, share, right)


def fit(directions: Iterable[Words]) -> np.ndarray:
    """Return the coefficients of the largest likelihood, each direction weighing the same."""
    directions = list(directions)

    def loss(w: np.ndarray) -> float:
        total = 1e-3 * float(np.sum(w[1:] ** 2))
        for seen, share, right in directions:
            p = np.clip(share * expit(seen @ w), 1e-9, 1 - 1e-9)
            total -= float(np.mean(np.where(right, np.log(p), np.log(1 - p))))
        return total

    return minimize(loss, np.zeros(6), method="BFGS").x


def error(w: np.ndarray, direction: Words) -> float:
    """Return the expected calibration error under the coefficients `w`."""
    return calibration_error(
        calibration(direction.share * expit(direction.seen @ w), direction.right)
    )


def floor(p: np.ndarray, rng: np.random.Generator) -> float:
    """Return the error that probabilities `p` would have if each were just right, by chance."""
    drawn = [calibration_error(calibration(p, rng.random(len(p)) < p)) for _ in range(200)]
    return float(np.mean(drawn))


def main() -> None:
    """Fit and print."""
    folder, gold = Path(sys.argv[1]), Path(sys.argv[2])
    data = {
        (model.name, reverse, kind): words(model, gold, reverse, kind)
        for model in sorted(folder.iterdir())
        for reverse in (False, True)
        for kind in ("train", "test")
    }
    train = {key: value for key, value in data.items() if key[2] == "train"}
    w, rng = fit(train.values()), np.random.default_rng(0)
    print("coefficients", np.round(w, 2).tolist())
    for (name, reverse, kind), direction in data.items():
        left = fit(value for key, value in train.items() if key[0][:5] != name[:5])
        print(
            name,
            "there" if not reverse else "back",
            kind,
            f"words {len(direction.right)}",
            f"P@1 {direction.right.mean():.3f}",
            f"error {error(w, direction):.3f}",
            f"left out {error(left, direction):.3f}",
            f"now {error(np.array(_TRUST), direction):.3f}",
            f"if just right {floor(direction.share * expit(direction.seen @ w), rng):.3f}",
            f"softmax alone {error(np.array([50.0, 0, 0, 0, 0, 0]), direction):.3f}",
            sep="\t",
        )


if __name__ == "__main__":
    main()
