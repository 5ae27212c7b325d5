import numpy as np
import pytest

from align.learning.config import Config
from align.learning.kept import share_among, share_kept
from align.learning.selflearn import rotation
from align.learning.short_run import ShortRun, agreement, halves, mutual, null_run, short_run
from align.learning.verdict import (
    CONVINCING_GAIN,
    CONVINCING_GAIN_OF_FEW,
    FEWEST_KEPT,
    LETTERED,
    NOT_ALIGNED_BELOW,
    NOT_ALIGNED_BELOW_OF_FEW,
    VOCABULARY,
    Evidence,
    judge,
)
from align.maps.procrustes import procrustes
from align.maps.reweight import Maps
from align.retrieval.hubness import csls_penalty, nearest
from align.retrieval.induce import induce
from embeddings.normalize import normalize, unit


@pytest.mark.parametrize(
    ("gain", "label"),
    [
        (2.8, "aligned"),
        (CONVINCING_GAIN, "aligned"),
        (np.nextafter(CONVINCING_GAIN, 0), "doubtful"),
        (NOT_ALIGNED_BELOW, "doubtful"),
        (np.nextafter(NOT_ALIGNED_BELOW, 0), "not aligned"),
        (0.95, "not aligned"),
    ],
)
def test_the_label_changes_at_the_measured_gains(gain, label):
    assert judge(Evidence.from_dict({"gain": float(gain)})).label == label


@pytest.mark.parametrize(
    ("share", "label"),
    [(0.3, "aligned"), (FEWEST_KEPT, "aligned"), (np.nextafter(FEWEST_KEPT, 0), "not aligned")],
)
def test_an_alignment_that_keeps_next_to_none_of_the_words_alike_is_none(share, label):
    assert judge(Evidence.from_dict({"gain": 2.8, "kept": float(share)})).label == label


@pytest.mark.parametrize(
    ("words", "gain", "label"),
    [
        (VOCABULARY, CONVINCING_GAIN, "aligned"),
        (VOCABULARY - 1, CONVINCING_GAIN, "not aligned"),
        (VOCABULARY - 1, NOT_ALIGNED_BELOW_OF_FEW, "doubtful"),
        (720, 1.32, "doubtful"),
        (720, CONVINCING_GAIN_OF_FEW, "aligned"),
        (720, np.nextafter(NOT_ALIGNED_BELOW_OF_FEW, 0), "not aligned"),
    ],
)
def test_of_few_words_more_is_asked(words, gain, label):
    assert judge(Evidence.from_dict({"gain": float(gain), "words": words})).label == label


def test_words_kept_do_not_make_up_for_a_gain_that_is_too_small():
    assert judge(Evidence.from_dict({"gain": 1.0, "kept": 1.0})).label == "not aligned"
    assert judge(Evidence.from_dict({"gain": 1.15, "kept": 1.0})).label == "doubtful"


@pytest.mark.parametrize(
    ("gain", "share", "label"),
    [
        (1.0, 0.05, "aligned"),
        (1.0, 0.04, "doubtful"),
        (1.0, 0.02, "not aligned"),
        (1.15, 0.02, "doubtful"),
        (2.0, 0.02, "aligned"),
    ],
)
def test_pairs_held_out_decide_where_the_gain_does_not(gain, share, label):
    numbers = {"gain": gain, "held_out": share, "agreement": 0.03}
    assert judge(Evidence.from_dict(numbers)).label == label


def test_held_out_pairs_do_not_convince_where_two_runs_disagree():
    numbers = {"gain": 1.0, "held_out": 0.5, "agreement": 0.02}
    assert judge(Evidence.from_dict(numbers)).label == "doubtful"


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_agreement_is_told_but_does_not_decide(share):
    labels = [
        judge(Evidence.from_dict({"gain": gain, "agreement": share})).label
        for gain in (1.0, 1.15, 2.0)
    ]
    assert labels == ["not aligned", "doubtful", "aligned"]


@pytest.mark.parametrize("gain", [1.0, 1.15])
def test_what_is_not_aligned_comes_with_what_to_try_next(gain):
    assert "--seed-dictionary" in judge(Evidence.from_dict({"gain": gain})).advice


def test_what_is_aligned_needs_no_advice():
    assert judge(Evidence.from_dict({"gain": 2.0})).advice == ""


def test_the_verdict_keeps_all_its_evidence():
    evidence = {"gain": 1.5, "mutual": 0.25, "kept": 0.5, "unknown": 0.125}
    assert judge(Evidence.from_dict(evidence)).evidence.to_dict() == evidence


@pytest.fixture(scope="module")
def x(planted):
    return normalize(planted.source.vectors)[0]


@pytest.fixture(scope="module")
def y(planted):
    return normalize(planted.target.vectors)[0]


@pytest.fixture(scope="module")
def run(x, y, few_pairs, config):
    return short_run(x, y, few_pairs, config)


def test_a_short_run_from_a_good_seed_translates_nearly_all_words(run, planted):
    assert np.mean(run.translations == planted.gold[:, 1]) > 0.98


def test_a_null_run_of_a_planted_pair_comes_nowhere_near_its_short_run(x, y, run, config):
    nulls = [null_run(x, y, config, np.random.default_rng(seed)).objective for seed in range(3)]
    # Four to five times; the verdict wants 1.2.
    assert run.objective > 2 * max(nulls)
    # A null that depended on luck would be no measure.
    assert max(nulls) < 1.1 * min(nulls)


def test_a_seed_between_unlike_spaces_comes_to_the_null(few_pairs, config):
    rng = np.random.default_rng(1)
    gaussian = [normalize(rng.standard_normal((1500, 40)))[0] for _ in range(2)]
    gain = (
        short_run(*gaussian, few_pairs, config).objective
        / null_run(*gaussian, config, rng).objective
    )
    assert 0.9 < gain < NOT_ALIGNED_BELOW


def test_a_null_run_says_nothing_of_the_words(x, y, planted, config):
    run = null_run(x, y, config, np.random.default_rng(0))
    # One in 1,500 by chance, and not many times that.
    assert np.mean(run.translations == planted.gold[:, 1]) < 0.02


def test_a_null_run_is_drawn_from_the_given_chance(x, y, config):
    first, again, other = (
        null_run(x, y, config, np.random.default_rng(seed)).maps.source for seed in (0, 0, 1)
    )
    assert first.tobytes() == again.tobytes()
    assert not np.allclose(first, other, atol=0.01)


def test_a_null_run_takes_spaces_of_unlike_sizes(x, y, config):
    run = null_run(x[:300], y[:500], config, np.random.default_rng(0))
    assert run.translations.shape == (300,)
    assert run.translations.max() < 500


def test_a_short_run_leaves_the_large_stages_out(x, y, few_pairs, run, config):
    # The stages of the defaults that fit are its own; a single large stage is replaced.
    large = Config(stages=Config().stages[-1:])
    assert large.stages[0].vocabulary > VOCABULARY
    rotated = short_run(x, y, few_pairs, large)
    assert np.array_equal(rotated.maps.target, np.eye(x.shape[1]))
    assert agreement(run, rotated) > 0.95


def test_the_translations_of_a_run_are_the_best_by_csls_of_its_maps(x, y, run):
    source, target = run.maps.apply(x, y)
    expected = nearest(source, target, csls_penalty(source, target), 1)[1][:, 0]
    np.testing.assert_array_equal(run.translations, expected)


def test_the_mutual_pairs_of_a_run_are_those_of_its_maps(x, y, run, planted):
    pairs = mutual(x, y, run)
    np.testing.assert_array_equal(pairs, induce(*run.maps.apply(x, y)).mutual)
    assert len(set(map(tuple, pairs.tolist())) & set(map(tuple, planted.gold.tolist()))) > 1400


def of_translations(rows):
    # Each source word is the very vector of its translation.
    return ShortRun(Maps(np.eye(4), np.eye(4)), 0.0, np.eye(4)[rows], np.eye(4))


@pytest.mark.parametrize(
    ("other", "share"), [([3, 1, 2, 0], 1.0), ([3, 1, 0, 0], 0.75), ([0, 0, 0, 1], 0.0)]
)
def test_agreement_is_the_share_translated_alike(other, share):
    assert agreement(of_translations([3, 1, 2, 0]), of_translations(other)) == share


def test_halves_of_a_good_seed_lead_to_the_same_translations(x, y, few_pairs, config):
    parts = halves(few_pairs, np.random.default_rng(0))
    assert agreement(*(short_run(x, y, part, config) for part in parts)) > 0.9


def test_halves_of_a_seed_between_unlike_spaces_agree_on_next_to_nothing(few_pairs, config):
    rng = np.random.default_rng(1)
    gaussian = [normalize(rng.standard_normal((1500, 40)))[0] for _ in range(2)]
    runs = [short_run(*gaussian, part, config) for part in halves(few_pairs, rng)]
    assert agreement(*runs) < 0.05


@pytest.mark.parametrize("size", [2, 7, 60])
def test_halves_hold_every_pair_once(planted, size):
    seed = planted.gold[:size]
    first, second = halves(seed, np.random.default_rng(0))
    assert len(first) - len(second) == size % 2
    together = np.concatenate([first, second])
    np.testing.assert_array_equal(together[np.argsort(together[:, 0])], seed)


def test_halves_are_drawn_at_random(planted):
    # Frequent words first would make one half better than the other.
    first, _ = halves(planted.gold, np.random.default_rng(0))
    assert 0.4 < np.mean(first[:, 0] % 2) < 0.6
    assert not np.array_equal(first, halves(planted.gold, np.random.default_rng(1))[0])


def test_a_seed_of_one_pair_has_an_empty_half_and_still_a_share(x, y, planted, config):
    parts = halves(planted.gold[:1], np.random.default_rng(0))
    runs = [short_run(x[:200], y[:200], part, config) for part in parts]
    assert 0 <= agreement(*runs) <= 1


@pytest.fixture(scope="module")
def mapped(x, y, planted):
    pairs = planted.gold
    return rotation(procrustes(x[pairs[:, 0]], y[pairs[:, 1]])).apply(x, y)


def test_translations_are_kept_by_the_map_that_was_planted(mapped, planted):
    assert share_kept(*mapped, planted.gold) > 0.99


def test_wrong_pairs_are_kept_by_chance_only(mapped, planted):
    wrong = np.column_stack([planted.gold[:, 0], np.roll(planted.gold[:, 1], 500)])
    # Ten candidates of 1,500, more where a word has the topic of its wrong translation.
    assert share_kept(*mapped, wrong) < 0.05


def test_the_share_kept_counts_right_and_wrong_pairs(mapped, planted):
    pairs = planted.gold[:100].copy()
    pairs[:25, 1] = pairs[:25, 1] + 1000
    assert share_kept(*mapped, pairs) == pytest.approx(0.75, abs=0.03)


def test_a_translation_is_kept_among_ten_candidates_and_not_only_as_the_first(x):
    noise = 0.3 * np.random.default_rng(0).standard_normal(x.shape)
    noised = unit((x + noise).astype(np.float32))
    rows = np.arange(len(x))
    _, hits = nearest(noised, x, csls_penalty(noised, x), 10)
    first, ten = np.mean(hits[:, 0] == rows), np.mean((hits == rows[:, None]).any(axis=1))
    assert first < 0.9 * ten
    assert share_kept(noised, x, np.column_stack([rows, rows])) == pytest.approx(ten)


def test_pairs_of_words_beyond_the_spaces_are_not_counted(mapped, planted):
    pairs = np.vstack([planted.gold[:50], [[1600, 0], [0, 1600]]])
    assert share_kept(*mapped, pairs) == share_kept(*mapped, planted.gold[:50])


@pytest.mark.parametrize(
    ("not_alike", "label"), [(1.3, "aligned"), (0.8, "aligned"), (0.5, "not aligned")]
)
def test_a_gain_that_words_not_alike_contradict_is_of_letters(not_alike, label):
    shares = {"held_out": 0.2, "agreement": 0.2}
    assert judge(Evidence(2.0, gain_not_alike=not_alike)).label == label
    assert judge(Evidence(2.0, gain_not_alike=not_alike, **shares)).label == label


def test_where_vectors_are_mostly_letters_words_not_alike_must_beat_chance():
    def label(not_alike):
        return judge(Evidence(2.0, letters=LETTERED, gain_not_alike=not_alike)).label

    assert [label(each) for each in (0.7, 1.0, 1.1)] == ["not aligned", "doubtful", "aligned"]


def test_the_share_kept_among_known_candidates_is_that_of_a_search(mapped, planted):
    candidates = induce(*mapped).forward.rows
    assert share_among(candidates, planted.gold) == share_kept(*mapped, planted.gold)
    assert share_among(candidates[:, ::-1], planted.gold) < 0.1
