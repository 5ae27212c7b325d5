"""Fit the coefficients of `align.retrieval.confidence`, and test their calibration.

    python benchmarks/fit_trust.py FOLDER-OF-MODELS FOLDER-OF-GOLD [--test] \
        [--held-out FOLDER]

The first folder holds models; a pair may have several, such as en-de1 and en-de2. The second folder
holds S-T.muse-train.txt and S-T.muse-test.txt for both directions of each pair; a pair without them
has dictionaries composed through English. The coefficients are fitted to the words of the train
dictionaries of both directions that are in no test dictionary, all directions with the same weight.
With --test, they are also tested on the words of the test dictionaries that are in no train
dictionary.

For words that lack a translation, each model is also taken with a part of its target vocabulary
(`cut.py`). Models in a FOLDER that is held out are tested, but not fitted to.

Prints the fitted coefficients, for models with count vectors (`counted`) and without, then for each
direction the expected calibration error (10 bins of equal mass) in these columns:

* `covered`: gold words with a translation in the vocabulary; the probability of the first candidate
  if there is one, `p / (1 - absence)`;
* `all`: all gold words, also those without a translation, for which no candidate is right;
* `absent`: the probability that there is none, with its mean and the measured share.

Each with the coefficients in `align.retrieval.confidence` (`now`) and with coefficients fitted to
the models without the language (`left out`). The language of a pair with English is the other one;
of French and Russian, Russian; of French and Finnish, both. Composed dictionaries name too many
translations to say what is lacking, so absence is fitted to pairs with English.
"""

from __future__ import annotations

import argparse
from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np
from cut import KINDS, gold_of, variants
from scipy.optimize import minimize
from scipy.special import expit

from align.evaluation.calibration import calibration, calibration_error
from align.lexicon import Lexicon
from align.model.load import open_model
from align.model.model import Model
from align.retrieval import confidence
from align.translation.absence import signs_of


class Words(NamedTuple):
    """The gold words of one direction, n of them.

    Parameters
    ----------
    trust, absence
        The signs (n, 7) of each word.
    share
        The share of its first candidate (n,).
    right
        Whether that candidate is right (n,).
    exists
        Whether a right word is in the vocabulary (n,).
    counted
        Whether the model has count vectors.
    """

    trust: np.ndarray
    absence: np.ndarray
    share: np.ndarray
    right: np.ndarray
    exists: np.ndarray
    counted: bool


def words(model: Model, gold: Lexicon) -> Words:
    """Return the words of `gold` that the model knows."""
    source, target = model.source, model.target
    answers: dict[int, set[int]] = {}
    for word, answer in gold.pairs:
        if word in source.rows:
            answers.setdefault(source.rows[word], set()).add(target.rows.get(answer, -1))
    rows = np.array(sorted(answers))
    right = [source.table.rows[row, 0] in answers[row] for row in rows.tolist()]
    exists = [max(answers[row]) >= 0 for row in rows.tolist()]
    signs = signs_of(model)
    assert signs, f"{model} is not aligned"
    share = confidence.shares(source.table.scores[rows], model.sharpness)[:, 0]
    return Words(
        signs.of_trust(rows).T,
        signs.of_absence(rows).T,
        share,
        np.array(right),
        np.array(exists),
        model.alignment.counted,
    )


def fit(signs: list[np.ndarray], share: list[np.ndarray], true: list[np.ndarray]) -> np.ndarray:
    """Return the maximum-likelihood coefficients of ``share * logistic(signs)``, by direction."""
    x, s, hit = (np.concatenate(each) for each in (signs, share, true))
    weight = np.concatenate([np.full(len(each), 1 / len(each)) for each in true])

    def loss(w: np.ndarray) -> tuple[float, np.ndarray]:
        chance = expit(x @ w)
        p = np.clip(s * chance, 1e-9, 1 - 1e-9)
        slope = np.where(hit, -1 / p, 1 / (1 - p)) * s * chance * (1 - chance)
        value = -float(weight @ np.where(hit, np.log(p), np.log(1 - p)))
        shrunk = 1e-3 * np.append(0, w[1:])
        return value + float(shrunk @ w), (weight * slope) @ x + 2 * shrunk

    return minimize(loss, np.zeros(x.shape[1]), jac=True, method="BFGS").x


class Coefficients(NamedTuple):
    """The coefficients of both functions."""

    trust: np.ndarray
    absence: np.ndarray

    @classmethod
    def fitted(cls, data: dict[tuple[str, str, str], Words]) -> Coefficients:
        """Return those fitted to `data`: trust to whole models, absence to pairs with English."""
        whole = [each for (_, _, variant), each in data.items() if variant == "whole"]
        every = [each for (_, name, _), each in data.items() if "en" in name.split("-")]
        return cls(
            fit(
                [each.trust[each.exists] for each in whole],
                [each.share[each.exists] for each in whole],
                [each.right[each.exists] for each in whole],
            ),
            fit(
                [each.absence for each in every],
                [np.ones(len(each.exists)) for each in every],
                [~each.exists for each in every],
            ),
        )

    def errors(self, each: Words) -> list[float]:
        """Return the calibration errors `covered`, `all`, `absent`, and the mean of the last."""
        if_any = each.share * expit(each.trust @ self.trust)
        none = expit(each.absence @ self.absence)
        errors = (
            calibration_error(calibration(p, hit))
            for p, hit in (
                (if_any[each.exists], each.right[each.exists]),
                (if_any * (1 - none), each.right),
                (none, ~each.exists),
            )
        )
        return [*errors, float(none.mean())]


def now(counted: bool) -> Coefficients:
    """Return the coefficients in use."""
    c = confidence
    pair = (c._TRUST_COUNTED, c._ABSENCE_COUNTED) if counted else (c._TRUST, c._ABSENCE)
    return Coefficients(*map(np.array, pair))


def left_out(pair: str, other: str) -> bool:
    """Return whether `other` has the language that is held out for `pair`, such as en-fr."""
    held = {"ru"} & set(pair.split("-")) or set(pair.split("-")) - {"en"}
    return bool(held & set(other.split("-")))


def floor(p: np.ndarray, rng: np.random.Generator) -> float:
    """Return the mean calibration error of probabilities `p` when they are perfectly calibrated."""
    errors = [calibration_error(calibration(p, rng.random(len(p)) < p)) for _ in range(200)]
    return float(np.mean(errors))


def main() -> None:
    """Fit the coefficients, and print the calibration errors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--test", action="store_true")
    parser.add_argument("--held-out", action="append", default=[], metavar="FOLDER")
    arguments = parser.parse_args()
    data = gathered(arguments.models, arguments.gold)
    for counted in (False, True):
        known = {key: each for key, each in data["train"].items() if each.counted == counted}
        train = {key: each for key, each in known.items() if key[0] not in arguments.held_out}
        if not train:
            continue
        fitted = Coefficients.fitted(train)
        for name, values in zip(fitted._fields, fitted, strict=True):
            print("counted" if counted else "not counted", name, np.round(values, 2).tolist())
        for key, kind in product(known, KINDS if arguments.test else KINDS[:1]):
            rest = {k: each for k, each in train.items() if not left_out(key[1], k[1])}
            print(*key, kind, *line(data[kind][key], rest), sep="\t")


def gathered(models: Path, gold: Path) -> dict[str, dict[tuple[str, str, str], Words]]:
    """Return the words of each kind, by folder, direction and variant of the model."""
    data: dict[str, dict[tuple[str, str, str], Words]] = {kind: {} for kind in KINDS}
    for folder in sorted(models.iterdir()):
        for variant, model in variants(open_model(folder), gold):
            for each, kind in product((model, model.reversed()), KINDS):
                dictionary = gold_of(gold, *each.name.split("-"), kind)
                data[kind][folder.name, each.name, variant] = words(each, dictionary)
    return data


def line(each: Words, rest: dict[tuple[str, str, str], Words]) -> list[str]:
    """Return the columns of a direction; `rest` are the words without its language."""
    current = now(each.counted).errors(each)
    held = Coefficients.fitted(rest).errors(each) if rest else [np.nan] * 4
    columns = zip(("covered", "all", "absent", "mean"), current, held, strict=True)
    return [
        f"words {len(each.right)}",
        f"lacking {1 - each.exists.mean():.3f}",
        f"P@1 {each.right[each.exists].mean():.3f}",
        *(f"{name} {a:.3f} left out {b:.3f}" for name, a, b in columns),
    ]


if __name__ == "__main__":
    main()
