import csv
import gzip
import io
import tempfile
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from align.lexicon import Lexicon, read_lexicon, write_lexicon
from align.translation.entries import Entry
from embeddings.errors import MalformedFile
from service.lexicons.choice import write_entries
from service.lexicons.writing import LexiconInfo

PAIRS = (("cat", "chat"), ("New York", "la Grande Pomme"), ("cat", "chatte"))

TABLE = "cat{0}chat\n{1}New York{1}{0}{1}la Grande Pomme{1}\ncat{0}chatte\n"


@pytest.fixture
def read(tmp_path):
    """Return a function that reads the pairs of a file with the given name and content."""

    def run(name: str, content: str | bytes, source: str | None = None, target: str | None = None):
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return read_lexicon(path, source=source, target=target).pairs

    return run


@pytest.mark.parametrize("name", ["pairs.csv", "pairs.txt", "pairs", "pairs.CSV.gz"])
@pytest.mark.parametrize(
    "table", [TABLE.format(",", '"'), TABLE.format(";", ""), TABLE.format(", ", "")]
)
@pytest.mark.parametrize("header", ["", "source{}target\n", "en{}fr\n", "English{}French\n"])
def test_csv_is_known_by_its_suffix_or_its_content(read, name, table, header):
    delimiter = ";" if ";" in table else ","
    content = (header.format(delimiter) + table).encode()
    content = gzip.compress(content) if name.endswith(".gz") else content
    assert read(name, content, "en", "fr") == PAIRS


@pytest.mark.parametrize("name", ["pairs.tsv", "pairs.txt", "pairs.csv"])
@pytest.mark.parametrize(
    "header", ["", "term\ttranslation\n", "en-US\tfr-CA\n", "anglais\tfrançais\n"]
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_tsv_is_read_in_every_encoding_of_spreadsheets(read, name, header, encoding):
    content = (header + TABLE.format("\t", "")).replace("\n", "\r\n").encode(encoding)
    assert read(name, content, "en", "fr") == PAIRS


def test_a_muse_file_may_have_a_header_and_commas_in_its_words(read):
    assert read("a.txt", "source target\n1,5 1.5\n2,5 2.5\n") == (("1,5", "1.5"), ("2,5", "2.5"))
    assert read("a.txt", "1,5 1.5\n2,5 2.5\n") == (("1,5", "1.5"), ("2,5", "2.5"))
    assert read("a.txt", ", ,\n") == ((",", ","),)


def test_a_quoted_cell_may_hold_delimiters_quotes_and_lines(read):
    text = '"a, b",c\n"say ""x""",d\n"two\nlines",e\n'
    assert read("a.csv", text) == (("a, b", "c"), ('say "x"', "d"), ("two\nlines", "e"))


def test_named_columns_are_taken_in_any_order(read):
    table = "id,fr,note,en,de\n1,chat,,cat,Katze\n2,,,dog,Hund\n"
    assert read("a.csv", table, "en", "fr") == (("cat", "chat"),)
    assert read("a.csv", table, "en", "de") == (("cat", "Katze"), ("dog", "Hund"))
    assert read("a.csv", "target,source\nchat,cat\n") == (("cat", "chat"),)


def test_three_named_languages_need_a_choice(read):
    text = "English,French,German\ncat,chat,Katze\n"
    with pytest.raises(MalformedFile, match=r"line 1: the languages are English, French, German"):
        read("a.csv", text)
    with pytest.raises(MalformedFile, match="not both en and fi"):
        read("a.csv", text, "en", "fi")
    assert read("a.csv", text, "de", "fr") == (("Katze", "chat"),)


def test_a_row_with_a_gap_is_skipped_only_under_a_header(read):
    assert read("a.csv", "source,target\ncat,\ndog,chien\n") == (("dog", "chien"),)
    with pytest.raises(MalformedFile, match="line 2: expected a source and a target word"):
        read("a.csv", "dog,chien\ncat,\n")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ('cat,chat\n"dog,chien\n', "line 2: not CSV"),
        ('cat,chat\n"dog" x,chien\n', "line 2: not CSV"),
        ("cat,chat\nalone\n", "line 2: expected a source and a target word, got 'alone'"),
        (b"cat,chat\n\xff,x\n", "line 2: not UTF-8"),
        ("source,target\n", "no word pair in the file"),
    ],
)
def test_malformed_csv_is_refused_in_one_line_with_its_number(read, text, part):
    with pytest.raises(MalformedFile, match=part) as caught:
        read("a.csv", text)
    assert "\n" not in str(caught.value)


#: Words as a lexicon may have them; spaces at the ends are no part of a word.
WORDS = (
    st.text(
        st.characters(exclude_categories=["Cc", "Cs", "Co", "Cn"], exclude_characters="\ufeff"),
        min_size=1,
    )
    .map(lambda word: " ".join(word.split()))
    .filter(bool)
)
ALL_PAIRS = st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=20, unique=True)


def _read_back(name: str, content: bytes, source: str | None = None, target: str | None = None):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        return read_lexicon(path, source=source, target=target).pairs


@settings(database=None, derandomize=True, deadline=None)
@given(
    ALL_PAIRS,
    st.sampled_from([("csv", "a.csv"), ("tbx", "a.tbx"), ("tbx", "a.xml"), ("tsv", "a.tsv")]),
)
def test_what_isogloss_writes_is_read_back_the_same(pairs, kind):
    format, name = kind
    stream = io.BytesIO()
    info = LexiconInfo("en-GB", "zh-Hant", "Found.", "1.2.3")
    _, left_out = write_entries((Entry(*pair, 0.5, 0.9) for pair in pairs), stream, format, info)
    assert left_out == ""
    assert _read_back(name, stream.getvalue(), "en", "zh") == tuple(pairs)


@settings(database=None, derandomize=True, deadline=None)
@given(ALL_PAIRS, st.sampled_from(",;\t"), st.booleans())
def test_quoted_tables_are_read_back_the_same(pairs, delimiter, headed):
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([("source", "target")] * headed + pairs)
    # A table of another program guards no words, so one with an apostrophe would look guarded.
    assume(not any(word.startswith("'") for pair in pairs for word in pair))
    assert _read_back("a.csv", stream.getvalue().encode()) == tuple(pairs)


@settings(database=None, derandomize=True, deadline=None)
@given(ALL_PAIRS)
def test_a_first_pair_is_never_taken_for_a_header(pairs):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.txt"
        write_lexicon(Lexicon(tuple(pairs)), path)
        assert read_lexicon(path, source="en", target="fr").pairs == tuple(pairs)


#: Text that comes near to every format, with what breaks them.
_PIECES = (*",;\t\n\r\"' <>&", "\x00", "\ufeff", "en", "fr", "source", "target", "English")
_PIECES += ("<tbx>", "<term>", "</term>", "<langSec xml:lang='en'>", "<?xml version='1.0'?>", "貓")


@settings(database=None, derandomize=True, deadline=None, max_examples=400)
@given(
    st.lists(st.sampled_from(_PIECES), max_size=12).map("".join).map(str.encode)
    | st.binary(max_size=30),
    st.sampled_from(["a.csv", "a.tbx", "a.txt", "a.tsv"]),
)
def test_any_content_is_read_or_refused_in_one_line(content, name):
    try:
        pairs = _read_back(name, content, "en", "fr")
    except MalformedFile as error:
        assert "\n" not in str(error)
    else:
        assert pairs and all(source and target for source, target in pairs)
