"""The files of an unfinished alignment: its seed, and the state of self-learning.

    seed.npz       pairs, and anchors if there are any; about: method, tried, random state
    learned.npz    maps, the training pairs of the odds, and the neighbours that the next round
                   chooses from; about: rounds, stage, done

Each file is NumPy arrays, with JSON beside them as bytes in the array `about`, so it is written
whole or not at all. Numbers keep every bit: a resumed run gives the same bytes as one that was
never interrupted.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from align.learning.selflearn import Round, State, odds_from
from align.learning.trial import Seed, Trial
from align.maps.reweight import Maps
from align.retrieval.clues import Clues
from align.retrieval.hubness import Candidates
from align.retrieval.induce import Induced
from embeddings.errors import MalformedFile
from embeddings.files import write_binary

SEED, LEARNED = "seed.npz", "learned.npz"

FORMAT = "isogloss-checkpoint"
VERSION = 3

_Arrays = dict[str, npt.NDArray[Any]]


def write_seed(seed: Seed, rng: np.random.Generator, folder: Path) -> None:
    """Write `seed`, and the state of `rng` after the search for it."""
    about = {
        "method": seed.method,
        "tried": [asdict(trial) for trial in seed.tried],
        "rng": rng.bit_generator.state,
    }
    anchors = {} if seed.anchors is None else {"anchors": seed.anchors}
    _write(folder / SEED, {"pairs": seed.pairs, **anchors}, about)


def read_seed(rng: np.random.Generator, folder: Path) -> Seed | None:
    """Return the seed in `folder`, and set `rng` to its state after the search; None without one.

    Raises
    ------
    MalformedFile
        If the file is damaged.
    """
    path = folder / SEED
    if not path.exists():
        return None
    arrays, about = _read(path)
    try:
        tried = tuple(Trial(**trial) for trial in about["tried"])
        seed = Seed(arrays["pairs"], about["method"], tried, arrays.get("anchors"))
        rng.bit_generator.state = about["rng"]
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(path, error) from error
    return seed


def write_state(state: State, folder: Path) -> None:
    """Write the state of self-learning."""
    arrays: _Arrays = {"source_map": state.maps.source, "target_map": state.maps.target}
    if pairs := state.training_pairs:
        arrays |= _of(pairs.forward, "forward") | _of(pairs.backward, "backward")
    if known := state.known:
        arrays["forward_known"], arrays["backward_known"] = known
    about = {
        "rounds": [asdict(each) for each in state.rounds],
        "stage": state.stage,
        "done": state.done,
    }
    _write(folder / LEARNED, arrays, about)


def read_state(clues: Clues | None, folder: Path) -> State | None:
    """Return the state of self-learning, with its odds learned again; None before its first round.

    Raises
    ------
    MalformedFile
        If the file is damaged.
    """
    path = folder / LEARNED
    if not path.exists():
        return None
    arrays, about = _read(path)
    try:
        rounds = tuple(Round(**each) for each in about["rounds"])
        maps = Maps(arrays["source_map"], arrays["target_map"])
        state = State(maps, rounds, int(about["stage"]), int(about["done"]))
        if "forward_known" in arrays:
            state = replace(state, known=(arrays["forward_known"], arrays["backward_known"]))
        if "forward_rows" in arrays:
            pairs = Induced(_candidates(arrays, "forward"), _candidates(arrays, "backward"))
            state = replace(state, training_pairs=pairs, odds=odds_from(pairs, clues))
    except (KeyError, TypeError, ValueError) as error:
        raise _damaged(path, error) from error
    return state


def _of(candidates: Candidates, name: str) -> _Arrays:
    return {
        f"{name}_scores": candidates.scores,
        f"{name}_rows": candidates.rows,
        f"{name}_penalty": candidates.penalty,
    }


def _candidates(arrays: _Arrays, name: str) -> Candidates:
    scores, rows, penalty = (arrays[f"{name}_{part}"] for part in ("scores", "rows", "penalty"))
    return Candidates(scores, rows, penalty)


def _write(path: Path, arrays: _Arrays, about: Mapping[str, Any]) -> None:
    text = json.dumps({"format": FORMAT, "version": VERSION, **about})
    with write_binary(path) as stream:
        np.savez(stream, about=np.frombuffer(text.encode(), dtype=np.uint8), **arrays)  # type: ignore[arg-type]


def _read(path: Path) -> tuple[_Arrays, dict[str, Any]]:
    try:
        # From memory: numpy leaves a file that it cannot read open.
        with np.load(io.BytesIO(path.read_bytes()), allow_pickle=False) as archive:
            arrays = dict(archive)
        about = json.loads(arrays.pop("about").tobytes())
        known = (about["format"], about["version"]) == (FORMAT, VERSION)
    except (KeyError, TypeError, ValueError, EOFError, zipfile.BadZipFile) as error:
        raise _damaged(path, error) from error
    if not known:
        raise MalformedFile(path, f"not {FORMAT} {VERSION}; remove the folder {path.parent}")
    return arrays, about


def _damaged(path: Path, error: Exception) -> MalformedFile:
    problem = str(error).partition("\n")[0]  # NumPy's own remedies take several lines
    return MalformedFile(
        path, f"the file is damaged ({problem}); remove the folder {path.parent} and start anew"
    )
