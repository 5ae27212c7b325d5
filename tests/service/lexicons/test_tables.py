import csv
import io

import pytest
from translate.storage.csvl10n import csvfile

from service.lexicons.writing import Tally
from tests.service.lexicons import hostile


def _rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def test_a_glossary_has_one_column_per_language_and_one_row_per_pair():
    words = ("house", 'a "b", c', "new york", "a\rb")
    data, tally = hostile.write("glossary", hostile.entries(words))
    assert _rows(data) == [["en-GB", "zh-Hant"], *([word, word] for word in words)]
    assert tally == Tally(len(words), 0)


def test_translate_toolkit_reads_a_glossary():
    data, _ = hostile.write("glossary", hostile.entries(("house", "R&D, etc.")))
    store = csvfile(io.BytesIO(data), fieldnames=["source", "target"])
    read = [(unit.source, unit.target) for unit in store.units]
    assert read[-2:] == [("house", "house"), ("R&D, etc.", "R&D, etc.")]


@pytest.mark.parametrize("word", ["=1+1", "+1", "-1", "@a", "\ta", "\ra"])
def test_a_glossary_has_no_formulas(word):
    data, tally = hostile.write("glossary", hostile.entries((word, "a")))
    assert _rows(data)[1:] == [["a", "a"]]
    assert tally == Tally(1, 1)
