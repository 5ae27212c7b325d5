import io
from pathlib import Path

import pytest

from align.translation.entries import Entry
from embeddings import IsoglossError
from service.cli.commands.lexicon import lexicon
from service.lexicons import choice as lexicons
from service.lexicons.writing import Tally
from tests.service.lexicons import hostile

#: The zip of a workbook is written when it is whole; its rows wait on disk.
AS_THEY_COME = sorted(set(lexicons.FORMATS) - {"xlsx"})


def test_the_command_takes_every_format():
    [option] = [parameter for parameter in lexicon.params if parameter.name == "format"]
    assert tuple(option.type.choices) == lexicons.FORMATS


@pytest.mark.parametrize("format", lexicons.FORMATS)
def test_an_empty_dictionary_is_written(format):
    data, tally = hostile.write(format, [])
    assert tally == Tally(0, 0)
    assert isinstance(data, bytes)


@pytest.mark.parametrize("format", lexicons.FORMATS)
def test_the_same_dictionary_gives_the_same_bytes(format):
    found = hostile.entries(hostile.MARKUP)
    assert hostile.write(format, found) == hostile.write(format, found)


@pytest.mark.parametrize("format", lexicons.FORMATS)
def test_every_pair_is_written_or_told_to_be_left_out(format):
    found = hostile.entries(hostile.MARKUP + hostile.ILLEGAL)
    stream = io.BytesIO()
    tally, told = lexicons.write_entries(found, stream, format, hostile.ABOUT)
    assert tally.written + tally.left_out == len(found)
    assert told.startswith(f"left out {tally.left_out} pairs ") == bool(tally.left_out)


@pytest.mark.parametrize("format", AS_THEY_COME)
def test_entries_are_written_as_they_come(format):
    stream, drawn_at = io.BytesIO(), []

    def drawn():
        for row in range(50):
            drawn_at.append(stream.tell())
            yield Entry(f"w{row}", f"v{row}", 0.5, 0.5)

    lexicons.write_entries(drawn(), stream, format, hostile.ABOUT)
    assert all(here > before for before, here in zip(drawn_at[1:], drawn_at[3:], strict=False))


@pytest.mark.parametrize("ending", sorted(lexicons.SUFFIXES))
def test_an_ending_tells_the_format_compressed_or_not(ending):
    assert lexicons.format_of(Path(f"a{ending}")) == lexicons.SUFFIXES[ending]
    assert lexicons.format_of(Path(f"a{ending}.gz")) == lexicons.SUFFIXES[ending]


def test_without_xlsxwriter_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    with pytest.raises(IsoglossError, match=r"pip install 'isogloss\[xlsx\]', or write csv"):
        lexicons.require_writable(Path("a.xlsx"), "xlsx")
    lexicons.require_writable(Path("a.csv"), "csv")
