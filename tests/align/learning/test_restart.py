import re
from dataclasses import replace

import numpy as np
import pytest

from align.learning.alignment import learn
from align.learning.restart import learn_again
from align.learning.trial import judged
from align.learning.verdict import Evidence, Verdict
from embeddings.normalize import normalize
from embeddings.space import Space
from tests.hearing import Heard


def rng():
    return np.random.default_rng(2)


@pytest.fixture(scope="module")
def weak(planted, few_pairs, make_seed, config):
    """Return a seed with a null so high that its run does not convince, and that run."""
    seed = make_seed(few_pairs, null=1.0)
    alignment = learn(planted.source, planted.target, seed, rng=rng(), config=config)
    assert alignment.verdict.label == "not aligned"
    return seed, alignment


def test_what_a_weak_run_found_is_begun_with_again(planted, weak, config):
    messages = Heard()
    seed, alignment = weak
    again = learn_again(
        planted.source, planted.target, seed, alignment, rng=rng(), config=config, progress=messages
    )
    before = alignment.verdict.evidence.gain
    now = again.verdict.evidence.gain
    assert now > 1.4 > 1.12 > before
    assert messages[0].endswith(f"times the null, after {before:.2f}")
    tried = again.method["seed"]["tried"]
    assert [trial["method"] for trial in tried][:2] == ["dictionary", "dictionary, again"]


def test_what_convinced_is_left_as_it_is(planted, weak, config):
    seed, alignment = weak
    convinced = replace(alignment, verdict=Verdict("aligned", Evidence(2.0), ""))
    again = learn_again(planted.source, planted.target, seed, convinced, rng=rng(), config=config)
    assert again is convinced


def test_of_nothing_in_common_it_is_as_before(few_pairs, config):
    random = np.random.default_rng(0).standard_normal((2, 1500, 40)).astype(np.float32)
    source, target = (
        Space(tuple(f"{name}{row}" for row in range(1500)), x)
        for name, x in zip("st", random, strict=True)
    )
    x, y = (normalize(space.vectors)[0] for space in (source, target))
    seed = judged(x, y, "dictionary", (few_pairs,), rng(), config)
    alignment = learn(source, target, seed, rng=rng(), config=config)
    messages = Heard()
    again = learn_again(
        source, target, seed, alignment, rng=rng(), config=config, progress=messages
    )
    assert again.verdict.label == "not aligned"
    assert len(messages) == 1


@pytest.fixture(scope="module")
def poor(make_planted, make_seed, config):
    """Return two spaces that hardly agree, a seed of true pairs, and what becomes of it."""
    noisy = make_planted(1, noise=3.5)
    seed = replace(make_seed(noisy.gold[::10], null=1.0), anchors=noisy.gold[::10])
    alignment = learn(noisy.source, noisy.target, seed, rng=rng(), config=config)
    return (noisy.source, noisy.target), seed, alignment


def test_a_poor_run_from_anchors_is_begun_again_more_coldly(poor, config):
    spaces, seed, alignment = poor
    messages = Heard()
    again = learn_again(*spaces, seed, alignment, rng=rng(), config=config, progress=messages)
    assert again.method["settings"]["stages"][0]["temperature"] < 0.1
    assert messages[0] == "starting again, colder"
    (scores,) = (line for line in messages if line.startswith("mean score "))
    now, before = map(float, re.findall(r"0\.\d+", scores))
    assert now > before


def test_the_gain_is_that_of_a_run_as_the_null_was_run(poor, config):
    """A colder run comes to a higher objective from noise too."""
    spaces, seed, alignment = poor
    again = learn_again(*spaces, seed, alignment, rng=rng(), config=config)
    assert again is not alignment
    assert again.verdict.evidence.gain == alignment.verdict.evidence.gain


def test_what_is_no_better_more_coldly_is_left_as_it_is(poor, config):
    spaces, seed, alignment = poor
    best = learn_again(*spaces, seed, alignment, rng=rng(), config=config)
    assert learn_again(*spaces, seed, best, rng=rng(), config=config) is best


def test_without_anchors_nothing_is_done_more_coldly(poor, config):
    spaces, seed, alignment = poor
    messages, bare = Heard(), replace(seed, anchors=None)
    learn_again(*spaces, bare, alignment, rng=rng(), config=config, progress=messages)
    assert len(messages) == 1
    assert messages[0].startswith("from its result: ")


def test_the_same_generator_gives_the_same_maps(planted, weak, config):
    seed, alignment = weak
    first, second = (
        learn_again(planted.source, planted.target, seed, alignment, rng=rng(), config=config)
        for _ in range(2)
    )
    np.testing.assert_array_equal(first.maps.source, second.maps.source)
