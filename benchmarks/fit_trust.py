"""Fit the coefficients of `align.retrieval.confidence`, and test their calibration.

    python benchmarks/fit_trust.py FOLDER-OF-MODELS FOLDER-OF-GOLD [--test]

The first folder holds models; a pair may have several, such as en-de1 and en-de2. The second folder
holds S-T.muse-train.txt and S-T.muse-test.txt for both directions of each pair; a pair without them
has dictionaries composed through English. The coefficients are fitted to the words of the train
dictionaries of both directions that are in no test dictionary, all directions with the same weight.
With --test, the tables are of the words of the test dictionaries that are in no train dictionary.

For words that lack a translation, each model is also taken with a part of the target vocabulary:

* `half`: half of the source words of the gold dictionaries lose all their gold translations, with
  the other forms of these, and half of the words that are in no gold dictionary go too;
* `frequent`: only the most frequent third of the target words stays.

The maps are those of the whole model; the candidates and everything after them are made anew.

Prints the fitted coefficients, for models with count vectors (`counted`) and without, then for each
direction the expected calibration error (10 bins of equal mass) in these columns:

* `covered`: gold words with a translation in the vocabulary; the probability of the first candidate
  if there is one, `p / (1 - absence)`;
* `all`: all gold words, also those without a translation, for which no candidate is right;
* `absent`: the probability that there is none, with its mean and the measured share.

Each with the coefficients in `align.retrieval.confidence` (`now`) and with coefficients fitted to
the models without the language (`left out`). The language of a pair with English is the other one;
of French and Russian, Russian.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
from bench_shared import dictionary
from measure import unlearned
from scipy.optimize import minimize
from scipy.special import expit

from align.evaluation.calibration import calibration, calibration_error
from align.lexicon import Lexicon
from align.model.build import _found, _tables
from align.model.load import open_model
from align.model.model import Model
from align.model.vocabulary import Vocabulary
from align.retrieval import confidence
from align.retrieval.clues import Clues
from align.retrieval.forms import forms_among, written
from align.retrieval.spelling import read_spellings
from align.translation.absence import signs_of


class Words(NamedTuple):
    """The gold words of one direction, n of them.

    Parameters
    ----------
    trust, absence
        The signs (n, 6) and (n, 7) of each word.
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


def gold_of(folder: Path, source: str, target: str, kind: str) -> Lexicon:
    """Return a MUSE dictionary without the words of the other kind, `train` or `test`."""
    other = "train" if kind == "test" else "test"
    gold, there, back = (
        dictionary(folder, each, *ends, "en")
        for each, *ends in (
            (kind, source, target),
            (other, source, target),
            (other, target, source),
        )
    )
    return unlearned(gold, there, back.reverse())


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


def cut(model: Model, kept: np.ndarray) -> Model:
    """Return the model with a part of its target words."""
    x, y = np.array(model.source.penalized), np.array(model.target.penalized[kept])
    ends = model.source.words, tuple(np.array(model.target.words, dtype=object)[kept])
    clues = Clues(read_spellings(*ends, np.random.default_rng(0)))
    found = _found(np.ascontiguousarray(x[:, :-1]), y[:, :-1], clues)
    x[:, -1], y[:, -1] = found.forward.penalty, found.backward.penalty
    tables = _tables(found, (ends[0], x), (ends[1], y), model.alignment, clues)
    return replace(
        model,
        source=replace(model.source, penalized=x, table=tables.forward),
        target=replace(
            model.target, vocabulary=Vocabulary(ends[1]), penalized=y, table=tables.backward
        ),
        sharpness=tables.sharpness,
    )


def half(model: Model, golds: Iterable[Lexicon]) -> np.ndarray:
    """Return which target words (m,) stay if half of the gold words lose their translations."""
    rng, side = np.random.default_rng(1), model.target
    pairs = [pair for gold in golds for pair in gold.pairs]
    losers = {word for word in sorted({word for word, _ in pairs}) if rng.random() < 0.5}
    gone = np.unique([side.rows[y] for x, y in pairs if x in losers and y in side.rows])
    named = np.isin(side.words, [answer for _, answer in pairs])
    kept = named | (rng.random(len(named)) < 0.5)
    near = np.argsort(-(side.vectors[gone] @ side.vectors.T), axis=1)[:, :20]
    kept[near[forms_among(written(side.words), side.vectors, gone, near)]] = False
    return kept


def variants(model: Model, gold: Path) -> Iterator[tuple[str, Model]]:
    """Yield the model, and the model with less of its target vocabulary."""
    ends = model.source.language, model.target.language
    m = len(model.target.words)
    yield "whole", model
    yield "half", cut(model, half(model, [gold_of(gold, *ends, kind) for kind in _KINDS]))
    yield "frequent", cut(model, np.arange(m) < m // 3)


_KINDS = ("train", "test")



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
        """Return those fitted to `data`: trust to whole models, absence to all."""
        whole = [each for (_, _, variant), each in data.items() if variant == "whole"]
        every = list(data.values())
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
    arguments = parser.parse_args()
    data: dict[str, dict[tuple[str, str, str], Words]] = {kind: {} for kind in _KINDS}
    for folder in sorted(arguments.models.iterdir()):
        for variant, model in variants(open_model(folder), arguments.gold):
            for each in (model, model.reversed()):
                for kind in _KINDS:
                    gold = gold_of(arguments.gold, *each.name.split("-"), kind)
                    data[kind][folder.name, each.name, variant] = words(each, gold)
    for counted in (False, True):
        train = {key: each for key, each in data["train"].items() if each.counted == counted}
        if not train:
            continue
        for name, fitted in zip(
            Coefficients._fields, Coefficients.fitted(train), strict=True
        ):
            print("counted" if counted else "not counted", name, np.round(fitted, 2).tolist())
        for key in train:
            each = data["test" if arguments.test else "train"][key]
            rest = {k: v for k, v in train.items() if not left_out(key[1], k[1])}
            current = now(counted).errors(each)
            held = Coefficients.fitted(rest).errors(each) if rest else [np.nan] * 4
            print(
                *(*key, f"words {len(each.right)}", f"lacking {1 - each.exists.mean():.3f}"),
                f"P@1 {each.right[each.exists].mean():.3f}",
                *(
                    f"{name} {a:.3f} left out {b:.3f}"
                    for name, a, b in zip(
                        ("covered", "all", "absent", "mean"), current, held, strict=True
                    )
                ),
                sep="\t",
            )


if __name__ == "__main__":
    main()
