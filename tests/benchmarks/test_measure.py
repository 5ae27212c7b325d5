from dataclasses import replace

from align.evaluation.gold import Report
from align.lexicon import Lexicon
from benchmarks.measure import beside, unlearned

REPORT = Report({1: 0.5}, 0.5, 0.7, 20, 0.5, (0.3, 0.7), 0.25, 0.125, 8, "en", "de")


def test_the_number_of_words_left_out_is_printed(capsys):
    gold = Lexicon((("hund", "dog"), ("haus", "house"), ("haus", "home")), "de-en.txt")
    kept = unlearned(gold, Lexicon((("dog", "hund"),)).reverse())
    assert kept.sources == ("haus",)
    assert capsys.readouterr().out == (
        "# de-en.txt: 1 of 2 source words are left out, as learned\n"
    )


def test_what_spelling_explains_stands_beside():
    assert beside(REPORT) == ["spelling alone 25.0", "not alike 12.5 (8)"]
    assert beside(replace(REPORT, not_alike=None, not_alike_words=0)) == ["spelling alone 25.0"]
