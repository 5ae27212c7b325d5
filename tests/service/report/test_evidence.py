import pytest

from align.learning.verdict import Evidence, judge
from service.report.evidence import pieces, ruling


def _says(**evidence):
    return {piece.name: piece.says for piece in pieces(judge(Evidence.from_dict(evidence)))}


@pytest.mark.parametrize(
    ("gain", "words", "says"),
    [
        (1.2, 4_000, "for"),
        (1.19, 4_000, "doubt"),
        (1.12, 4_000, "doubt"),
        (1.11, 4_000, "against"),
        (1.3, 3_999, "doubt"),
        (1.45, 3_999, "for"),
    ],
)
def test_the_gain_agrees_with_the_verdict(gain, words, says):
    evidence = {"gain": gain, "words": words}
    assert _says(**evidence)["Gain over chance"] == says
    label = {"for": "aligned", "doubt": "doubtful", "against": "not aligned"}[says]
    assert judge(Evidence.from_dict(evidence)).label == label


def test_a_small_vocabulary_is_the_reason_for_a_higher_threshold():
    few, many = (next(pieces(judge(Evidence(2.0, words=n)))) for n in (3_999, 4_000))
    assert few.threshold.startswith("aligned from 1.45 as there are fewer than 4,000 words;")
    assert many.threshold.startswith("aligned from 1.2; not aligned below 1.12")


@pytest.mark.parametrize(("share", "says"), [(0.05, "for"), (0.04, "doubt"), (0.02, "against")])
def test_held_out_pairs_agree_with_the_verdict(share, says):
    assert _says(gain=1.0, held_out=share)["First pairs held out, correct"] == says
    label = {"for": "aligned", "doubt": "doubtful", "against": "not aligned"}[says]
    assert (
        judge(Evidence.from_dict({"gain": 1.0, "held_out": share, "agreement": 0.1})).label == label
    )


def test_words_spelled_alike_are_compared_with_their_threshold():
    assert _says(gain=2.0, kept=0.04)["Words spelled alike, kept"] == "against"
    assert _says(gain=1.0, kept=0.05)["Words spelled alike, kept"] == "for"


def test_deciding_numbers_come_first_and_the_others_are_reported():
    evidence = {"words": 5_000, "odd": 0.5, "mutual": 0.6, "agreement": 0.1, "gain": 2.0}
    numbers = list(pieces(judge(Evidence.from_dict(evidence))))
    assert numbers[0].name == "Gain over chance" and numbers[-1].name == "odd"
    assert [piece.says for piece in numbers] == ["for", *4 * ["reported"]]
    assert all(piece.meaning for piece in numbers[:-1])


@pytest.mark.parametrize("gain", [2.0, 1.15, 1.0])
def test_every_label_has_a_sentence_and_steps_with_the_advice_first(gain):
    verdict = judge(Evidence.from_dict({"gain": gain}))
    result = ruling(verdict)
    assert result.sentence and result.steps
    if verdict.advice:
        assert result.steps[0][1:-1] == verdict.advice[1:]
