"""Did the alignment work? A verdict from evidence that needs no gold dictionary.

Self-learning raises an objective, the mean CSLS of the pairs that it induces, and it raises it from
any start. The objective that it reaches from random pairs of the same two spaces is the null. If
the spaces share a shape, the objective ends well above the null; otherwise it ends beside it.

Words spelled alike in both languages are a second witness if the seed was found without them. A map
that translates almost none of them by their own spelling has found some other likeness.

If the objective leaves doubt, two short runs start from independent evidence: from the two halves
of a seed whose pairs were found one by one, or from two seeds with different starts. In spaces that
share a shape both runs reach the same rotation and translate many words alike. Their agreement is
reported but does not decide: two failed starts of transport agree on one word in six.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

Label = Literal["aligned", "doubtful", "not aligned"]

#: Words of each side in the short runs.
VOCABULARY = 4_000

#: Least ratio of the objective of the first stages to the null. Measured on six pairs of English,
#: French, Finnish and Russian and on negatives (docs/experiments.md): 2.8 where P@1 was 83, 1.75 to
#: 1.8 where it was 50, 1.24 to 1.34 where it was 32 to 37; failures 0.95 to 1.11.
CONVINCING_GAIN = 1.2
NOT_ALIGNED_BELOW = 1.12

#: The same for fewer than `VOCABULARY` words, which chance fits more easily. With 720 symbols,
#: unrelated pairs came to 1.05 to 1.29, related ones to 1.58 to 2.17 where P@1 was 89 to 93, and to
#: 1.32 where it was 0 (docs/symbols.md).
CONVINCING_GAIN_OF_FEW = 1.45
NOT_ALIGNED_BELOW_OF_FEW = 1.3

#: A run from one half of the seed pairs that has this share of the other half among its ten
#: candidates, letters aside, and two such runs that translate this share of the words alike, are
#: aligned whatever the gain; the pairs must have been found one by one. Measured on count vectors
#: of text: shares of 0.07 to 0.2 and 0.07 to 0.34 where P@1 of words that are not spelled alike was
#: 12 or more; at most 0.011 and 0.002 on shuffled text (docs/experiments.md). From half of the
#: first share on, a low gain is no longer enough for "not aligned".
CONVINCING_SHARE = 0.05
CONVINCING_AGREEMENT = 0.03

#: Where letters explain a part of the vectors, words that are not spelled alike must not fare much
#: worse than by chance. Measured: 1.3 to 1.6 on vectors from the web, 0.8 to 1.1 on fastText of one
#: to five million words, two texts of one language among them; 0.3 to 0.7 on vectors of letters and
#: noise (docs/experiments.md).
LETTERS_ALONE_BELOW = 0.75

#: Where letters explain this share of the variance in both languages, that gain must exceed chance:
#: vectors of letters in few dimensions reach 1.01. Measured on 2,000 words: 0.2 in vectors from the
#: web and in fastText of five million words, 0.56 in fastText of one million.
LETTERED = 0.3
CONVINCING_GAIN_NOT_ALIKE = 1.05

#: Identical vectors give a null of 0. Clamp it so that the ratio stays finite.
_SMALLEST_NULL = 1e-3

#: Least share of the words spelled alike that an alignment translates by their own spelling: 0.3 to
#: 0.7 where it worked, below 0.01 where it did not.
FEWEST_KEPT = 0.05

#: Fewer pairs than this say nothing about 300 dimensions. Artetxe et al. (2017) still succeeded
#: with 25 numerals.
FEWEST_PAIRS = 25

_ADVICE = {
    "aligned": "",
    "doubtful": "check some translations by eye, and give a few hundred known pairs "
    "(--seed-dictionary FILE) if you can",
    "not aligned": "give some known pairs (--seed-dictionary FILE), or vectors trained on more "
    "text of the same kind in both languages",
}

_ADVICE_SLIPPED = (
    "the shapes of the spaces agree, but words spelled alike do not: check that each row has the "
    "vector of its own word"
)


@dataclass(frozen=True)
class Evidence:
    """The numbers that a verdict rests on; None where a number was not measured.

    Parameters
    ----------
    gain
        Ratio of the objective to the null.
    mutual
        Share of the words of the last round that have a mutual nearest neighbour.
    objective
        Mean CSLS of each word's best candidate in the last round, clues included.
    words
        Size of the smaller vocabulary.
    agreement
        Share of words that two independent short runs translate alike.
    held_out
        Share of held-out seed pairs that a run from the others gets right.
    kept
        Share of the words spelled alike that have their own spelling among their ten candidates.
    letters
        Share of the variance that letters explain in both languages, where letters could mislead.
    gain_not_alike
        The gain over pairs that are not spelled alike, letters aside, where letters could mislead.
    others
        Numbers in the manifest of a model that this version does not know.
    """

    gain: float
    mutual: float | None = None
    objective: float | None = None
    words: float | None = None
    agreement: float | None = None
    held_out: float | None = None
    kept: float | None = None
    letters: float | None = None
    gain_not_alike: float | None = None
    others: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, numbers: Mapping[str, float]) -> Evidence:
        """Return the evidence that `to_dict` made `numbers` of."""
        known = {each.name for each in fields(cls)} - {"others"}
        others = {name: value for name, value in numbers.items() if name not in known}
        return cls(**{name: numbers[name] for name in numbers if name in known}, others=others)

    def to_dict(self) -> dict[str, float]:
        """Return the numbers by name, without those that were not measured."""
        numbers: dict[str, Any] = asdict(self)
        others = numbers.pop("others")
        measured = {name: value for name, value in numbers.items() if value is not None}
        return {**measured, **others}

    def __str__(self) -> str:
        return ", ".join(f"{name} {round(value, 3)}" for name, value in self.to_dict().items())

    @property
    def few_words(self) -> bool:
        """Whether the vocabulary is so small that chance fits it more easily."""
        return self.words is not None and self.words < VOCABULARY

    @property
    def convincing_gain(self) -> float:
        """Least gain of an alignment of so many words."""
        return CONVINCING_GAIN_OF_FEW if self.few_words else CONVINCING_GAIN

    @property
    def failing_gain(self) -> float:
        """Least gain that leaves doubt."""
        return NOT_ALIGNED_BELOW_OF_FEW if self.few_words else NOT_ALIGNED_BELOW


@dataclass(frozen=True)
class Verdict:
    """Whether an alignment can be trusted.

    Parameters
    ----------
    label
        The verdict in a word.
    evidence
        The numbers behind it.
    advice
        What to try next; empty if there is nothing to do.
    """

    label: Label
    evidence: Evidence
    advice: str

    @property
    def credit(self) -> float | None:
        """The gain that probabilities rest on; None if no translation can be believed."""
        return None if self.label == "not aligned" else self.evidence.gain

    def __str__(self) -> str:
        return f"{self.label} ({self.evidence})"


def convincing_share(held_out: float | None, agreement: float | None) -> bool:
    """Return whether two runs from halves of the pairs witness for each other."""
    return (held_out or 0.0) >= CONVINCING_SHARE and (agreement or 0.0) >= CONVINCING_AGREEMENT


def by_letters(letters: float | None, not_alike: float | None) -> bool:
    """Return whether letters may have made the map.

    Parameters
    ----------
    letters
        Share of the variance that letters explain; None if it was not measured.
    not_alike
        The gain over pairs that are not spelled alike; None likewise.
    """
    if not_alike is None:
        return False
    least = CONVINCING_GAIN_NOT_ALIKE if (letters or 0.0) >= LETTERED else LETTERS_ALONE_BELOW
    return not_alike < least


def gain(objective: float, null: float) -> float:
    """Return the ratio of the objective to the null."""
    return objective / max(null, _SMALLEST_NULL)


def judge(evidence: Evidence) -> Verdict:
    """Return the verdict on `evidence`."""
    held_out = evidence.held_out or 0.0
    kept_too_few = evidence.kept is not None and evidence.kept < FEWEST_KEPT
    low_gain = evidence.gain < evidence.failing_gain and held_out < CONVINCING_SHARE / 2
    label: Label = "doubtful"
    if by_letters(evidence.letters, evidence.gain_not_alike):
        low_gain = low_gain or (evidence.gain_not_alike or 0.0) < LETTERS_ALONE_BELOW
        label = "not aligned" if low_gain or kept_too_few else "doubtful"
    elif convincing_share(evidence.held_out, evidence.agreement):
        label = "aligned"
    elif low_gain or kept_too_few:
        label = "not aligned"
    elif evidence.gain >= evidence.convincing_gain:
        label = "aligned"
    slipped = kept_too_few and not low_gain
    return Verdict(label, evidence, _ADVICE_SLIPPED if slipped else _ADVICE[label])
