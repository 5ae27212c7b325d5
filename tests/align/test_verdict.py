import numpy as np
import pytest

from align.selflearn import Config
from align.verdict import ALIGNED_FROM, NOT_ALIGNED_BELOW, agreement_of_halves, judge
from embeddings.normalize import normalize


@pytest.mark.parametrize(
    ("agreement", "label"),
    [
        (1.0, "aligned"),
        (ALIGNED_FROM, "aligned"),
        (np.nextafter(ALIGNED_FROM, 0), "doubtful"),
        (NOT_ALIGNED_BELOW, "doubtful"),
        (np.nextafter(NOT_ALIGNED_BELOW, 0), "not aligned"),
        (0.0, "not aligned"),
    ],
)
def test_the_label_changes_at_the_measured_shares(agreement, label):
    assert judge({"agreement": float(agreement), "words": 4000}).label == label


def test_of_few_words_one_translated_alike_by_chance_is_no_evidence():
    assert judge({"agreement": 1 / 100, "words": 100}).label == "not aligned"


@pytest.mark.parametrize("agreement", [0.0, 0.1])
def test_what_is_not_aligned_comes_with_what_to_try_next(agreement):
    assert "--seed-dictionary" in judge({"agreement": agreement, "words": 4000}).advice


def test_what_is_aligned_needs_no_advice():
    assert judge({"agreement": 0.9, "words": 4000}).advice == ""


def test_the_verdict_keeps_all_its_evidence():
    evidence = {"agreement": 0.5, "mutual": 0.25, "words": 4000}
    assert judge(evidence).evidence == evidence


def test_halves_of_a_good_seed_lead_to_the_same_translations(planted, few_pairs, config):
    x, y = (normalize(space.vectors)[0] for space in (planted.source, planted.target))
    assert agreement_of_halves(x, y, few_pairs, config, np.random.default_rng(0)) > 0.9


def test_halves_of_a_seed_between_unlike_spaces_agree_on_next_to_nothing(few_pairs, config):
    rng = np.random.default_rng(1)
    x, y = (normalize(rng.standard_normal((1500, 40)))[0] for _ in range(2))
    assert agreement_of_halves(x, y, few_pairs, config, rng) < NOT_ALIGNED_BELOW


def test_settings_with_large_stages_only_are_run_on_the_most_frequent(planted, few_pairs):
    x, y = (normalize(space.vectors)[0] for space in (planted.source, planted.target))
    large = Config(stages=Config().stages[-1:])
    assert agreement_of_halves(x, y, few_pairs, large, np.random.default_rng(0)) > 0.9


def test_a_seed_of_one_pair_has_an_empty_half_and_still_a_share(planted, config):
    x, y = (normalize(space.vectors)[0][:200] for space in (planted.source, planted.target))
    share = agreement_of_halves(x, y, planted.gold[:1], config, np.random.default_rng(0))
    assert 0 <= share <= 1
