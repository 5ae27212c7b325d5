"""Simulate codas in two dialects with the same meanings, and in a third, unrelated one.

A coda is a short pattern of clicks. Here it is a symbol such as `r07t2o1`: a rhythm, a tempo and an
ornament. Each coda has a hidden point, and each bout has a random point as its subject. A coda is
more likely in a bout the nearer its point is to the subject, and the more common it is. This is the
log-linear model of S. Arora et al. 2016, "A latent variable model approach to PMI-based word
embeddings", TACL 4, section 2. No data from animals are used.

The first two dialects share the hidden points. Each has its own shuffled inventory of symbols and
its own bouts, so they have no symbol and no bout in common. The corresponding symbols are known.
The third dialect has hidden points of its own.

    python docs/symbols.py FOLDER [--seed N]

This writes `a.txt`, `b.txt` and `unrelated.txt` with one bout per line, and `gold.txt` with the
corresponding symbols of `a` and `b`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: Numbers of rhythms, tempos and ornaments: 18 x 5 x 8 = 720 symbols per dialect.
RHYTHMS, TEMPOS, ORNAMENTS = 18, 5, 8
MOST = RHYTHMS * TEMPOS * ORNAMENTS

#: Dimensions of the hidden points, and the scale of the last dimension relative to the first.
DIMENSION, LAST = 16, 0.4

#: How strongly a bout keeps to its subject. At 0, the subject has no influence.
FOCUS = 2.5

#: Number of bouts simulated at once; this affects only the memory.
_BATCH = 2_000


@dataclass(frozen=True)
class Herd:
    """The meanings that the animals of a herd express.

    Parameters
    ----------
    points
        The hidden point of each meaning (n, 16).
    commonness
        The relative frequency of each meaning (n,).
    """

    points: Floats
    commonness: Floats


def herd(rng: np.random.Generator, meanings: int) -> Herd:
    """Return a herd with `meanings` meanings, the most common first.

    The axes have different scales and the points a skewed distribution. A symmetric cloud of points
    has several rotations onto itself, so the correct alignment would not be unique.
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
    """Yield `count` bouts of `length` codas; `symbols[i]` expresses meaning i."""
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
    """Write the three texts, and the corresponding symbols of the first two, to `folder`.

    Parameters
    ----------
    folder
        The folder to write to; created if missing.
    seed
        The random seed.
    count
        The number of bouts of each dialect.
    length
        The number of codas in a bout.
    meanings
        The number of meanings, and so of symbols of a dialect; at most `MOST`.
    """
    rng = np.random.default_rng(seed)
    shared, other = herd(rng, meanings), herd(rng, meanings)
    first, second = (list(rng.permutation(inventory(prefix))[:meanings]) for prefix in ("r", "q"))
    folder.mkdir(parents=True, exist_ok=True)
    for name, source, symbols in (
        ("a", shared, first),
        ("b", shared, second),
        ("unrelated", other, second),
    ):
        lines = bouts(source, symbols, count, length, rng)
        (folder / f"{name}.txt").write_text("".join(f"{line}\n" for line in lines))
    pairs = zip(first, second, strict=True)
    (folder / "gold.txt").write_text("".join(f"{a}\t{b}\n" for a, b in pairs))


def main() -> None:
    """Parse the command line, and write the files."""
    parser = argparse.ArgumentParser(description="Simulate codas of two dialects and a third.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--bouts", type=int, default=20_000)
    parser.add_argument("--length", type=int, default=15)
    parser.add_argument(
        "--symbols", type=int, default=MOST, help=f"symbols of a dialect, at most {MOST}"
    )
    arguments = parser.parse_args()
    write(arguments.folder, arguments.seed, arguments.bouts, arguments.length, arguments.symbols)


if __name__ == "__main__":
    main()
