"""`learn`: from two spaces to an `Alignment`, the maps of both sides and how they were found."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from align.learning.selflearn import Config, Place, Round, Step, beginning, self_learn
from align.learning.trial import SEED_VOCABULARY, Seed
from align.learning.verdict import FEWEST_PAIRS, VOCABULARY, Verdict, gain, judge, kept
from align.lexicon import identical_strings
from align.maps.contrast import refine
from align.maps.reweight import Maps
from align.retrieval.clues import Clues
from embeddings.arrays import Vectors
from embeddings.errors import DimensionMismatch
from embeddings.normalize import Normalization, normalize, unit
from embeddings.space import Space

#: Words that are mapped at once.
_BLOCK = 4_096


@dataclass(frozen=True, eq=False)
class Mapped:
    """Vectors (n, d) as they come, mapped row by row as they are asked for.

    Of a large vocabulary this saves a second matrix as large as the first.
    """

    vectors: npt.NDArray[np.floating]
    normalization: Normalization
    w: Vectors

    def __len__(self) -> int:
        return len(self.vectors)

    def __getitem__(self, rows: slice) -> Vectors:
        """Return the mapped vectors of some rows, of unit length."""
        return unit(self.normalization.apply(self.vectors[rows]) @ self.w)

    def whole(self, room: int = 0) -> Vectors:
        """Return all of them, (n, d + room): with columns after them that are yet to be filled."""
        d = self.w.shape[1]
        result = np.empty((len(self), d + room), dtype=np.float32)
        for start in range(0, len(self), _BLOCK):
            rows = slice(start, start + _BLOCK)
            result[rows, :d] = self[rows]
        return result


@dataclass(frozen=True, eq=False)
class Alignment:
    """How to put words of either language into one shared space.

    Parameters
    ----------
    maps
        A (d, d) matrix for each side.
    source_normalization, target_normalization
        With the means of the spaces it was learned on, so that a word that comes later is mapped as
        the others were.
    method
        The seed, every setting, the random seed, and what each round found; what JSON can hold.
    verdict
        Whether it worked.
    """

    maps: Maps
    source_normalization: Normalization
    target_normalization: Normalization
    method: Mapping[str, Any]
    verdict: Verdict

    def map_source(self, vectors: npt.NDArray[np.floating]) -> Vectors:
        """Return source vectors (n, d) as they come, mapped to unit vectors of the shared space."""
        return self.mapped_source(vectors).whole()

    def mapped_source(self, vectors: npt.NDArray[np.floating]) -> Mapped:
        """Return source vectors (n, d) as they come, to be mapped when they are asked for."""
        return Mapped(vectors, self.source_normalization, self.maps.source)

    def map_target(self, vectors: npt.NDArray[np.floating]) -> Vectors:
        """Return target vectors (n, d) as they come, mapped to unit vectors of the shared space."""
        return self.mapped_target(vectors).whole()

    def mapped_target(self, vectors: npt.NDArray[np.floating]) -> Mapped:
        """Return target vectors (n, d) as they come, to be mapped when they are asked for."""
        return Mapped(vectors, self.target_normalization, self.maps.target)


def learn(
    source: Space,
    target: Space,
    seed: Seed,
    *,
    rng: np.random.Generator,
    config: Config | None = None,
    clues: Clues | None = None,
    report: Callable[[Step], None] = lambda step: None,
    after: Place | None = None,
) -> Alignment:
    """Return the alignment that self-learning reaches from `seed`.

    Parameters
    ----------
    source, target
        Spaces of the same dimension.
    seed
        From `find_seed` or `given_seed`.
    rng
        Orders the pairs of the contrastive refinement; nothing else is left to chance.
    config
        The settings; the defaults where None.
    clues
        What to go by beside the vectors, once these have found the first pairs; None for nothing.
    report
        Called after each round.
    after
        Where an earlier run with the same arguments stood (`Step.place`), to go on from there.

    Raises
    ------
    DimensionMismatch
        If the spaces differ in dimension.
    """
    config = config or Config()
    require_same_dimension(source, target)
    x, source_normalization = frequent(source, config)
    y, target_normalization = frequent(target, config)
    place = after or beginning(x, y, seed.pairs)
    for step in self_learn(x, y, seed.pairs, config, clues, place, seed.anchors):
        report(step)
        place = step.place
    maps = place.maps
    if config.contrast:
        both = maps.source, maps.target
        maps = Maps(*refine((x, y), both, config.contrast, rng, {(0, 1): place.odds}))
    mapped = maps.apply(x[:SEED_VOCABULARY], y[:SEED_VOCABULARY])
    return Alignment(
        maps,
        source_normalization,
        target_normalization,
        describe_learning(seed, config, place.rounds),
        judge(gather_evidence(source, target, mapped, seed, _gain(seed, place), place.rounds[-1])),
    )


def _gain(seed: Seed, place: Place) -> float:
    """Return how many times the null the objective came to."""
    # Only what the null was measured with: rotation over the most frequent words.
    early = [each for each in place.rounds if each.solved == "rotate"]
    early = [each for each in early if each.vocabulary <= VOCABULARY]
    return gain((early or place.rounds)[-1].objective, seed.tried[-1].null)


def frequent(space: Space, config: Config) -> tuple[Vectors, Normalization]:
    """Return the normalised vectors that learning looks at; the means are those of all."""
    sizes = [SEED_VOCABULARY, *(stage.vocabulary for stage in config.stages)]
    if config.contrast:
        sizes.append(config.contrast.vocabulary)
    vectors, normalization = normalize(space.vectors, config.normalize)
    return vectors[: max(sizes)].copy(), normalization


def gather_evidence(
    source: Space,
    target: Space,
    mapped: tuple[Vectors, Vectors],
    seed: Seed,
    gain: float,
    last: Round,
) -> dict[str, float]:
    """Return what the verdict is given on.

    Parameters
    ----------
    source, target
    mapped
        Vectors of their most frequent words in the shared space.
    seed
        With what short runs made of it.
    gain
        How many times the null the objective is.
    last
        The last round of learning.
    """
    evidence = {
        "gain": gain,
        "mutual": last.pairs / min(last.vocabulary, len(source), len(target)),
        "objective": last.objective,
        "words": min(len(source), len(target)),
    }
    for name in ("agreement", "held_out"):
        if (value := getattr(seed.tried[-1], name)) is not None:
            evidence[name] = value
    alike = identical_strings(source.words[:SEED_VOCABULARY], target.words[:SEED_VOCABULARY])
    if seed.anchors is not None:  # what was learned from is no witness
        learned = set(map(tuple, seed.anchors.tolist()))
        alike = alike[[tuple(pair) not in learned for pair in alike.tolist()]]
    if len(alike) >= FEWEST_PAIRS:
        evidence["kept"] = kept(*mapped, alike)
    return evidence


def describe_learning(seed: Seed, config: Config, rounds: Sequence[Round]) -> dict[str, Any]:
    """Return how an alignment was made, as JSON can hold it."""
    return {
        "seed": {
            "method": seed.method,
            "pairs": seed.tried[-1].pairs,
            "tried": [asdict(trial) for trial in seed.tried],
        },
        "settings": asdict(config),
        "rounds": [{**asdict(each), "objective": round(each.objective, 6)} for each in rounds],
    }


def require_same_dimension(source: Space, target: Space) -> None:
    """Raise `DimensionMismatch` if the two spaces cannot be rotated onto each other."""
    if source.dimension != target.dimension:
        raise DimensionMismatch(
            f"the source space has {source.dimension} dimensions, the target space "
            f"{target.dimension}; train both with the same --dimension"
        )
