"""The evidence of a verdict in plain words, each piece against its threshold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from align.learning.verdict import (
    CONVINCING_SHARE,
    FEWEST_KEPT,
    NOT_ALIGNED_BELOW,
    VOCABULARY,
    Evidence,
    Verdict,
)

#: Whether a piece of evidence speaks for the alignment, leaves doubt, speaks against it, or is only
#: told.
Says = Literal["for", "doubt", "against", "told"]


@dataclass(frozen=True)
class Gauge:
    """A value on a scale from `low` to `high`; below `bad` it is bad, from `good` on good."""

    low: float
    high: float
    bad: float
    good: float
    value: float


@dataclass(frozen=True)
class Piece:
    """A piece of evidence: its name, its value and its threshold as text, and what it means."""

    name: str
    value: str
    threshold: str
    meaning: str
    says: Says
    gauge: Gauge | None = None


@dataclass(frozen=True)
class Ruling:
    """What a verdict comes to: in a sentence, and what to do next."""

    sentence: str
    steps: tuple[str, ...]


def ruling(verdict: Verdict) -> Ruling:
    """Return what `verdict` comes to."""
    sentence, steps = _RULINGS.get(verdict.label, ("No label that is known here.", ()))
    advice = f"{verdict.advice[:1].upper()}{verdict.advice[1:]}."
    return Ruling(sentence, ((advice,) if verdict.advice else ()) + steps)


#: By label: the sentence, and steps beside the advice that the verdict gives itself.
_RULINGS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "aligned": (
        "The two spaces share a shape, and self-learning found it.",
        (
            "Nothing has to be done. The least certain translations below show where the "
            "dictionary ends.",
            "Write down the surer part of it: isogloss lexicon MODEL -o dictionary.tsv "
            "--min-probability 0.5",
        ),
    ),
    "doubtful": (
        "Self-learning came above chance, but not far enough to be relied on.",
        (
            "Begin with the most certain translations below: of a failed run even these are wrong.",
            "Try another way to find the first pairs (--init invariants), or another --seed.",
        ),
    ),
    "not aligned": (
        "Self-learning came no further than chance: the translations are noise.",
        ("Try another way to find the first pairs (--init transport, --init invariants).",),
    ),
}


def pieces(verdict: Verdict) -> Iterator[Piece]:
    """Yield the evidence of `verdict`: what decides first, what is only told after it."""
    numbers = verdict.evidence.to_dict()
    for name, piece in _PIECES.items():
        if name in numbers:
            yield piece(numbers[name], verdict.evidence)
    for name, value in verdict.evidence.others.items():
        yield Piece(name, f"{value:.3g}", "", "", "told")


def _gain(value: float, evidence: Evidence) -> Piece:
    good, few = evidence.convincing_gain, evidence.few_words
    says: Says = "for" if value >= good else "against" if value < NOT_ALIGNED_BELOW else "doubt"
    why = f" as there are fewer than {VOCABULARY:,} words" if few else ""
    return Piece(
        "Gain over chance",
        f"{value:.2f} times",
        f"aligned from {good:g}{why}; not aligned below {NOT_ALIGNED_BELOW:g}",
        "The score that self-learning reaches from the first pairs, over the score that it reaches "
        "from pairs drawn at random from the same two spaces. Where there is nothing to be found, "
        "both are the same.",
        says,
        Gauge(0.8, max(3.0, 1.1 * value), NOT_ALIGNED_BELOW, good, value),
    )


def _kept(value: float, evidence: Evidence) -> Piece:
    return Piece(
        "Words spelled alike, kept",
        f"{value:.1%}",
        f"not aligned below {FEWEST_KEPT:.0%}",
        "Of the words that both languages spell alike and that were not learned from, the share "
        "with their own spelling among their ten candidates. Many such words do mean the same: a "
        "map that keeps none of them has found some other likeness.",
        "for" if value >= FEWEST_KEPT else "against",
        Gauge(0, 1, FEWEST_KEPT, FEWEST_KEPT, value),
    )


def _only_told(
    name: str, show: Callable[[float], str], meaning: str
) -> Callable[[float, Evidence], Piece]:
    return lambda value, evidence: Piece(
        name, show(value), "told, does not decide", meaning, "told"
    )


def _held_out(value: float, evidence: Evidence) -> Piece:
    least = CONVINCING_SHARE / 2
    says: Says = "for" if value >= CONVINCING_SHARE else "against" if value < least else "doubt"
    return Piece(
        "First pairs held out, right",
        f"{value:.1%}",
        f"aligned from {CONVINCING_SHARE:.0%}",
        "Self-learning was begun with one half of the first pairs, which were found one by one, "
        "and asked for the other half: the share of it that it got right, numbers aside. It is an "
        "honest measure of the map, and looked at only where the gain leaves doubt.",
        says,
        Gauge(0, 1, least, CONVINCING_SHARE, value),
    )


_PIECES: Mapping[str, Callable[[float, Evidence], Piece]] = {
    "gain": _gain,
    "held_out": _held_out,
    "kept": _kept,
    "agreement": _only_told(
        "Agreement of two starts",
        "{:.1%}".format,
        "The share of words that two runs from independent first pairs translate alike. It is "
        "looked at only where the gain leaves doubt; two starts that fail alike agree on up to one "
        "word in six.",
    ),
    "mutual": _only_told(
        "Mutual pairs",
        "{:.1%}".format,
        "The share of words in the last round that have a partner: each is the other's best "
        "candidate. The dictionary of the next round is built around them.",
    ),
    "objective": _only_told(
        "Objective",
        "{:.3f}".format,
        "The mean score of each word's best candidate in the last round: CSLS, and what clues add. "
        "Self-learning raises it. It depends on the vectors and cannot be compared between pairs "
        "of languages.",
    ),
    "words": _only_told(
        "Words",
        "{:,.0f}".format,
        f"The size of the smaller vocabulary. Below {VOCABULARY:,} words chance fits more easily, "
        "and more gain is asked for.",
    ),
}
