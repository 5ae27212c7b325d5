import click
import pytest

from align.lexicon import Lexicon
from embeddings import MalformedFile
from service.report.writing import read_gold, require_report, usable_gold
from tests.service import planted

NAMES = "aa", "bb"


def test_no_gold_dictionary_is_asked_for():
    require_report(None, None)
    assert read_gold(None, NAMES) is None


def test_a_gold_dictionary_without_a_report_is_wrong_usage(tmp_path):
    with pytest.raises(click.UsageError, match="give --report FILE too"):
        require_report(tmp_path / "gold.txt", None)


def test_a_gold_dictionary_is_read(vectors, tmp_path):
    assert len(read_gold(vectors / "gold.txt", NAMES)) == planted.WORDS
    (tmp_path / "broken.txt").write_text("one two three\n")
    with pytest.raises(MalformedFile):
        read_gold(tmp_path / "broken.txt", NAMES)


def test_the_names_of_the_languages_choose_the_columns_of_a_gold_dictionary(tmp_path):
    (tmp_path / "gold.csv").write_text("bb,de,aa\nt1,u1,s1\n")
    assert read_gold(tmp_path / "gold.csv", NAMES).pairs == (("s1", "t1"),)


def test_one_of_unknown_words_is_left_out_with_a_warning():
    messages = []
    known, unknown = Lexicon((("s1", "t1"),)), Lexicon((("x", "y"),), "gold.txt")
    spaces = planted.spaces()
    assert usable_gold(known, spaces, NAMES, messages.append) is known
    assert usable_gold(known.reverse(), spaces, NAMES, messages.append) == known.reverse()
    assert usable_gold(None, spaces, NAMES, messages.append) is None
    assert messages == []
    assert usable_gold(unknown, spaces, NAMES, messages.append) is None
    [message] = messages
    assert message.startswith("warning: the report will have no scores: gold.txt: none of the 1")
