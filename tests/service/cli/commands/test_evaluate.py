import json

import pytest

KEYS = [
    *("p@1", "p@5", "p@10", "mrr", "strict_p@1", "coverage", "words", "interval"),
    *("spelling_alone_p@1", "not_alike_p@1", "not_alike_words", "direction", "warning"),
    "stated_direction",
]


@pytest.fixture
def gold(tmp_path):
    """Return two right pairs, a wrong one, and one of an unknown word: four source words."""
    (tmp_path / "gold.txt").write_text("s10 t10\ns22 t22\ns33 t400\nzzz t4\n")
    return tmp_path / "gold.txt"


def test_json_has_exactly_the_keys_that_programs_read(isogloss, model, gold):
    result = isogloss("evaluate", model, gold, "--json")
    assert result.exit_code == 0
    assert list(json.loads(result.stdout)) == KEYS


def test_scores_are_those_counted_by_hand(isogloss, model, gold):
    report = json.loads(isogloss("evaluate", model, gold, "--json").stdout)
    assert report["p@1"] == pytest.approx(2 / 3)
    assert report["strict_p@1"] == pytest.approx(2 / 4)
    assert (report["coverage"], report["words"]) == (0.75, 3)
    low, high = report["interval"]
    assert 0 <= low <= report["p@1"] <= high <= 1


def test_people_read_the_same_figures(isogloss, model, gold):
    result = isogloss("evaluate", model, gold)
    lines = dict(line.split("\t") for line in result.stdout.splitlines())
    assert lines["P@1"] == "66.67 %"
    assert lines["words"] == "3"
    assert lines["P@1 of spelling alone"] == "66.67 %"
    assert lines["P@1 of words not spelled alike"] == "0.00 % of 1 words"
    assert lines["direction"] == "aa-bb"
    assert result.stderr == ""


@pytest.fixture
def golds(gold):
    """Return the gold dictionary in both orders of its columns, by direction."""
    turned = gold.with_name("turned.txt")
    lines = (line.split() for line in gold.read_text().splitlines())
    turned.write_text("".join(f"{target} {source}\n" for source, target in lines))
    return {"aa-bb": gold, "bb-aa": turned}


@pytest.mark.parametrize("order", ["aa-bb", "bb-aa"])
def test_the_words_of_the_file_give_the_direction(isogloss, model, golds, order):
    result = isogloss("evaluate", model, golds[order], "--json")
    report = json.loads(result.stdout)
    assert (report["direction"], report["stated_direction"]) == (order, "aa-bb")
    assert report["p@1"] == pytest.approx(2 / 3)
    said = "" if order == "aa-bb" else f"{golds[order]}: its pairs lead from bb to aa, so"
    assert result.stderr.startswith(said) and len(result.stderr.splitlines()) == bool(said)


@pytest.mark.parametrize("order", ["aa-bb", "bb-aa"])
def test_reverse_scores_the_reverse_direction_whichever_way_the_pairs_lead(
    isogloss, model, golds, order
):
    result = isogloss("evaluate", model, golds[order], "--reverse", "--json")
    report = json.loads(result.stdout)
    assert (report["direction"], report["stated_direction"]) == ("bb-aa", "bb-aa")
    assert report["p@1"] == pytest.approx(2 / 3)
    assert ("were turned round to score bb-aa" in result.stderr) == (order == "aa-bb")


@pytest.mark.parametrize("ends", [("aa", "bb"), ("bb", "aa")])
@pytest.mark.parametrize("order", ["aa-bb", "bb-aa"])
def test_named_languages_state_the_direction(isogloss, model, golds, order, ends):
    named = "--source", ends[0], "--target", ends[1]
    report = json.loads(isogloss("evaluate", model, golds[order], *named, "--json").stdout)
    assert report["direction"] == "-".join(ends)
    assert report["p@1"] == pytest.approx(2 / 3)


def test_low_coverage_is_a_warning(isogloss, model, gold):
    gold.write_text("s10 t10\n" + "".join(f"Word{row} Wort{row}\n" for row in range(9)))
    result = isogloss("evaluate", model, gold, "--json")
    report = json.loads(result.stdout)
    [line] = result.stderr.splitlines()
    assert line == f"warning: {gold}: {report['warning']}"
    assert "only 10.0 %" in line and "another pair of languages" in line


TBX = """<martif type="TBX"><text><body>
<termEntry><langSet xml:lang="bb"><tig><term>t1</term></tig></langSet>
<langSet xml:lang="aa"><tig><term>s1</term></tig></langSet></termEntry>
</body></text></martif>"""


@pytest.mark.parametrize("direction", [[], ["--reverse"], ["--source", "bb", "--target", "aa"]])
@pytest.mark.parametrize(
    ("name", "text"),
    [("a.csv", 'bb;aa\n"t1";s1\n'), ("a.tsv", "target\tsource\nt1\ts1\n"), ("a.tbx", TBX)],
)
def test_a_gold_dictionary_may_be_a_table_or_a_termbase(
    isogloss, model, tmp_path, name, text, direction
):
    """Its heads say which column is which, so each direction takes what it needs."""
    (tmp_path / name).write_text(text)
    if name == "a.tsv" and "--source" in direction:
        (tmp_path / name).write_text("source\ttarget\nt1\ts1\n")  # the source is bb
    result = isogloss("evaluate", model, tmp_path / name, *direction, "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["p@1"] == 1.0


def test_a_gold_dictionary_of_unknown_words_is_refused(fails, model, tmp_path):
    (tmp_path / "gold.txt").write_text("x y\n")
    assert "none of the 1 gold pairs" in fails("evaluate", model, tmp_path / "gold.txt")


@pytest.mark.parametrize("line", [b"s3", b"a b c", b"\tt3", b"\xff\xfe\tt3"])
def test_a_malformed_gold_dictionary_is_told_with_its_line(fails, model, tmp_path, line):
    gold = tmp_path / "gold.txt"
    gold.write_bytes(b"s1 t1\ns2\tt2\n" + line + b"\n")
    assert fails("evaluate", model, gold).startswith(f"{gold}, line 3: ")


def test_a_missing_gold_dictionary_is_named(fails, model, tmp_path):
    assert "No such file" in fails("evaluate", model, tmp_path / "gold.txt")
