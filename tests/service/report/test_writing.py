import click
import pytest

from align import Lexicon
from embeddings import MalformedFile
from service.report.writing import kept_if_known, read_gold
from tests.service import planted

NAMES = "aa", "bb"


def test_no_gold_dictionary_is_asked_for():
    assert read_gold({"gold": None, "report": None}) is None


def test_a_gold_dictionary_without_a_report_is_wrong_usage(tmp_path):
    with pytest.raises(click.UsageError, match="give --report FILE too"):
        read_gold({"gold": tmp_path / "gold.txt", "report": None})


def test_a_gold_dictionary_is_read(vectors, tmp_path):
    options = {"gold": vectors / "gold.txt", "report": tmp_path / "report.html"}
    assert len(read_gold(options)) == planted.WORDS
    (tmp_path / "broken.txt").write_text("one two three\n")
    with pytest.raises(MalformedFile):
        read_gold(options | {"gold": tmp_path / "broken.txt"})


def test_one_of_unknown_words_is_left_out_with_a_warning():
    told = []
    known, unknown = Lexicon((("s1", "t1"),)), Lexicon((("x", "y"),), "gold.txt")
    spaces = planted.spaces()
    assert kept_if_known(known, spaces, NAMES, told.append) is known
    assert kept_if_known(None, spaces, NAMES, told.append) is None
    assert told == []
    assert kept_if_known(unknown, spaces, NAMES, told.append) is None
    assert told[0].startswith("warning: the report will have no scores: gold.txt: none of the 1")
