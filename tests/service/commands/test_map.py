import json
import re

import pytest


def _data(path):
    page = path.read_text(encoding="utf-8")
    found = re.search(r'<script id="data" type="application/json">(.*?)</script>', page, re.DOTALL)
    return json.loads(found[1])


def test_writes_one_page_with_both_languages(isogloss, model, tmp_path):
    made = isogloss("map", model, "-o", tmp_path / "map.html")
    assert made.exit_code == 0, made.output
    assert made.stdout == ""
    assert "600 aa and 600 bb words" in made.stderr
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
    made = isogloss("map", model, "-o", tmp_path / "map.html", "--words", tmp_path / "words.txt")
    assert made.exit_code == 0, made.output
    sides = _data(tmp_path / "map.html")["sides"]
    drawn = [side["words"][: side["drawn"]] for side in sides]
    assert "s20" in drawn[0] and "t31" in drawn[1] and len(drawn[0]) <= 2


def test_the_other_way(isogloss, model, tmp_path):
    isogloss("map", model, "-o", tmp_path / "map.html", "--reverse")
    assert [side["language"] for side in _data(tmp_path / "map.html")["sides"]] == ["bb", "aa"]


@pytest.mark.parametrize("name", ["map", "map.jpg"])
def test_another_ending_is_refused_before_the_work(fails, model, tmp_path, name):
    assert "end the name in .html" in fails("map", model, "-o", tmp_path / name)


def test_no_known_word_is_an_error(fails, model, tmp_path):
    told = fails("map", model, "-o", tmp_path / "map.html", "--words", "-", stdin="nowhere\n")
    assert "none of the words" in told
    assert not (tmp_path / "map.html").exists()
