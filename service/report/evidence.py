"""The evidence of a verdict in plain words, each number with its threshold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from align.learning.verdict import (
    CONVINCING_GAIN_NOT_ALIKE,
    CONVINCING_SHARE,
    FEWEST_KEPT,
    LETTERED,
    LETTERS_ALONE_BELOW,
    VOCABULARY,
    Evidence,
    Verdict,
)

#: Whether a number supports the alignment, leaves doubt, contradicts it, or is only reported.
Says = Literal["for", "doubt", "against", "reported"]


@dataclass(frozen=True)
class Gauge:
    """A value on a scale from `low` to `high`: bad below `bad`, good from `good` on."""

    low: float
    high: float
    bad: float
    good: float
    value: float


@dataclass(frozen=True)
class Piece:
    """One number of the evidence: name, value and threshold as text, and its meaning."""

    name: str
    value: str
    threshold: str
    meaning: str
    says: Says
    gauge: Gauge | None = None


@dataclass(frozen=True)
class Ruling:
    """A verdict in a sentence, and what to do next."""

    sentence: str
    steps: tuple[str, ...]


def ruling(verdict: Verdict) -> Ruling:
    """Return `verdict` in a sentence, with next steps."""
    sentence, steps = _RULINGS.get(verdict.label, ("This label is not known here.", ()))
    advice = f"{verdict.advice[:1].upper()}{verdict.advice[1:]}."
    return Ruling(sentence, ((advice,) if verdict.advice else ()) + steps)


#: By label: the sentence, and steps beside the advice of the verdict.
_RULINGS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "aligned": (
        "The two spaces share a shape, and self-learning found it.",
        (
            "There is nothing to do. The least certain translations below show the limits of the "
            "dictionary.",
            "Write the more certain part to a file: isogloss lexicon MODEL -o dictionary.tsv "
            "--min-probability 0.5",
        ),
    ),
    "doubtful": (
        "Self-learning came above chance, but not far enough to rely on.",
        (
            "Check the most certain translations below: in a failed run even these are wrong.",
            "Try another way to find the first pairs (--init invariants), or another --seed.",
        ),
    ),
    "not aligned": (
        "Self-learning came no further than chance: the translations are noise.",
        ("Try another way to find the first pairs (--init transport, --init invariants).",),
    ),
}


def pieces(verdict: Verdict) -> Iterator[Piece]:
    """Yield the evidence of `verdict`: first the numbers that decide, then the others."""
    numbers = verdict.evidence.to_dict()
    for name, piece in _PIECES.items():
        if name in numbers:
            yield piece(numbers[name], verdict.evidence)
    for name, value in verdict.evidence.others.items():
        yield Piece(name, f"{value:.3g}", "", "", "reported")


def _gain(value: float, evidence: Evidence) -> Piece:
    good, least = evidence.convincing_gain, evidence.failing_gain
    says: Says = "for" if value >= good else "against" if value < least else "doubt"
    why = f" as there are fewer than {VOCABULARY:,} words" if evidence.few_words else ""
    return Piece(
        "Gain over chance",
        f"{value:.2f} times",
        f"aligned from {good:g}{why}; not aligned below {least:g}",
        "The score that self-learning reaches from the first pairs, divided by the score that it "
        "reaches from random pairs of the same two spaces. If the spaces share nothing, both are "
        "the same.",
        says,
        Gauge(0.8, max(3.0, 1.1 * value), least, good, value),
    )


def _kept(value: float, evidence: Evidence) -> Piece:
    return Piece(
        "Words spelled alike, kept",
        f"{value:.1%}",
        f"not aligned below {FEWEST_KEPT:.0%}",
        "Some words are spelled alike in both languages. This is the share of them with their own "
        "spelling among their ten candidates. Many such words mean "
        "the same, so a mapping that keeps none of them has matched something else.",
        "for" if value >= FEWEST_KEPT else "against",
        Gauge(0, 1, FEWEST_KEPT, FEWEST_KEPT, value),
    )


def _not_alike(value: float, evidence: Evidence) -> Piece:
    least, lettered = LETTERS_ALONE_BELOW, (evidence.letters or 0.0) >= LETTERED
    good = CONVINCING_GAIN_NOT_ALIKE if lettered else least
    why = f"; doubtful below {good:g}, as the vectors hold many letters" if lettered else ""
    return Piece(
        "Gain of pairs not spelled alike",
        f"{value:.2f} times",
        f"not aligned below {least:g}{why}",
        "The gain over chance without what letters explain, and without candidates spelled like "
        "the word. Vectors made of letters agree on words spelled alike whatever the texts say. "
        "Other words then fare worse than by chance.",
        "for" if value >= good else "against" if value < least else "doubt",
        Gauge(0, max(2.0, 1.1 * value), least, good, max(value, 0.0)),
    )


def _reported(
    name: str, show: Callable[[float], str], meaning: str
) -> Callable[[float, Evidence], Piece]:
    return lambda value, evidence: Piece(
        name, show(value), "reported, does not decide", meaning, "reported"
    )


def _held_out(value: float, evidence: Evidence) -> Piece:
    least = CONVINCING_SHARE / 2
    says: Says = "for" if value >= CONVINCING_SHARE else "against" if value < least else "doubt"
    return Piece(
        "First pairs held out, correct",
        f"{value:.1%}",
        f"aligned from {CONVINCING_SHARE:.0%}",
        "Self-learning starts from one half of the first pairs. This is the share of the other "
        "half that it translates correctly, numerals excluded. It is an unbiased test of the "
        "mapping. It is run only if the gain leaves doubt and the pairs were found one by one.",
        says,
        Gauge(0, 1, least, CONVINCING_SHARE, value),
    )


_PIECES: Mapping[str, Callable[[float, Evidence], Piece]] = {
    "gain": _gain,
    "held_out": _held_out,
    "kept": _kept,
    "gain_not_alike": _not_alike,
    "letters": _reported(
        "Explained by letters",
        "{:.1%}".format,
        "The share of the vectors' variance that spelling predicts, in the language where it is "
        "the smaller. Vectors of letter n-grams from little text are mostly letters.",
    ),
    "agreement": _reported(
        "Agreement of two starts",
        "{:.1%}".format,
        "The share of words that two runs from independent first pairs translate alike. It is "
        "measured only if the gain leaves doubt. Two failed runs agree on up to one word in six.",
    ),
    "mutual": _reported(
        "Mutual pairs",
        "{:.1%}".format,
        "The share of words in the last round with a mutual partner: each is the other's best "
        "candidate. They are the core of the next round's dictionary.",
    ),
    "objective": _reported(
        "Objective",
        "{:.3f}".format,
        "The mean score of each word's best candidate in the last round: CSLS, plus what clues "
        "add. Self-learning raises it. It depends on the vectors, so it cannot be compared between "
        "pairs of languages.",
    ),
    "words": _reported(
        "Words",
        "{:,.0f}".format,
        f"The size of the smaller vocabulary. Below {VOCABULARY:,} words chance fits more easily, "
        "so a higher gain is needed.",
    ),
}
