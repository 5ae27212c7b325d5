import bz2
import gzip
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from align.lexicon import Lexicon, read_lexicon, write_lexicon
from embeddings.errors import MalformedFile

PAIRS = (("cat", "chat"), ("dog", "chien"), ("cat", "chatte"))


@pytest.fixture
def written(tmp_path):
    """Return a function that writes bytes to a file and returns its path."""

    def write(content: bytes) -> Path:
        path = tmp_path / "lexicon.txt"
        path.write_bytes(content)
        return path

    return write


@pytest.mark.parametrize(
    "content",
    [
        b"cat chat\ndog chien\ncat chatte\n",
        b"cat\tchat\ndog\tchien\ncat\tchatte\n",
        b"cat chat\ndog\tchien\ncat \t chatte",
        b"cat   chat\r\n\r\n dog chien \r\ncat chatte\r\n",
        b"\xef\xbb\xbfcat chat\ndog chien\ncat chatte\n",
        b"cat\tchat\t0.9\tnoun\ndog\tchien\t\ncat\tchatte\n",
    ],
    ids=["spaces", "tabs", "mixed", "windows", "byte order mark", "more columns"],
)
def test_every_form_of_the_muse_format_is_read_alike(written, content):
    assert read_lexicon(written(content)).pairs == PAIRS


def test_with_a_tab_words_may_have_spaces_in_them(written):
    assert read_lexicon(written(b"New York\tla Grande Pomme\n")).pairs == (
        ("New York", "la Grande Pomme"),
    )


def test_a_repeated_pair_counts_once(written):
    assert len(read_lexicon(written(b"a b\na c\na b\n"))) == 2


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress])
def test_compressed_dictionaries_are_read_as_plain_ones(written, compress):
    assert read_lexicon(written(compress(b"cat chat\ndog chien\ncat chatte\n"))).pairs == PAIRS


@pytest.mark.parametrize("line", [b"New York Paris", b"alone", b"\tchat", b"cat\t", b"cat\t \tx"])
def test_a_line_that_is_not_a_pair_is_rejected_with_its_number(written, line):
    with pytest.raises(MalformedFile, match="line 3: expected a source and a target") as caught:
        read_lexicon(written(b"cat chat\n\n" + line + b"\n"))
    assert (caught.value.line, str(caught.value).count("\n")) == (3, 0)


def test_invalid_utf8_is_rejected_with_its_line_number(written):
    with pytest.raises(MalformedFile, match="line 2: not UTF-8"):
        read_lexicon(written("cat chat\nété summer\n".encode("latin-1")))


@pytest.mark.parametrize("content", [b"", b"\n", b" \n\t\n"])
def test_a_file_without_a_pair_is_refused(written, content):
    with pytest.raises(MalformedFile, match=r"empty|no word pair"):
        read_lexicon(written(content))


#: Any text that a field may contain: no control characters and no byte order mark. Spaces at the
#: ends are left out, as they are not part of the word.
FIELDS = st.text(
    st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufeff"), min_size=1
).filter(lambda word: word == word.strip())


@settings(database=None, derandomize=True, deadline=None)
@given(st.lists(st.tuples(FIELDS, FIELDS), min_size=1, unique=True))
def test_a_written_lexicon_is_read_back_the_same(pairs):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lexicon.txt"
        write_lexicon(Lexicon(tuple(pairs)), path)
        assert read_lexicon(path).pairs == tuple(pairs)


def test_a_tab_separates_written_words(tmp_path):
    write_lexicon(Lexicon(PAIRS), tmp_path / "lexicon.txt")
    expected = "cat\tchat\ndog\tchien\ncat\tchatte\n"
    assert (tmp_path / "lexicon.txt").read_bytes() == expected.encode()


def test_the_reverse_has_the_target_words_first():
    assert Lexicon(PAIRS).reverse().pairs[0] == ("chat", "cat")


@given(st.lists(st.tuples(FIELDS, FIELDS)))
@settings(database=None, derandomize=True)
def test_reversing_twice_changes_nothing(pairs):
    lexicon = Lexicon(tuple(pairs))
    assert lexicon.reverse().reverse() == lexicon


def test_source_words_are_distinct_and_in_order_of_first_mention():
    assert Lexicon(PAIRS).sources == ("cat", "dog")


def test_rows_are_those_of_pairs_with_both_words_known():
    rows = Lexicon(PAIRS).rows({"cat": 4, "dog": 5}, {"chat": 1, "chatte": 2})
    assert rows.tolist() == [[4, 1], [4, 2]]


def test_no_known_pair_is_an_array_of_two_columns():
    assert Lexicon(PAIRS).rows({}, {}).shape == (0, 2)
