"""`learn`: from two spaces and a seed to an `Alignment`, the maps of both sides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from align.learning.checkpoint import Checkpoint
from align.learning.config import Config, Solver
from align.learning.record import describe_learning, gather_evidence
from align.learning.selflearn import Round, initial_state, self_learn
from align.learning.trial import SEED_VOCABULARY, Seed
from align.learning.verdict import (
    VOCABULARY,
    Verdict,
    gain,
    judge,
)
from align.maps.contrast import refine
from align.maps.reweight import Maps
from align.retrieval.clues import Clues
from align.retrieval.induce import Induced, Known, induce, induce_known
from embeddings.arrays import Vectors
from embeddings.errors import DimensionMismatch
from embeddings.normalize import Normalization, normalize, unit
from embeddings.progress import Message, Progress, silent
from embeddings.space import Space

#: Words mapped at once.
_BLOCK = 4_096

_NO_CHECKPOINT = Checkpoint()


@dataclass(frozen=True, eq=False)
class Mapped:
    """Vectors (n, d) as trained, mapped block by block at each access.

    For a large vocabulary this saves a second matrix of the same size.
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
        """Return all mapped vectors, (n, d + room); the last `room` columns are not filled."""
        d = self.w.shape[1]
        result = np.empty((len(self), d + room), dtype=np.float32)
        for start in range(0, len(self), _BLOCK):
            rows = slice(start, start + _BLOCK)
            result[rows, :d] = self[rows]
        return result


@dataclass(frozen=True, eq=False)
class Alignment:
    """How to map words of either language into one shared space.

    Parameters
    ----------
    maps
        A (d, d) matrix for each side.
    source_normalization, target_normalization
        With the means of the spaces that were learned from, so that a new word is mapped as they
        were.
    method
        The record: the seed, every setting, the random seed, and each round; JSON values only.
    verdict
        Whether it worked.
    induced
        The candidates of the most frequent words under these maps, by the vectors alone; None once
        they are no longer needed, and in a model.
    """

    maps: Maps
    source_normalization: Normalization
    target_normalization: Normalization
    method: Mapping[str, Any]
    verdict: Verdict
    induced: Induced | None = None

    @property
    def counted(self) -> bool:
        """Whether the seed was judged by count vectors alone (`align.learning.trial`)."""
        tried = self.method.get("seed", {}).get("tried", [])
        return bool(tried and tried[-1].get("counted"))

    def reversed(self) -> Alignment:
        """Return the alignment from the target to the source."""
        return replace(
            self,
            maps=Maps(self.maps.target, self.maps.source),
            source_normalization=self.target_normalization,
            target_normalization=self.source_normalization,
        )

    def map_source(self, vectors: npt.NDArray[np.floating]) -> Vectors:
        """Return source vectors (n, d), as trained, as unit vectors of the shared space."""
        return self.mapped_source(vectors).whole()

    def mapped_source(self, vectors: npt.NDArray[np.floating]) -> Mapped:
        """Return source vectors (n, d), as trained, mapped at each access."""
        return Mapped(vectors, self.source_normalization, self.maps.source)

    def map_target(self, vectors: npt.NDArray[np.floating]) -> Vectors:
        """Return target vectors (n, d), as trained, as unit vectors of the shared space."""
        return self.mapped_target(vectors).whole()

    def mapped_target(self, vectors: npt.NDArray[np.floating]) -> Mapped:
        """Return target vectors (n, d), as trained, mapped at each access."""
        return Mapped(vectors, self.target_normalization, self.maps.target)


def learn(
    source: Space,
    target: Space,
    seed: Seed,
    *,
    rng: np.random.Generator,
    config: Config | None = None,
    clues: Clues | None = None,
    progress: Progress = silent,
    checkpoint: Checkpoint = _NO_CHECKPOINT,
) -> Alignment:
    """Return the alignment that self-learning reaches from `seed`.

    Parameters
    ----------
    source, target
        Spaces of the same dimension.
    seed
        From `find_seed` or `given_seed`.
    rng
        Orders the pairs of the contrastive refinement; nothing else is random.
    config
        The settings; None for the defaults.
    clues
        Evidence beside the vectors, for the later stages; None for no such evidence.
    progress
        Called with a `Step` after each round.
    checkpoint
        Keeps the state after each round, and gives the state to resume from.

    Raises
    ------
    DimensionMismatch
        If the spaces differ in dimension.
    """
    config = config or Config()
    require_same_dimension(source, target)
    progress(Message(f"starting from {seed.tried[-1].pairs:,} pairs ({seed.method})"))
    x, source_normalization = frequent(source, config)
    y, target_normalization = frequent(target, config)
    state = checkpoint.state(clues) or initial_state(x, y, seed.pairs)
    for step in self_learn(x, y, seed.pairs, config, clues, state, seed.anchors):
        state = step.state
        progress(step)
        checkpoint.keep_state(state)
    maps = state.maps
    if config.contrast:
        both = maps.source, maps.target
        maps = Maps(*refine((x, y), both, config.contrast, rng, {(0, 1): state.odds}))
    induced = among_frequent(x, y, maps, state.known)
    evidence = gather_evidence(
        source, target, induced, seed, _gain(seed, state.rounds), state.rounds[-1]
    )
    return Alignment(
        maps,
        source_normalization,
        target_normalization,
        describe_learning(seed, config, state.rounds),
        judge(evidence),
        induced,
    )


def among_frequent(x: Vectors, y: Vectors, maps: Maps, known: Known | None = None) -> Induced:
    """Return the candidates of the most frequent words under `maps`, by the vectors alone.

    Parameters
    ----------
    x, y
        Normalised vectors of both sides, most frequent first.
    maps
        Their maps.
    known
        The neighbours to choose from; None for a search.
    """
    if known is None:
        return induce(*maps.apply(x[:SEED_VOCABULARY], y[:SEED_VOCABULARY]))
    return induce_known(*maps.apply(x[: len(known[0])], y[: len(known[1])]), known)


def _gain(seed: Seed, rounds: Sequence[Round]) -> float:
    """Return the ratio of the objective to the null."""
    if seed.tried[-1].counted:  # letters raise the objective of the full vectors, not the null
        return seed.tried[-1].gain
    # The null was measured by rotation over the most frequent words, so only such rounds compare.
    early = [each for each in rounds if each.solved == Solver.ROTATE]
    early = [each for each in early if each.vocabulary <= VOCABULARY]
    return gain((early or rounds)[-1].objective, seed.tried[-1].null)


def frequent(space: Space, config: Config) -> tuple[Vectors, Normalization]:
    """Return the normalised vectors that learning looks at; the means are those of all words."""
    sizes = [SEED_VOCABULARY, *(stage.vocabulary for stage in config.stages)]
    if config.contrast:
        sizes.append(config.contrast.vocabulary)
    vectors, normalization = normalize(space.vectors, config.normalize)
    return vectors[: max(sizes)].copy(), normalization


def require_same_dimension(source: Space, target: Space) -> None:
    """Raise `DimensionMismatch` if one space cannot be rotated onto the other."""
    if source.dimension != target.dimension:
        raise DimensionMismatch(
            f"the source space has {source.dimension} dimensions, the target space "
            f"{target.dimension}; reduce the larger one (embeddings.reduction)"
        )
