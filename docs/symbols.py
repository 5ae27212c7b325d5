"""Simulated codas: two dialects that say the same in other symbols, and a third that does not.

A coda is a short pattern of clicks; here it is a symbol such as `r07t2o1`, of a rhythm, a tempo
and an ornament, and means nothing to the program that reads it. What a bout is about is a point
that is drawn for it; a coda is uttered the likelier, the nearer its own hidden point lies to that
one and the commoner it is (the log-linear model of S. Arora et al. 2016, "A latent variable model
approach to PMI-based word embeddings", TACL 4, section 2). Nothing in it is measured from animals.

Two dialects share the hidden points, each with its own inventory of symbols, shuffled, and its own
bouts: no bout is said twice, no symbol is shared, and which symbol stands for which is known. The
third has hidden points of its own.

    python docs/symbols.py FOLDER [--seed N]

writes `a.txt`, `b.txt` and `unrelated.txt`, a bout a line, and `gold.txt`: what of `a` is what of
`b`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: Of how many rhythms, tempos and ornaments a coda can be: 18 x 5 x 8 = 720 symbols a dialect.
RHYTHMS, TEMPOS, ORNAMENTS = 18, 5, 8
MOST = RHYTHMS * TEMPOS * ORNAMENTS

#: Dimensions of the hidden points, and how much less the last one counts than the first.
DIMENSION, LAST = 16, 0.4

#: How strongly a bout keeps to its subject: at 0 all codas would be uttered everywhere alike.
FOCUS = 2.5

#: Bouts made at once: memory, not the result.
_BATCH = 2_000


@dataclass(frozen=True)
class Herd:
    """What is talked about: a hidden point for each meaning, and how common it is."""

    points: Floats
    commonness: Floats


def herd(rng: np.random.Generator, meanings: int) -> Herd:
    """Return a herd with `meanings` things to say, the commonest first.

    The axes are uneven and the points lopsided, as those of no symmetric cloud: a cloud with a
    symmetry has more than one rotation onto itself, and which one is meant nobody could tell.
    """
    scales = np.linspace(1.0, LAST, DIMENSION)
    points = (rng.gamma(2.0, 1.0, size=(meanings, DIMENSION)) - 2.0) / np.sqrt(2.0) * scales
    return Herd(points, 1.0 / (np.arange(meanings) + 10.0))


def inventory(prefix: str) -> list[str]:
    """Return every symbol of a dialect."""
    return [
        f"{prefix}{rhythm:02d}t{tempo}o{ornament}"
        for rhythm in range(RHYTHMS)
        for tempo in range(TEMPOS)
        for ornament in range(ORNAMENTS)
    ]


def bouts(
    herd: Herd, symbols: Sequence[str], count: int, length: int, rng: np.random.Generator
) -> Iterator[str]:
    """Yield `count` bouts of `length` codas; `symbols[i]` is what stands for meaning i."""
    names = np.array(symbols)
    for start in range(0, count, _BATCH):
        size = min(_BATCH, count - start)
        subjects = rng.standard_normal((size, DIMENSION))
        subjects /= np.linalg.norm(subjects, axis=1, keepdims=True)
        weights = herd.commonness * np.exp(FOCUS * subjects @ herd.points.T)
        shares = np.cumsum(weights, axis=1)
        draws = rng.random((size, length)) * shares[:, -1:]
        for share, draw in zip(shares, draws, strict=True):
            yield " ".join(names[np.searchsorted(share, draw, side="right")])


def write(
    folder: Path, seed: int, count: int = 20_000, length: int = 15, meanings: int = MOST
) -> None:
    """Write the three texts and the correspondence of the first two to `folder`."""
    rng = np.random.default_rng(seed)
    shared, other = herd(rng, meanings), herd(rng, meanings)
    first, second = (list(rng.permutation(inventory(prefix))[:meanings]) for prefix in ("r", "q"))
    folder.mkdir(parents=True, exist_ok=True)
    for name, said, symbols in (
        ("a", shared, first),
        ("b", shared, second),
        ("unrelated", other, second),
    ):
        lines = bouts(said, symbols, count, length, rng)
        (folder / f"{name}.txt").write_text("".join(f"{line}\n" for line in lines))
    pairs = zip(first, second, strict=True)
    (folder / "gold.txt").write_text("".join(f"{a}\t{b}\n" for a, b in pairs))


def main() -> None:
    """Read the command line and write."""
    parser = argparse.ArgumentParser(description="Simulate codas of two dialects and a third.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--bouts", type=int, default=20_000)
    parser.add_argument("--length", type=int, default=15)
    parser.add_argument("--symbols", type=int, default=MOST, help=f"of a dialect, up to {MOST}")
    given = parser.parse_args()
    write(given.folder, given.seed, given.bouts, given.length, given.symbols)


if __name__ == "__main__":
    main()
