import json
import re
import sys

import numpy as np
import pytest

from tests.service import planted


def _data(path):
    page = path.read_text(encoding="utf-8")
    match = re.search(r'<script id="data" type="application/json">(.*?)</script>', page, re.DOTALL)
    return json.loads(match[1])


def test_writes_one_page_with_both_languages(isogloss, model, tmp_path):
    result = isogloss("map", model, "-o", tmp_path / "map.html")
    assert result.exit_code == 0, result.output
    assert result.stdout == ""
    assert "600 aa and 600 bb words" in result.stderr
    data = _data(tmp_path / "map.html")
    assert [side["language"] for side in data["sides"]] == ["aa", "bb"]
    assert data["verdict"] == "aligned"


def test_the_same_model_gives_the_same_bytes(isogloss, model, tmp_path):
    for name in ("one.html", "other.html"):
        isogloss("map", model, "-o", tmp_path / name)
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "other.html").read_bytes()


def test_the_most_frequent_or_those_chosen(isogloss, model, tmp_path):
    isogloss("map", model, "-o", tmp_path / "map.html", "--max-words", 50)
    assert [side["drawn"] for side in _data(tmp_path / "map.html")["sides"]] == [50, 50]
    (tmp_path / "words.txt").write_text("s20\n\nt31\nnowhere\n")
    result = isogloss("map", model, "-o", tmp_path / "map.html", "--words", tmp_path / "words.txt")
    assert result.exit_code == 0, result.output
    sides = _data(tmp_path / "map.html")["sides"]
    drawn = [side["words"][: side["drawn"]] for side in sides]
    assert "s20" in drawn[0] and "t31" in drawn[1] and len(drawn[0]) <= 2


def test_the_other_way(isogloss, model, tmp_path):
    isogloss("map", model, "-o", tmp_path / "map.html", "--reverse")
    assert [side["language"] for side in _data(tmp_path / "map.html")["sides"]] == ["bb", "aa"]


def test_tables_for_the_projector(isogloss, model, tmp_path):
    result = isogloss("map", model, "-o", tmp_path / "map.tsv", "--max-words", 40)
    assert result.exit_code == 0, result.output
    vectors = np.loadtxt(tmp_path / "map.vectors.tsv", delimiter="\t")
    head, *lines = (tmp_path / "map.metadata.tsv").read_text().splitlines()
    assert head.split("\t") == ["word", "language", "rank", "translation", "probability"]
    assert vectors.shape == (80, planted.DIMENSION) and len(lines) == 80
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert lines[0].split("\t")[:4] == ["same0", "aa", "1", "same0"]
    assert lines[40].split("\t")[1] == "bb"
    assert not (tmp_path / "map.tsv").exists()


def test_parquet_for_embedding_atlas(isogloss, model, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    result = isogloss("map", model, "-o", tmp_path / "map", "--format", "atlas", "--max-words", 40)
    assert result.exit_code == 0, result.output
    table = parquet.read_table(tmp_path / "map")
    assert table.num_rows == 80
    assert {"word", "language", "x", "y", "translation", "probability"} <= set(table.column_names)
    assert table.column("word")[0].as_py() == "same0"


@pytest.mark.parametrize("ending", ["png", "svg"])
@pytest.mark.parametrize("words", [20, 200])
def test_a_figure_for_print_has_the_same_bytes_each_time(isogloss, model, tmp_path, ending, words):
    pytest.importorskip("matplotlib")
    figures = []
    for name in ("one", "other"):
        path = tmp_path / f"{name}.{ending}"
        result = isogloss("map", model, "-o", path, "--max-words", words)
        assert result.exit_code == 0, result.output
        figures.append(path.read_bytes())
    assert figures[0] == figures[1]
    assert len(figures[0]) > 10_000
    if ending == "svg":
        assert b"same0</text>" in figures[0]


@pytest.mark.parametrize(
    ("library", "name", "extra"),
    [("matplotlib", "map.png", "viz"), ("pyarrow", "map.parquet", "parquet")],
)
def test_a_library_that_is_not_there_is_told(
    fails, model, tmp_path, monkeypatch, library, name, extra
):
    monkeypatch.setitem(sys.modules, library, None)
    assert f"isogloss[{extra}]" in fails("map", model, "-o", tmp_path / name)


@pytest.mark.parametrize("name", ["map", "map.jpg"])
def test_another_ending_is_refused_before_the_work(fails, model, tmp_path, name):
    assert "end the name in .html" in fails("map", model, "-o", tmp_path / name)


def test_no_known_word_is_an_error(fails, model, tmp_path):
    message = fails("map", model, "-o", tmp_path / "map.html", "--words", "-", stdin="nowhere\n")
    assert "none of the words" in message
    assert not (tmp_path / "map.html").exists()
