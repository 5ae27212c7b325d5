from itertools import combinations

import numpy as np
import pytest

from align.learning.alignment import learn
from align.learning.hub import Linked, connect, learn_shared, without
from align.learning.verdict import Evidence, Verdict
from align.retrieval.clues import Clues
from align.retrieval.hubness import csls_penalty, nearest
from embeddings.space import Space
from tests.hearing import Heard


class Linker:
    """Aligns the links in `works`, and records each link that is tried."""

    def __init__(self, *works):
        self.works, self.tried = set(works), []

    def __call__(self, link):
        self.tried.append(link)
        label = "aligned" if link in self.works else "not aligned"
        return Linked(link, None, Alignment(Verdict(label, Evidence(1.0), "")))


class Alignment:
    def __init__(self, verdict):
        self.verdict = verdict


def links(connected):
    return [each.link for each in connected]


def test_every_language_is_aligned_with_the_hub():
    linker = Linker((0, 1), (1, 2), (1, 3))
    connected, left_out = connect(4, 1, linker)
    assert links(connected) == [(0, 1), (1, 2), (1, 3)] == linker.tried
    assert not left_out


def test_a_language_far_from_the_hub_comes_in_by_way_of_another():
    linker = Linker((0, 2), (1, 2))
    connected, left_out = connect(3, 0, linker)
    assert linker.tried == [(0, 1), (0, 2), (1, 2)]
    assert (links(connected), left_out) == ([(0, 2), (1, 2)], set())


def test_what_nothing_connects_is_left_out():
    linker = Linker((0, 1))
    connected, left_out = connect(3, 0, linker)
    assert (links(connected), left_out) == ([(0, 1)], {2})
    assert linker.tried == [(0, 1), (0, 2), (1, 2)]


def test_nothing_is_tried_twice():
    linker = Linker()
    assert connect(3, 0, linker) == ([], {1, 2})
    assert linker.tried == [(0, 1), (0, 2)]


def test_places_are_counted_anew_without_those_left_out():
    connected = [Linked((0, 2), None, None), Linked((2, 3), None, None)]
    spaces, renumbered = without("abcd", connected, {1})
    assert (spaces, links(renumbered)) == (["a", "c", "d"], [(0, 1), (1, 2)])


@pytest.fixture(scope="module")
def three(make_clustered, config, make_seed):
    """Return three noised copies of a space, row i the same word, and two alignments of them."""
    rng = np.random.default_rng(9)
    shape = make_clustered(rng)
    spaces = []
    for language in ("aa", "bb", "cc"):
        turned = shape @ np.linalg.qr(rng.standard_normal((40, 40)))[0]
        noised = (turned + 1.3 * rng.standard_normal(shape.shape)).astype(np.float32)
        spaces.append(
            Space(tuple(f"{language}{row}" for row in range(len(shape))), noised, language)
        )
    seed = make_seed(np.repeat(np.arange(0, len(shape), 25), 2).reshape(-1, 2), null=0.16)
    linked = []
    for link in ((0, 1), (0, 2)):
        both, rng = (spaces[place] for place in link), np.random.default_rng(0)
        linked.append(Linked(link, seed, learn(*both, seed, rng=rng, config=config, clues=Clues())))
    return spaces, linked


@pytest.fixture(scope="module")
def together(three, config):
    spaces, linked = three
    clues = dict.fromkeys(combinations(range(3), 2), Clues())
    return learn_shared(spaces, linked, rng=np.random.default_rng(0), config=config, clues=clues)


def right(alignment, source, target):
    """Return the share of words whose first translation is right."""
    x, y = alignment.map_source(source.vectors), alignment.map_target(target.vectors)
    _, rows = nearest(x, y, csls_penalty(x, y), 1)
    return float(np.mean(rows[:, 0] == np.arange(len(x))))


def test_two_that_were_aligned_lose_nothing(three, together):
    spaces, linked = three
    for each in linked:
        both = [spaces[place] for place in each.link]
        # 0.85 and 0.87, alone and together.
        assert right(together[each.link], *both) > right(each.alignment, *both) - 0.01


def test_two_that_were_never_aligned_do_better_than_by_way_of_the_hub(three, together):
    spaces, linked = three
    through = [right(each.alignment, spaces[0], spaces[each.link[1]]) for each in linked]
    # 0.86, where translating to the hub and on from there makes 0.74.
    assert right(together[1, 2], *spaces[1:]) > np.prod(through) + 0.05


def test_all_alignments_are_of_the_same_maps(together):
    assert together[0, 1].maps.source is together[0, 2].maps.source
    assert together[0, 2].maps.target is together[1, 2].maps.target


def test_every_two_have_a_verdict_of_their_own(together):
    assert together.keys() == {(0, 1), (0, 2), (1, 2)}
    labels = {link: each.verdict.label for link, each in together.items()}
    assert set(labels.values()) == {"aligned"}
    gains = {link: each.verdict.evidence.gain for link, each in together.items()}
    assert gains[1, 2] > 1.4
    assert together[1, 2].method["seed"]["method"] == "shared space"


def test_the_same_generator_gives_the_same_maps(three, together, config):
    spaces, linked = three
    clues = dict.fromkeys(combinations(range(3), 2), Clues())
    again = learn_shared(spaces, linked, rng=np.random.default_rng(0), config=config, clues=clues)
    np.testing.assert_array_equal(again[0, 1].maps.source, together[0, 1].maps.source)


def test_rounds_are_told(three, config):
    messages = Heard()
    spaces, linked = three
    clues = dict.fromkeys(combinations(range(3), 2), Clues())
    rng = np.random.default_rng(0)
    learn_shared(spaces, linked, rng=rng, config=config, clues=clues, progress=messages)
    assert "round 2 of 2" in messages[1] and "1,500 words" in messages[1]
