import gzip
import io

import pytest
from openpyxl import load_workbook

from align.translation.entries import Entry
from service.lexicons import xlsx
from service.lexicons.writing import Tally
from tests.service.lexicons import hostile

FORMULAS = ("=1+1", "+1", "-1", "@a", '=HYPERLINK("http://a.example")', "http://a.example")


def _sheets(data: bytes) -> list[list[tuple]]:
    book = load_workbook(io.BytesIO(data))
    return [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]


def test_words_are_text_cells_and_numbers_are_number_cells():
    pairs = hostile.entries(("house", "貓", "<b>&amp;", " a "))
    data, tally = hostile.write("xlsx", pairs)
    [[header, *rows]] = _sheets(data)
    assert header == ("en-GB", "zh-Hant", "score", "probability")
    assert rows == [(e.source, e.target, round(e.score, 4), round(e.probability, 4)) for e in pairs]
    assert tally == Tally(4, 0)


def test_no_word_is_a_formula_or_a_link():
    data, _ = hostile.write("xlsx", hostile.entries(FORMULAS))
    sheet = load_workbook(io.BytesIO(data)).active
    cells = [row[0] for row in sheet.iter_rows(min_row=2)]
    assert [(cell.value, cell.data_type, cell.hyperlink) for cell in cells] == [
        (word, "s", None) for word in FORMULAS
    ]


def test_a_full_sheet_starts_another(monkeypatch):
    monkeypatch.setattr(xlsx, "_ROWS", 3)
    data, tally = hostile.write("xlsx", hostile.entries(("a", "b", "c")))
    sheets = _sheets(data)
    assert [[row[0] for row in sheet] for sheet in sheets] == [["en-GB", "a", "b"], ["en-GB", "c"]]
    assert tally == Tally(3, 0)


@pytest.mark.parametrize("word", [*hostile.ILLEGAL, "a" * 32_768])
def test_words_that_a_cell_cannot_hold_are_left_out(word):
    data, tally = hostile.write("xlsx", [Entry("b", word, 0.5, 0.5), Entry("b", "c", 0.5, 0.5)])
    assert [row[1] for row in _sheets(data)[0]] == ["zh-Hant", "c"]
    assert tally == Tally(1, 1)


def test_a_workbook_is_compressed_like_any_other_file(isogloss, model, tmp_path):
    assert isogloss("lexicon", model, "-o", tmp_path / "a.xlsx.gz").exit_code == 0
    [rows] = _sheets(gzip.decompress((tmp_path / "a.xlsx.gz").read_bytes()))
    assert (len(rows), rows[2][:2]) == (601, ("s1", "t1"))
