import pytest

from benchmarks.plot_curve import curves, draw

LINES = """\
# en-es.muse-test.txt: 0 of 1,500 source words are left out, as learned
en-es\t1\tauto\t9 words\tplain\t17.7 (485, 32.3 %)\tspelling alone 9.9
en-es\t1\tauto\t9 words\tre-weighted\t20.2 (485, 32.3 %)\tspelling alone 9.9\tback 3.0
en-es\t1\tauto\t9 words\tseed 0\taligned\tgain 1.03\t14.0 (485, 32.3 %)\tspelling alone 9.5\t\
not alike 2.5 (200)\tback 5.0 (9, 1.0 %)\tback spelling alone 8.8\tback not alike 1.0 (9)\t\
first 1,000: 11.0 (1000)\t0-1,000: 11.0 (1000)\t10,000-20,000: -
en-es\t1\tauto\t9 words\tseed 1\taligned\tgain 1.03\t15.0 (485, 32.3 %)\tspelling alone 9.5\t\
not alike 3.5 (200)\t0-1,000: 13.0 (1000)
en-es\tall\tauto\t9 words\tseed 0\taligned\tgain 1.4\t46.8 (1058, 70.5 %)\t0-1,000: 60.8 (9)
en-es\t1\tgensim\t9 words\tseed 0\taligned\tgain 1.4\t1.0 (1058, 70.5 %)
en-de\t1\tauto\t9 words\tseed 0\taligned\tgain 1.04\t4.0 (500, 33.3 %)\tspelling alone 4.9
en-de\t1\tauto\tsimilarity\ten\tEN_MEN 63.8 (2588)
""".splitlines()


@pytest.fixture
def drawn():
    return curves(LINES, {"en-es": 24.0})


def test_spelling_alone_and_words_that_differ_have_curves_of_their_own(drawn):
    assert drawn["en-es"].tests == {
        "supervised": {1.0: [20.2]},
        "test": {1.0: [14.0, 15.0], 24.0: [46.8]},
        "spelling alone": {1.0: [9.5, 9.5]},
        "not alike": {1.0: [2.5, 3.5]},
    }
    assert drawn["en-es"].bands == {"0-1,000": {1.0: [11.0, 13.0], 24.0: [60.8]}}


def test_each_pair_has_its_own_curves(drawn):
    assert list(drawn) == ["en-es", "en-de"]
    assert drawn["en-de"].tests == {"test": {1.0: [4.0]}, "spelling alone": {1.0: [4.9]}}


def test_both_pairs_are_drawn_with_the_curve_of_spelling(drawn, tmp_path):
    pytest.importorskip("matplotlib")
    draw(drawn, tmp_path / "curve.svg")
    comments = (tmp_path / "curve.svg").read_text()
    for text in ("English to Spanish", "English to German", "spelling alone, no vectors"):
        assert f"<!-- {text} -->" in comments
