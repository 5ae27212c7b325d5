import io
from pathlib import Path

import pytest

from align.translation.entries import Entry
from embeddings import IsoglossError
from service.cli.commands.lexicon import lexicon
from service.lexicons import choice as lexicons
from service.lexicons.writing import Tally
from tests.service.lexicons import hostile

#: Formats that write entries at once; a workbook is zipped at the end.
STREAMED = sorted(set(lexicons.FORMATS) - {"xlsx"})


def test_the_command_accepts_every_format():
    [option] = [parameter for parameter in lexicon.params if parameter.name == "format"]
    assert tuple(option.type.choices) == lexicons.FORMATS


@pytest.mark.parametrize("format", lexicons.FORMATS)
def test_an_empty_dictionary_is_written(format):
    data, tally = hostile.write(format, [])
    assert tally == Tally(0, 0)
    assert isinstance(data, bytes)


@pytest.mark.parametrize("format", lexicons.FORMATS)
def test_the_same_dictionary_gives_the_same_bytes(format):
    pairs = hostile.entries(hostile.MARKUP)
    assert hostile.write(format, pairs) == hostile.write(format, pairs)


@pytest.mark.parametrize("format", lexicons.FORMATS)
def test_every_pair_is_written_or_reported_as_left_out(format):
    pairs = hostile.entries(hostile.MARKUP + hostile.ILLEGAL)
    stream = io.BytesIO()
    tally, message = lexicons.write_entries(pairs, stream, format, hostile.INFO)
    assert tally.written + tally.left_out == len(pairs)
    assert message.startswith(f"left out {tally.left_out} pairs ") == bool(tally.left_out)


@pytest.mark.parametrize("format", STREAMED)
def test_entries_are_written_one_by_one(format):
    stream, sizes = io.BytesIO(), []

    def entries():
        for row in range(50):
            sizes.append(stream.tell())
            yield Entry(f"w{row}", f"v{row}", 0.5, 0.5)

    lexicons.write_entries(entries(), stream, format, hostile.INFO)
    assert all(later > earlier for earlier, later in zip(sizes[1:], sizes[3:], strict=False))


@pytest.mark.parametrize("ending", sorted(lexicons.SUFFIXES))
def test_the_suffix_selects_the_format_with_or_without_compression(ending):
    assert lexicons.format_of(Path(f"a{ending}")) == lexicons.SUFFIXES[ending]
    assert lexicons.format_of(Path(f"a{ending}.gz")) == lexicons.SUFFIXES[ending]


def test_without_xlsxwriter_the_error_names_the_package(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    with pytest.raises(IsoglossError, match=r"pip install 'isogloss\[xlsx\]', or write csv"):
        lexicons.require_writable(Path("a.xlsx"), "xlsx")
    lexicons.require_writable(Path("a.csv"), "csv")
