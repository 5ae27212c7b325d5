from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest

from align.errors import EmptyDictionary
from align.learning.config import Config, Stage
from align.learning.short_run import mutual, short_run
from align.learning.trial import Trial
from align.learning.verdict import CONVINCING_GAIN, FEWEST_PAIRS
from align.lexicon import Lexicon
from align.seed import find as find_module
from align.seed.find import ATTEMPTS, AUTO, INITS, METHODS, find_seed
from align.seed.given import given_seed
from embeddings.errors import DimensionMismatch
from embeddings.normalize import normalize
from embeddings.space import Space
from tests.hearing import Heard

#: So many words are a tenth of a second of self-learning.
WORDS = 500
CONFIG = Config(stages=(Stage("rotate", WORDS, 5, 0.2),))


@pytest.fixture(scope="module")
def spaces(planted):
    return planted.source.head(WORDS), planted.target.head(WORDS)


@pytest.fixture(scope="module")
def gold(planted):
    """Return the translations among the words of `spaces`."""
    return planted.gold[(planted.gold < WORDS).all(axis=1)]


@pytest.fixture(scope="module")
def wrong():
    """Return pairs drawn at random, of which self-learning makes nothing."""
    rng = np.random.default_rng(7)
    return np.column_stack([rng.permutation(WORDS)[:60] for _ in range(2)])


def sharing(spaces, pairs):
    """Return the spaces with the target words of `pairs` spelled as their source words."""
    source, target = spaces
    words = list(target.words)
    for s, t in pairs.tolist():
        words[t] = source.words[s]
    return source, replace(target, words=tuple(words))


def find(spaces, *init, seed=0, **options):
    return find_seed(*spaces, *init, rng=np.random.default_rng(seed), config=CONFIG, **options)


def right(seed, gold):
    """Return the share of the seed's pairs that are translations."""
    return len({*map(tuple, seed.pairs.tolist())} & {*map(tuple, gold.tolist())}) / len(seed.pairs)


@pytest.fixture
def finds(monkeypatch):
    """Return what makes a way find given seeds, one tuple of them a call, or raise."""

    def make(name, *results):
        calls = iter(results)

        def method(source, target, rng, progress):
            result = next(calls)
            if isinstance(result, Exception):
                raise result
            return result

        monkeypatch.setitem(METHODS, name, method)

    return make


NONE_ALIKE = EmptyDictionary("only 0 words are spelled alike")


@pytest.mark.parametrize("init", ["auto", "identical"])
def test_words_spelled_alike_are_the_seed(spaces, gold, finds, init):
    finds("transport")  # not called
    seed = find(sharing(spaces, gold[:FEWEST_PAIRS]), init)
    assert seed.method == "identical"
    [trial] = seed.tried
    assert (trial.method, trial.pairs, trial.agreement) == ("identical", FEWEST_PAIRS, None)
    assert trial.gain > CONVINCING_GAIN
    # What the short run made of 25 pairs.
    assert len(seed.pairs) > 400
    assert right(seed, gold) > 0.95


def test_the_seed_is_what_the_short_run_came_to(spaces, gold, finds):
    finds("similarity", (gold[:60],))
    x, y = (normalize(space.vectors)[0] for space in spaces)
    run = short_run(x, y, gold[:60], CONFIG)
    seed = find(spaces, "similarity")
    np.testing.assert_array_equal(seed.pairs, mutual(x, y, run))
    assert seed.tried[0].objective == pytest.approx(run.objective, abs=1e-6)


def test_too_few_words_alike_are_refused_with_one_line_that_says_what_to_give(spaces, gold):
    with pytest.raises(EmptyDictionary, match=r"only 24 words .*--seed-dictionary") as caught:
        find(sharing(spaces, gold[: FEWEST_PAIRS - 1]), "identical")
    assert "\n" not in str(caught.value)


def test_without_shared_strings_auto_falls_to_transport(spaces, gold, monkeypatch):
    monkeypatch.setattr(import_module("align.seed.transport"), "WORDS", 300)
    lines = Heard()
    seed = find(spaces, progress=lines)
    assert (seed.method, [trial.method for trial in seed.tried]) == ("transport", ["transport"])
    assert right(seed, gold) > 0.95
    assert lines[0].startswith("identical: only 0 words are spelled alike")
    assert lines[1].startswith("start 1: ")
    assert lines[-1] == "best way: transport"


def test_auto_goes_on_until_one_way_convinces(spaces, gold, wrong, finds):
    finds("identical", (wrong,))
    finds("transport", (wrong,), (gold[:60],))  # the third is not called
    lines = Heard()
    seed = find(spaces, progress=lines)
    # By their gain, of which two fail alike.
    assert sorted(trial.method for trial in seed.tried) == ["identical", "transport", "transport"]
    assert seed.method == seed.tried[-1].method == "transport"
    assert seed.tried[-1].gain > CONVINCING_GAIN > max(trial.gain for trial in seed.tried[:-1])
    assert right(seed, gold) > 0.95
    # One line for each, one for what the strings tell of each other, and one for the choice.
    assert [line.split(":")[0] for line in lines] == [
        "identical",
        "identical",
        "transport",
        "transport",
        "best way",
    ]
    assert "60 pairs" in lines[3] and f"{seed.tried[-1].gain:.2f} times" in lines[3]


def test_where_none_convinces_the_best_is_taken_and_all_are_told(spaces, wrong, finds):
    finds("identical", (wrong,))
    finds("transport", (wrong[:30],), (wrong[::-1, ::-1],), (wrong[30:],))
    finds("invariants", (wrong[::2],))
    seed = find(spaces)
    assert sorted(trial.method for trial in seed.tried) == sorted(AUTO)
    gains = [trial.gain for trial in seed.tried]
    assert gains == sorted(gains)
    assert gains[-1] < CONVINCING_GAIN
    assert seed.method == seed.tried[-1].method


def test_words_alike_that_mean_something_else_do_not_stop_auto(spaces, gold, finds):
    finds("transport", (gold[:60],))
    shifted = np.column_stack([gold[:100, 0], np.roll(gold[:100, 1], 50)])
    seed = find(sharing(spaces, shifted))
    assert [trial.method for trial in seed.tried] == ["identical", "transport"]
    assert seed.method == "transport"


@pytest.mark.parametrize("init", [init for init in INITS if init != "auto"])
def test_a_way_asked_for_by_name_is_tried_as_often_as_it_may(spaces, wrong, finds, init):
    attempts = 3 if init == "transport" else 1
    assert ATTEMPTS.get(init, 1) == attempts
    finds(init, *[(wrong,)] * attempts)
    assert [trial.method for trial in find(spaces, init).tried] == [init] * attempts


def test_a_way_asked_for_by_name_ends_once_it_convinces(spaces, gold, wrong, finds):
    finds("transport", (wrong,), (gold[:60],))
    assert len(find(spaces, "transport").tried) == 2


def test_a_way_asked_for_by_name_that_finds_nothing_is_refused(spaces, finds):
    finds("transport", NONE_ALIKE)
    with pytest.raises(EmptyDictionary, match="only 0 words"):
        find(spaces, "transport")


def test_auto_is_refused_once_every_way_has_found_nothing(spaces, finds):
    finds("identical", NONE_ALIKE)
    finds("transport", NONE_ALIKE, (np.empty((0, 2), dtype=np.intp),), NONE_ALIKE)
    finds("invariants", NONE_ALIKE)
    lines = Heard()
    with pytest.raises(EmptyDictionary, match=r"no way .*--seed-dictionary") as caught:
        find(spaces, progress=lines)
    assert "\n" not in str(caught.value)
    assert len(lines) == len(AUTO)
    assert "no pairs found" in lines[2]


def test_a_way_that_finds_no_pairs_is_refused_with_what_to_give(spaces, finds):
    finds("similarity", (np.empty((0, 2), dtype=np.intp),))
    with pytest.raises(EmptyDictionary, match=r"no pairs .*--seed-dictionary"):
        find(spaces, "similarity")


def test_of_several_seeds_the_one_that_self_learning_likes_best_is_taken(
    spaces, gold, wrong, finds
):
    finds("similarity", (wrong, gold[:60], wrong[::-1, ::-1]))
    seed = find(spaces, "similarity")
    assert right(seed, gold) > 0.95
    # The two that come next are not asked where the objective needs no second witness.
    assert seed.tried[0].agreement is None


def test_doubtful_seeds_are_told_with_how_far_the_best_two_agree(spaces, wrong, finds):
    finds("similarity", (wrong, wrong))
    assert find(spaces, "similarity").tried[0].agreement == 1.0


def test_a_doubtful_single_seed_is_told_with_how_far_its_halves_agree(spaces, wrong, finds):
    finds("similarity", (wrong,))
    # By chance one word in 500; 5 % are 25.
    assert find(spaces, "similarity").tried[0].agreement < 0.05


def test_the_adversarial_way_trains_twice(spaces, wrong, monkeypatch):
    calls = []

    def adversarial(source, target, rng, progress):
        calls.append(rng)
        return wrong if len(calls) == 1 else wrong[::-1, ::-1]

    monkeypatch.setattr(find_module, "adversarial", adversarial)
    assert len(find(spaces, "adversarial").tried) == 1
    assert len(calls) == 2


def test_rare_words_are_not_looked_at_and_vectors_come_normalised(spaces, gold, monkeypatch):
    monkeypatch.setattr(find_module, "SEED_VOCABULARY", 400)
    seen = []

    def method(source, target, rng, progress):
        seen.extend([source, target])
        return (gold[(gold < 400).all(axis=1)][:60],)

    monkeypatch.setitem(METHODS, "similarity", method)
    seed = find(spaces, "similarity")
    for given, space in zip(spaces, seen, strict=True):
        assert space.words == given.words[:400]
        np.testing.assert_array_equal(space.vectors, normalize(given.vectors[:400])[0])
    assert seed.pairs.max() < 400


def test_the_same_chance_gives_the_same_seed(spaces, wrong, finds):
    finds("identical", *[(wrong,)] * 3)
    first, again, other = (find(spaces, "identical", seed=seed) for seed in (0, 0, 1))
    assert first.pairs.tobytes() == again.pairs.tobytes()
    assert first.tried == again.tried
    # Another null, of other random pairs.
    assert first.tried != other.tried


def test_the_gain_of_a_trial_is_how_many_times_the_null_its_objective_is():
    assert Trial("transport", 10, 0.6, 0.4, None).gain == pytest.approx(1.5)


def words(space, rows):
    return [space.words[row] for row in rows]


def given(spaces, pairs):
    return given_seed(*spaces, Lexicon(tuple(pairs)), rng=np.random.default_rng(0), config=CONFIG)


def test_a_given_dictionary_is_looked_up_in_both_spaces(spaces, gold):
    source, target = spaces
    known = list(zip(words(source, gold[:60, 0]), words(target, gold[:60, 1]), strict=True))
    seed = given(spaces, [*known, ("unknown", target.words[0]), (source.words[0], "inconnu")])
    assert (seed.method, seed.tried[0].pairs) == ("dictionary", 60)
    assert seed.tried[0].gain > CONVINCING_GAIN
    assert right(seed, gold) > 0.95


def test_a_wrong_dictionary_has_the_objective_of_random_pairs(spaces, wrong):
    source, target = spaces
    seed = given(spaces, zip(words(source, wrong[:, 0]), words(target, wrong[:, 1]), strict=True))
    assert 0.9 < seed.tried[0].gain < CONVINCING_GAIN
    assert seed.tried[0].agreement < 0.05


def test_a_given_dictionary_may_be_smaller_than_a_found_one(spaces):
    seed = given(spaces, [(spaces[0].words[0], spaces[1].words[0])])
    assert seed.tried[0].pairs == 1
    assert len(seed.pairs) > 0


def test_a_dictionary_of_unknown_words_is_refused_with_one_line():
    cat, chat = (Space((word,), np.ones((1, 2))) for word in ("cat", "chat"))
    with pytest.raises(EmptyDictionary, match=r"none of the 1 pairs.*direction") as caught:
        given((cat, chat), [("chat", "cat")])
    assert "\n" not in str(caught.value)


def test_spaces_of_two_dimensions_are_refused():
    three, two = Space(("a",), np.ones((1, 3))), Space(("a",), np.ones((1, 2)))
    with pytest.raises(DimensionMismatch, match="3 dimensions"):
        find_seed(three, two, rng=np.random.default_rng(0))


def test_words_that_are_all_alike_are_no_better_than_chance():
    same = Space(tuple(f"w{row}" for row in range(60)), np.ones((60, 4)))
    (trial,) = find_seed(same, same, "identical", rng=np.random.default_rng(0)).tried
    assert trial.gain <= 1


@pytest.mark.parametrize("words", [1, 2, 11, 49])
def test_a_few_words_have_no_shape(words):
    rng = np.random.default_rng(0)
    source, target = (
        Space(tuple(f"{side}{row}" for row in range(words)), rng.standard_normal((words, 5)))
        for side in "st"
    )
    with pytest.raises(EmptyDictionary, match="--seed-dictionary"):
        find_seed(source, target, rng=rng)


def test_the_null_is_measured_once_for_all_ways(spaces, gold, wrong, finds):
    finds("identical", (wrong,))
    finds("transport", (wrong,), (gold[:60],))
    seed = find(spaces)
    assert len({trial.null for trial in seed.tried}) == 1
