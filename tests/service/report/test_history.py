import pytest

from embeddings import IsoglossError
from service.report.history import read_history

ROUND = {"solved": "rotate", "vocabulary": 2_000, "pairs": 900, "objective": 0.3}
TRIAL = {"method": "identical", "pairs": 80, "objective": 0.3, "null": 0.1, "agreement": None}


def _method(*rounds, tried=(TRIAL,)):
    return {"seed": {"tried": list(tried)}, "rounds": [ROUND | other for other in rounds]}


def test_rounds_with_one_solver_and_vocabulary_are_a_group():
    larger, other = {"vocabulary": 4_000}, {"vocabulary": 4_000, "solved": "reweight"}
    history = read_history(_method({}, {}, larger, other, other))
    groups = [(each.solved, each.vocabulary, each.first, each.last) for each in history.groups]
    assert groups == [("rotate", 2_000, 1, 2), ("rotate", 4_000, 3, 3), ("reweight", 4_000, 4, 5)]


def test_the_judged_rounds_are_the_last_rotations_over_few_words():
    sizes = [{"vocabulary": size} for size in (2_000, 4_000, 8_000)]
    assert read_history(_method(*sizes)).judged.vocabulary == 4_000
    assert read_history(_method({"solved": "reweight"})).judged is None


def test_trials_are_listed_with_the_successful_one_last():
    trials = TRIAL | {"agreement": 0.02}, TRIAL | {"method": "transport", "objective": 0.2}
    history = read_history(_method(tried=trials))
    assert [trial.method for trial in history.trials] == ["identical", "transport"]
    assert history.trials[-1].gain == pytest.approx(2)


def test_a_manifest_without_rounds_has_no_history():
    assert read_history({}) == read_history({"seed": {}, "rounds": []})


@pytest.mark.parametrize(
    "method",
    [
        {"rounds": 7},
        {"rounds": [{"solved": "rotate"}]},
        {"rounds": [ROUND | {"objective": "high"}]},
        {"seed": "identical"},
        {"seed": {"tried": [TRIAL | {"pairs": None}]}},
    ],
)
def test_a_history_of_another_form_is_rejected_in_one_line(method):
    with pytest.raises(IsoglossError, match="align the spaces again") as caught:
        read_history(method)
    assert "\n" not in str(caught.value)
