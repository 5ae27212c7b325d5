"""How right the probabilities of guesses are: words never seen, translated by their n-grams.

    python benchmarks/fit_unseen.py FOLDER-OF-MODELS FOLDER-OF-GOLD [--fit PAIR]

The first holds models with sub-words; the second S-T.muse-train.txt and S-T.muse-test.txt for both
directions of each pair. Three kinds of gold words are guessed:

* `held out`: words of the vocabulary, as if they were not in it;
* `unseen`: words that are not in it, with a gold translation that the target's vocabulary has;
* `all unseen`: the same, and those without one, for whom no answer is right.

Prints, of each direction, dictionary and kind: how many words, how many of them were right (P@1),
the mean probability of the first candidate, and its expected calibration error (10 bins of equal
mass): as it is; with the one number added to the logit of `align.retrieval.confidence.trust_unseen`
that is likeliest for `unseen` on the train dictionaries of the PAIR's models (en-fr); and what
probabilities that are just right would show by chance.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from fit_trust import calibration, floor
from scipy.optimize import minimize_scalar
from scipy.special import expit, logit

from align import open_model, read_lexicon
from align.model.model import TABLE_WIDTH, Model
from align.translation.translator import Translator, search_unseen

_KINDS = ("held out", "unseen", "all unseen")


class Guesses(NamedTuple):
    """Of n words: the best candidate's share, the logit of the trust, and whether it is right."""

    share: np.ndarray
    trust: np.ndarray
    right: np.ndarray

    def probability(self, added: float = 0.0) -> np.ndarray:
        """Return the best candidate's probability, with a number added to the logit."""
        return self.share * expit(self.trust + added)


def guesses(model: Model, reverse: bool, gold: Path, dictionary: str, kind: str) -> Guesses:
    """Return what is guessed of the gold words of one kind."""
    way = Translator(model, reverse=reverse)
    file = gold / f"{way.source.language}-{way.target.language}.muse-{dictionary}.txt"
    answers: dict[str, set[str]] = {}
    for word, answer in read_lexicon(file).pairs:
        answers.setdefault(word, set()).add(answer)
    words, vectors = [], []
    for word, right in answers.items():
        asked = (word in way.source.rows) == (kind == "held out")
        if asked and (kind == "all unseen" or not right.isdisjoint(way.target.rows)):
            vector = way.source.subwords.vector(word)
            if vector is not None:
                words.append(word)
                vectors.append(vector)
    mapped = way._map(np.stack(vectors))
    found = search_unseen(
        way.target, way.index, mapped, way.sharpness, way.verdict.credit, TABLE_WIDTH
    )
    trusted = found.probabilities.sum(axis=1)
    best = [way.target.words[row] for row in found.rows[:, 0]]
    right = [answer in answers[word] for word, answer in zip(words, best, strict=True)]
    return Guesses(found.probabilities[:, 0] / trusted, logit(trusted), np.array(right))


def fit(directions: Iterable[Guesses]) -> float:
    """Return the likeliest number to add, each direction weighing the same."""
    directions = list(directions)

    def loss(added: float) -> float:
        chances = ((np.clip(each.probability(added), 1e-9, 1 - 1e-9), each) for each in directions)
        return -sum(
            float(np.mean(np.where(each.right, np.log(p), np.log(1 - p)))) for p, each in chances
        )

    return float(minimize_scalar(loss, bounds=(-5, 5), method="bounded").x)


def main() -> None:
    """Guess, fit and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("models", type=Path)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--fit", default="en-fr", metavar="PAIR")
    given = parser.parse_args()
    found = {
        (folder.name, reverse, dictionary, kind): guesses(
            model, reverse, given.gold, dictionary, kind
        )
        for folder in sorted(given.models.iterdir())
        for model in [open_model(folder)]
        for reverse in (False, True)
        for dictionary in ("train", "test")
        for kind in _KINDS
    }
    added = fit(
        each
        for (name, _, *of), each in found.items()
        if name.startswith(given.fit) and of == ["train", "unseen"]
    )
    print(f"added {added:.2f}")
    rng = np.random.default_rng(0)
    for (name, reverse, dictionary, kind), each in found.items():
        now, fitted = each.probability(), each.probability(added)
        print(
            *(name, "back" if reverse else "there", dictionary, kind),
            f"words {len(each.right)}",
            f"P@1 {each.right.mean():.3f}",
            f"mean {now.mean():.3f}",
            f"now {calibration(now, each.right):.3f}",
            f"fitted {calibration(fitted, each.right):.3f}",
            f"if just right {floor(now, rng):.3f}",
            sep="\t",
        )


if __name__ == "__main__":
    main()
