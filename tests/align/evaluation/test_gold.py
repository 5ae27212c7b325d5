from dataclasses import replace

import numpy as np
import pytest

from align.errors import EmptyDictionary
from align.evaluation.gold import bootstrap_interval, evaluate
from align.lexicon import Lexicon
from align.retrieval.hubness import penalized


@pytest.fixture
def fan(spaces_as_they_are):
    """Return a model of four source words at 0 degrees, and twelve targets at 0, 7, ... 77 degrees.

    Without penalties, every source word ranks the targets t0, t1, ... t11.
    """
    angles = np.deg2rad(7 * np.arange(12))
    y = np.column_stack([np.cos(angles), np.sin(angles)])
    x = np.tile(y[:1], (4, 1))
    model = spaces_as_they_are("abcd", x, [f"t{row}" for row in range(12)], y)
    return with_penalty(model, np.zeros(12, dtype=np.float32))


def with_penalty(model, penalty):
    """Return `model` with another penalty of its target words."""
    together = penalized(model.target.vectors, penalty)
    return replace(model, target=replace(model.target, penalized=together))


#: Ranks 1, 4, 8 and 12; two words that are not known, and a known word without a known target.
GOLD = Lexicon(
    (
        ("a", "t0"),
        ("b", "t3"),
        ("c", "t7"),
        ("d", "t11"),
        ("e", "t0"),
        ("f", "t1"),
        ("a", "unheard"),
    )
)


def test_precision_is_the_share_with_a_right_answer_among_the_first(fan):
    assert evaluate(fan, GOLD).precision == {1: 1 / 4, 5: 2 / 4, 10: 3 / 4}


def test_mrr_is_the_mean_of_one_over_the_rank_beyond_ten_too(fan):
    assert evaluate(fan, GOLD).mrr == pytest.approx((1 + 1 / 4 + 1 / 8 + 1 / 12) / 4)


def test_coverage_is_the_share_of_source_words_that_could_be_asked(fan):
    report = evaluate(fan, GOLD)
    assert (report.words, report.coverage) == (4, 4 / 6)


def test_a_known_word_without_a_known_target_is_not_covered(fan):
    report = evaluate(fan, Lexicon((("a", "t0"), ("b", "unheard"))))
    assert (report.words, report.coverage) == (1, 1 / 2)


def test_strict_counts_unknown_words_as_wrong(fan):
    assert evaluate(fan, GOLD).strict == 1 / 6


def test_the_interval_is_that_of_the_asked_words(fan):
    assert evaluate(fan, GOLD).interval == bootstrap_interval(1, 4)


def test_any_of_several_right_answers_counts_once(fan):
    report = evaluate(fan, Lexicon((("a", "t5"), ("a", "t0"), ("a", "t1"), ("b", "t9"))))
    assert (report.precision[1], report.words) == (1 / 2, 2)


def test_the_first_of_several_right_answers_gives_the_rank(fan):
    assert evaluate(fan, Lexicon((("a", "t11"), ("a", "t3"), ("a", "t7")))).mrr == 1 / 4


def test_the_table_has_the_first_ranks(fan):
    table = fan.source.table
    turned = replace(
        fan, source=replace(fan.source, table=replace(table, rows=table.rows[:, ::-1]))
    )
    assert evaluate(turned, Lexicon((("a", "t9"),))).precision[1] == 1
    assert evaluate(turned, Lexicon((("a", "t0"),))).mrr == 1 / 10


def test_beyond_the_table_the_penalty_changes_the_ranks(fan):
    # At 70 and 77 degrees the cosines are 0.34 and 0.22: a penalty of 0.2 on t10 puts it last.
    penalty = np.where(np.arange(12) == 10, 0.2, 0).astype(np.float32)
    hub = with_penalty(fan, penalty)
    assert evaluate(hub, Lexicon((("a", "t11"),))).mrr == 1 / 11


def test_equal_scores_rank_in_the_order_of_the_rows(spaces_as_they_are):
    same = spaces_as_they_are("a", np.ones((1, 2)), "xyz", np.ones((3, 2)))
    assert evaluate(same, Lexicon((("a", "y"),))).mrr == 1 / 2


def test_equal_right_answers_rank_by_the_first_row_in_whichever_order_they_are_given(
    spaces_as_they_are,
):
    same = spaces_as_they_are("a", np.ones((1, 2)), "xyz", np.ones((3, 2)))
    assert evaluate(same, Lexicon((("a", "z"), ("a", "x")))).precision[1] == 1


@pytest.fixture(scope="module")
def random_model(spaces_as_they_are):
    """Return two spaces of 300 words that share so much that about half are translated right."""
    rng = np.random.default_rng(0)
    x = rng.standard_normal((300, 20))
    y = x + 1.5 * rng.standard_normal((300, 20))
    words = [[f"{side}{row}" for row in range(300)] for side in "st"]
    return spaces_as_they_are(words[0], x, words[1], y)


@pytest.fixture(scope="module")
def random_gold():
    """Return 500 pairs: the like rows, and 200 more at random."""
    like = [(f"s{row}", f"t{row}") for row in range(300)]
    more = np.random.default_rng(1).integers(300, size=(200, 2)).tolist()
    return Lexicon(tuple(dict.fromkeys([*like, *((f"s{s}", f"t{t}") for s, t in more)])))


def muse(x, y, pairs):
    """Return P@1, P@5 and P@10 by MUSE's metric, in float64 and word by word.

    From the paper: Conneau et al. (2018), sections 2.3 and 3.
    """
    cosines = x.astype(np.float64) @ y.T.astype(np.float64)
    r_target = np.array([np.sort(row)[-10:].mean() for row in cosines])
    r_source = np.array([np.sort(column)[-10:].mean() for column in cosines.T])
    scores = 2 * cosines - r_target[:, None] - r_source[None, :]
    right = {}
    for source, target in pairs:
        right.setdefault(int(source[1:]), set()).add(int(target[1:]))
    matches = {
        k: [bool(set(np.argsort(-scores[row])[:k].tolist()) & right[row]) for row in right]
        for k in (1, 5, 10)
    }
    return {k: float(np.mean(matching)) for k, matching in matches.items()}


def test_agrees_with_the_metric_of_muse(random_model, random_gold):
    expected = muse(random_model.source.vectors, random_model.target.vectors, random_gold.pairs)
    assert evaluate(random_model, random_gold).precision == expected


def test_in_reverse_agrees_with_the_metric_of_muse(random_model, random_gold):
    expected = muse(
        random_model.target.vectors, random_model.source.vectors, random_gold.reverse().pairs
    )
    assert evaluate(random_model.reversed(), random_gold.reverse()).precision == expected


def test_the_random_model_is_neither_right_nor_wrong_throughout(random_model, random_gold):
    # Guards the two agreements above: at 0 or 1 any metric would agree.
    assert 0.2 < evaluate(random_model, random_gold).precision[1] < 0.8


def test_the_order_of_the_gold_pairs_changes_nothing(random_model, random_gold):
    turned = Lexicon(random_gold.pairs[::-1])
    assert evaluate(random_model, turned) == evaluate(random_model, random_gold)


@pytest.mark.parametrize("gold", [Lexicon(()), Lexicon((("a", "unheard"), ("unheard", "t1")))])
def test_a_dictionary_of_unknown_words_is_refused_with_one_line(fan, gold):
    with pytest.raises(EmptyDictionary, match=r"aa and bb.*direction") as caught:
        evaluate(fan, gold)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("hits", "words"), [(100, 200), (190, 200), (3, 40)])
def test_the_interval_is_that_of_resampling(hits, words):
    right = np.arange(words) < hits
    draws = np.random.default_rng(0).integers(words, size=(20_000, words))
    expected = np.quantile(right[draws].mean(axis=1), [0.025, 0.975])
    # A quantile of 20,000 resamples may be off by one step, which is one word.
    np.testing.assert_allclose(bootstrap_interval(hits, words), expected, atol=1.001 / words)


@pytest.mark.parametrize(("hits", "expected"), [(0, (0.0, 0.0)), (7, (1.0, 1.0))])
def test_the_interval_of_all_or_none_is_a_point(hits, expected):
    assert bootstrap_interval(hits, 7) == expected


def test_a_higher_level_widens_the_interval():
    low, high = bootstrap_interval(50, 100)
    lower, higher = bootstrap_interval(50, 100, level=0.99)
    assert lower < low < high < higher


@pytest.fixture
def cognates(spaces_as_they_are):
    """Return a model that is right on `nation` and `dog`, and wrong on `music` and `house`."""
    x = np.eye(4)
    y = np.eye(4)[[0, 1, 3, 2]]
    return spaces_as_they_are(
        ["nation", "dog", "music", "house"], x, ["nación", "perro", "música", "casa"], y
    )


SPANISH = Lexicon(
    (("nation", "nación"), ("dog", "perro"), ("music", "música"), ("house", "casa"), ("x", "y"))
)


def test_spelling_alone_is_scored_on_the_same_words(cognates):
    report = evaluate(cognates, SPANISH)
    assert (report.precision[1], report.words) == (2 / 4, 4)
    assert report.spelling_alone == 2 / 4  # nation and music


def test_words_that_are_not_spelled_alike_are_scored_apart(cognates):
    report = evaluate(cognates, SPANISH)
    assert (report.not_alike, report.not_alike_words) == (1 / 2, 2)  # dog and house


def test_without_words_that_differ_there_is_no_such_score(cognates):
    report = evaluate(cognates, Lexicon((("nation", "nación"),)))
    assert (report.not_alike, report.not_alike_words) == (None, 0)


def test_the_report_records_the_direction(cognates):
    assert evaluate(cognates, SPANISH).direction == "aa-bb"
    assert evaluate(cognates.reversed(), SPANISH.reverse()).direction == "bb-aa"


@pytest.mark.parametrize(("unknown", "warns"), [(0, False), (4, False), (5, True)])
def test_a_coverage_below_a_fifth_is_a_warning(fan, unknown, warns):
    pairs = ("a", "t0"), *((f"unheard{row}", "t1") for row in range(unknown))
    assert bool(evaluate(fan, Lexicon(pairs)).warning) is warns
