import json
from dataclasses import replace

import numpy as np
import pytest

from align.learning.alignment import learn
from align.learning.checkpoint import Checkpoint
from align.learning.selflearn import Step
from align.learning.snapshot import LEARNED, SEED, read_seed, read_state, write_seed, write_state
from align.learning.trial import Seed, Trial
from align.retrieval.clues import Clues
from embeddings.errors import MalformedFile
from tests.hearing import Heard

#: Of frequency: a planted pair has no spelling to go by.
CLUES = Clues()

TRIALS = (Trial("identical", 3, 0.1234567890123, 0.1, 0.25), Trial("transport", 2, 0.3, 0.1, None))


@pytest.fixture
def seed():
    pairs = np.array([[1, 2], [3, 4]], dtype=np.intp)
    return Seed(pairs, "identical", TRIALS, anchors=pairs[:1])


@pytest.fixture(scope="module", autouse=True)
def worth():
    """Let known neighbours count among few words too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("align.retrieval.induce.WORTH_KNOWING", 0)
        yield


class At(Checkpoint):
    """A checkpoint that has a state, or none."""

    def __init__(self, state):
        self._state = state

    def state(self, clues):
        return self._state


@pytest.fixture(scope="module")
def run(planted, few_pairs, config, make_seed):
    """Return what learns from the planted pair: `run(after)`, the alignment and its steps."""

    def learned(after=None):
        steps = Heard(Step)
        alignment = learn(
            planted.source,
            planted.target,
            make_seed(few_pairs),
            rng=np.random.default_rng(2),
            config=config,
            clues=CLUES,
            progress=steps,
            checkpoint=At(after),
        )
        return alignment, steps

    return learned


@pytest.fixture(scope="module")
def whole(run):
    return run()


def test_a_run_goes_on_from_every_round_to_the_same_bytes(run, whole, tmp_path):
    alignment, steps = whole
    assert {step.round.solved for step in steps} == {"rotate", "reweight"}
    for done, step in enumerate(steps, 1):
        write_state(step.state, tmp_path)
        again, rest = run(read_state(CLUES, tmp_path))
        assert len(rest) == len(steps) - done
        assert again.maps.source.tobytes() == alignment.maps.source.tobytes()
        assert again.maps.target.tobytes() == alignment.maps.target.tobytes()
        assert (again.method, again.verdict) == (alignment.method, alignment.verdict)


def test_the_known_neighbours_are_stored_with_the_rounds_that_need_them(whole, tmp_path):
    states = [step.state for step in whole[1]]
    assert {state.known is None for state in states} == {True, False}
    for state in states:
        write_state(state, tmp_path)
        again = read_state(CLUES, tmp_path)
        if state.known is None:
            assert again.known is None
        else:
            for one, other in zip(again.known, state.known, strict=True):
                np.testing.assert_array_equal(one, other)


def test_the_odds_are_learned_again_from_the_training_pairs(whole, tmp_path):
    state = whole[1][-1].state
    write_state(state, tmp_path)
    again = read_state(CLUES, tmp_path)
    assert state.odds is not None
    assert again.odds.coefficients.tobytes() == state.odds.coefficients.tobytes()


def test_the_seed_comes_back_as_it_was(seed, tmp_path):
    write_seed(seed, np.random.default_rng(1), tmp_path)
    again = read_seed(np.random.default_rng(2), tmp_path)
    assert (again.method, again.tried) == (seed.method, seed.tried)
    assert again.pairs.dtype == seed.pairs.dtype
    np.testing.assert_array_equal(again.pairs, seed.pairs)
    np.testing.assert_array_equal(again.anchors, seed.anchors)


def test_a_seed_without_anchors_comes_back_without(seed, tmp_path):
    write_seed(replace(seed, anchors=None), np.random.default_rng(1), tmp_path)
    assert read_seed(np.random.default_rng(2), tmp_path).anchors is None


def test_chance_goes_on_where_the_seed_left_it(seed, tmp_path):
    first, second = np.random.default_rng(1), np.random.default_rng(2)
    first.random(7)
    first.integers(10, dtype=np.int32)  # leaves half of a drawn number for the next
    write_seed(seed, first, tmp_path)
    read_seed(second, tmp_path)
    assert first.integers(10, size=9, dtype=np.int32).tolist() == (
        second.integers(10, size=9, dtype=np.int32).tolist()
    )


def test_where_nothing_was_kept_there_is_nothing(tmp_path):
    rng = np.random.default_rng(1)
    assert read_seed(rng, tmp_path) is None
    assert read_state(CLUES, tmp_path) is None
    assert rng.random() == np.random.default_rng(1).random()


def test_an_older_place_is_replaced(whole, tmp_path):
    first, second = (step.state for step in whole[1][:2])
    write_state(first, tmp_path)
    write_state(second, tmp_path)
    assert len(read_state(CLUES, tmp_path).rounds) == 2
    assert [file.name for file in tmp_path.iterdir()] == [LEARNED]


def _about(path, **changes):
    """Change what is said beside the arrays of a file."""
    arrays = dict(np.load(path, allow_pickle=False))
    about = json.loads(arrays.pop("about").tobytes()) | changes
    np.savez(path, about=np.frombuffer(json.dumps(about).encode(), dtype=np.uint8), **arrays)


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(path.read_bytes()[:-200]),
        lambda path: path.write_bytes(b"not an archive"),
        lambda path: path.write_bytes(b""),
        lambda path: np.savez(path, pairs=np.zeros((2, 2))),
        lambda path: _about(path, version=1),
        lambda path: _about(path, tried=[{"method": "x"}], rounds=[{"solved": "x"}]),
        lambda path: _about(path, rng={"bit_generator": "MT19937"}, stage="x"),
    ],
)
@pytest.mark.parametrize("name", [SEED, LEARNED])
def test_a_damaged_file_is_named_with_what_to_do(seed, whole, tmp_path, damage, name):
    write_seed(seed, np.random.default_rng(1), tmp_path)
    write_state(whole[1][0].state, tmp_path)
    damage(tmp_path / name)
    with pytest.raises(MalformedFile, match=f"{name}: .*remove the folder {tmp_path}") as caught:
        if name == SEED:
            read_seed(np.random.default_rng(1), tmp_path)
        else:
            read_state(CLUES, tmp_path)
    assert "\n" not in str(caught.value)
