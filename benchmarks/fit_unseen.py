"""Measure the calibration of guesses: translations of unknown words by their n-grams.

    python benchmarks/fit_unseen.py FOLDER-OF-MODELS FOLDER-OF-GOLD [--fit PAIR]

The first folder holds models with sub-words. The second folder holds S-T.muse-train.txt and
S-T.muse-test.txt for both directions of each pair; words of the train dictionaries are left out of
the test dictionaries, as in `fit_trust.py`. Three kinds of gold words are guessed:

* `held out`: known words, treated as unknown;
* `unseen`: unknown words with a gold translation in the target vocabulary;
* `all unseen`: all unknown words, including those for which no candidate can be right.

Prints for each direction, dictionary and kind: the number of words, P@1, the mean probability of
the first candidate, and its expected calibration error (10 bins of equal mass) in these columns:

* `now`: as it is;
* `fitted`: with a constant added to the logit of `align.retrieval.confidence.trust_unseen`. The
  constant is fitted to `unseen` on the train dictionaries of the models of PAIR (en-fr);
* `if calibrated`: of perfectly calibrated probabilities, by chance.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from cut import gold_of
from fit_trust import floor
from scipy.optimize import minimize_scalar
from scipy.special import expit, logit

from align.evaluation.calibration import calibration, calibration_error
from align.model.load import open_model
from align.model.model import TABLE_WIDTH, Model
from align.translation.beyond import search_unseen
from align.translation.translator import Translator

_KINDS = ("held out", "unseen", "all unseen")


class Guesses(NamedTuple):
    """The guesses for n words.

    Parameters
    ----------
    share
        The share of the best candidate of each word (n,).
    trust
        The logit of the trust in each list of candidates (n,).
    right
        Whether the best candidate of each word is right (n,).
    """

    share: np.ndarray
    trust: np.ndarray
    right: np.ndarray

    def probability(self, added: float = 0.0) -> np.ndarray:
        """Return the probability of the best candidate, with `added` added to the logit."""
        return self.share * expit(self.trust + added)


def guesses(model: Model, reverse: bool, gold: Path, dictionary: str, kind: str) -> Guesses:
    """Return the guesses for the gold words of one kind."""
    translator = Translator(model.reversed() if reverse else model)
    ends = translator.source.language, translator.target.language
    answers: dict[str, set[str]] = {}
    for word, answer in gold_of(gold, *ends, dictionary).pairs:
        answers.setdefault(word, set()).add(answer)
    words, vectors = [], []
    for word, right in answers.items():
        in_group = (word in translator.source.rows) == (kind == "held out")
        if in_group and (kind == "all unseen" or not right.isdisjoint(translator.target.rows)):
            vector = translator.source.subwords.vector(word)
            if vector is not None:
                words.append(word)
                vectors.append(vector)
    mapped = translator._map(np.stack(vectors))
    hits = search_unseen(
        translator.target,
        translator.index,
        mapped,
        translator.sharpness,
        translator.verdict.credit,
        TABLE_WIDTH,
    )
    trust = hits.probabilities.sum(axis=1)
    best = [translator.target.words[row] for row in hits.rows[:, 0]]
    right = [answer in answers[word] for word, answer in zip(words, best, strict=True)]
    return Guesses(hits.probabilities[:, 0] / trust, logit(trust), np.array(right))


def fit(directions: Iterable[Guesses]) -> float:
    """Return the maximum-likelihood constant; all directions have the same weight."""
    directions = list(directions)

    def loss(added: float) -> float:
        chances = ((np.clip(each.probability(added), 1e-9, 1 - 1e-9), each) for each in directions)
        return -sum(
            float(np.mean(np.where(each.right, np.log(p), np.log(1 - p)))) for p, each in chances
        )

    return float(minimize_scalar(loss, bounds=(-5, 5), method="bounded").x)


def main() -> None:
    """Guess the words, fit the constant, and print the calibration errors."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--fit", default="en-fr", metavar="PAIR")
    arguments = parser.parse_args()
    data = {
        (folder.name, reverse, dictionary, kind): guesses(
            model, reverse, arguments.gold, dictionary, kind
        )
        for folder in sorted(arguments.models.iterdir())
        for model in [open_model(folder)]
        for reverse in (False, True)
        for dictionary in ("train", "test")
        for kind in _KINDS
    }
    added = fit(
        each
        for (name, _, *rest), each in data.items()
        if name.startswith(arguments.fit) and rest == ["train", "unseen"]
    )
    print(f"added {added:.2f}")
    rng = np.random.default_rng(0)
    for (name, reverse, dictionary, kind), each in data.items():
        now, fitted = each.probability(), each.probability(added)
        print(
            *(name, "reverse" if reverse else "forward", dictionary, kind),
            f"words {len(each.right)}",
            f"P@1 {each.right.mean():.3f}",
            f"mean {now.mean():.3f}",
            f"now {calibration_error(calibration(now, each.right)):.3f}",
            f"fitted {calibration_error(calibration(fitted, each.right)):.3f}",
            f"if calibrated {floor(now, rng):.3f}",
            sep="\t",
        )


if __name__ == "__main__":
    main()
