"""Fit the coefficients of `confidence.trust` to train dictionaries, and test their calibration.

    python benchmarks/fit_trust.py FOLDER-OF-MODELS FOLDER-OF-GOLD

The first folder holds models of English and other languages; a pair may have several models. The
second folder holds S-T.muse-train.txt and S-T.muse-test.txt for both directions of each pair. The
coefficients are fitted to the train dictionaries of both directions, so the words of either are
left out of the test dictionaries.

Prints the fitted coefficients, then the expected calibration error (10 bins of equal mass) of each
direction on each dictionary, in these columns:

* `error`: with the fitted coefficients;
* `left out`: with coefficients fitted to the other languages;
* `now`: with the coefficients in `align.retrieval.confidence`;
* `if calibrated`: of perfectly calibrated probabilities, by chance;
* `softmax alone`: without trust.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from measure import unlearned
from scipy.optimize import minimize
from scipy.special import expit

from align.evaluation.calibration import calibration, calibration_error
from align.lexicon import Lexicon, read_lexicon
from align.model.load import open_model
from align.retrieval.confidence import _TRUST, probabilities, signs


class Words(NamedTuple):
    """The gold words of one direction.

    Parameters
    ----------
    features
        The features of each word (n, 6).
    share
        The softmax share of the best candidate of each word (n,).
    right
        Whether the best candidate of each word is right (n,).
    """

    features: np.ndarray
    share: np.ndarray
    right: np.ndarray


def words(folder: Path, gold: Path, reverse: bool, kind: str) -> Words:
    """Return the gold words of one direction of the model in `folder`."""
    model = open_model(folder)
    model = model.reversed() if reverse else model
    source, target = model.source, model.target
    known = gold_of(gold, source.language, target.language, kind).rows(source.rows, target.rows)
    rows = np.unique(known[:, 0])
    best = source.table.rows[rows, 0]
    pairs = set(map(tuple, known.tolist()))
    gain = model.verdict.evidence.gain
    features = signs(source.table, target.table, gain)[:, rows].T
    right = np.array([pair in pairs for pair in zip(rows.tolist(), best.tolist(), strict=True)])
    share = probabilities(source.table.scores[rows], model.sharpness)[:, 0]
    return Words(features, share, right)


def gold_of(folder: Path, source: str, target: str, kind: str) -> Lexicon:
    """Return a MUSE dictionary; `test` without the words of the train dictionaries."""
    gold, there, back = (
        read_lexicon(folder / f"{pair}.muse-{each}.txt")
        for pair, each in (
            (f"{source}-{target}", kind),
            (f"{source}-{target}", "train"),
            (f"{target}-{source}", "train"),
        )
    )
    return unlearned(gold, there, back.reverse()) if kind == "test" else gold


def fit(directions: Iterable[Words]) -> np.ndarray:
    """Return the maximum-likelihood coefficients; all directions have the same weight."""
    directions = list(directions)

    def loss(w: np.ndarray) -> float:
        total = 1e-3 * float(np.sum(w[1:] ** 2))
        for features, share, right in directions:
            p = np.clip(share * expit(features @ w), 1e-9, 1 - 1e-9)
            total -= float(np.mean(np.where(right, np.log(p), np.log(1 - p))))
        return total

    return minimize(loss, np.zeros(6), method="BFGS").x


def error(w: np.ndarray, direction: Words) -> float:
    """Return the expected calibration error with the coefficients `w`."""
    return calibration_error(
        calibration(direction.share * expit(direction.features @ w), direction.right)
    )


def floor(p: np.ndarray, rng: np.random.Generator) -> float:
    """Return the mean calibration error of probabilities `p` when they are perfectly calibrated."""
    errors = [calibration_error(calibration(p, rng.random(len(p)) < p)) for _ in range(200)]
    return float(np.mean(errors))


def main() -> None:
    """Fit the coefficients, and print the calibration errors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", type=Path)
    parser.add_argument("gold", type=Path)
    arguments = parser.parse_args()
    data = {
        (model.name, reverse, kind): words(model, arguments.gold, reverse, kind)
        for model in sorted(arguments.models.iterdir())
        for reverse in (False, True)
        for kind in ("train", "test")
    }
    train = {key: value for key, value in data.items() if key[2] == "train"}
    w, rng = fit(train.values()), np.random.default_rng(0)
    print("coefficients", np.round(w, 2).tolist())
    for (name, reverse, kind), direction in data.items():
        left_out = fit(value for key, value in train.items() if key[0][:5] != name[:5])
        print(
            name,
            "reverse" if reverse else "forward",
            kind,
            f"words {len(direction.right)}",
            f"P@1 {direction.right.mean():.3f}",
            f"error {error(w, direction):.3f}",
            f"left out {error(left_out, direction):.3f}",
            f"now {error(np.array(_TRUST), direction):.3f}",
            f"if calibrated {floor(direction.share * expit(direction.features @ w), rng):.3f}",
            f"softmax alone {error(np.array([50.0, 0, 0, 0, 0, 0]), direction):.3f}",
            sep="\t",
        )


if __name__ == "__main__":
    main()
