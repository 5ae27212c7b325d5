import gzip
import json
import shutil
from pathlib import Path

import numpy as np
import pytest

from embeddings import Space, read, write
from embeddings.reduction import reduced
from tests.service import planted
from tests.service.running import isogloss as isogloss_process


def _manifest(folder: Path):
    return json.loads((folder / "manifest.json").read_text())


def _bytes(folder: Path):
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.fixture
def out(tmp_path):
    """Return where to write, in a folder with nothing else in it."""
    (tmp_path / "out").mkdir()
    return tmp_path / "out" / "model"


@pytest.fixture(scope="module")
def not_aligned(isogloss, tmp_path_factory):
    """Return the run on two spaces of random vectors, and its output."""
    folder = tmp_path_factory.mktemp("unrelated")
    planted.write_unrelated(folder)
    run = isogloss(
        "align", folder / "aa.vec", folder / "bb.vec", "-o", folder / "model", "--init", "identical"
    )
    return run, folder / "model"


def test_spaces_of_the_same_shape_are_aligned(model):
    assert _manifest(model)["verdict"]["label"] == "aligned"


def test_every_word_finds_its_translation(model, vectors, isogloss):
    report = json.loads(isogloss("evaluate", model, vectors / "gold.txt", "--json").stdout)
    assert report["p@1"] > 0.99


def test_messages_go_to_stderr_and_nothing_to_stdout(isogloss, vectors, out):
    result = isogloss("align", vectors / "aa.vec", vectors / "bb.vec", "-o", out)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "starting from 80 pairs (identical)" in result.stderr
    assert "verdict: aligned" in result.stderr


def test_whether_spelling_counted_is_kept(model, isogloss, vectors, out):
    assert _manifest(model)["method"]["spelling"] is True
    result = isogloss("align", vectors / "aa.vec", vectors / "bb.vec", "-o", out, "--no-spelling")
    assert result.exit_code == 0
    assert _manifest(out)["method"]["spelling"] is False


def test_too_few_words_keep_the_exact_index_and_a_line_says_so(isogloss, vectors, out, model):
    files = vectors / "aa.vec", vectors / "bb.vec"
    result = isogloss("align", *files, "-o", out, "--index", "fast")
    assert result.exit_code == 0
    lines = [line for line in result.stderr.splitlines() if "index of" in line]
    for line, name in zip(lines, ("aa", "bb"), strict=True):
        kind = "exact, because a fast index needs 4,096 words or more"
        assert line.endswith(f"index of {name}: {kind}")
    assert _manifest(out)["source"]["index"] == {"kind": "exact"}
    assert _bytes(out) == _bytes(model)


def test_a_fast_index_answers_as_the_exact_one_does(isogloss, vectors, out, model, monkeypatch):
    monkeypatch.setattr("embeddings.search.quantize.FEWEST_ROWS", 600)
    monkeypatch.setattr(
        "embeddings.search.index._MOST_COMPARED", 1
    )  # 600 words would all be compared
    files = vectors / "aa.vec", vectors / "bb.vec"
    result = isogloss("align", *files, "-o", out, "--index", "fast")
    assert "index of aa: fast, finds " in result.stderr
    for side in ("source", "target"):
        index = _manifest(out)[side]["index"]
        assert index["kind"] == "fast" and index["recall"] >= 0.999
        assert {f"{side}.codes.npy", f"{side}.centroids.npy"} <= _manifest(out)["files"].keys()
    words = "\n".join(planted.names("s"))
    fast, exact = (
        [
            line.split("\t")
            for line in isogloss(
                "translate", folder, "-", "-k", 14, stdin=words
            ).stdout.splitlines()
        ]
        for folder in (out, model)
    )
    alike = sum(one[:2] == other[:2] for one, other in zip(fast, exact, strict=True))
    assert alike >= 0.99 * len(exact)


def test_unrelated_spaces_exit_with_3(not_aligned):
    run, folder = not_aligned
    assert run.exit_code == 3
    assert _manifest(folder)["verdict"]["label"] == "not aligned"


def test_unrelated_spaces_come_with_advice(not_aligned):
    run, folder = not_aligned
    assert "next: give some known pairs (--seed-dictionary FILE)" in run.stderr
    assert _manifest(folder)["verdict"]["advice"]
    assert run.stdout == ""


@pytest.fixture
def strangers(tmp_path):
    """Return a folder with two spaces that translate and share no string."""
    for name, prefix, vectors in zip(("aa", "bb"), "st", planted.vectors(), strict=True):
        write(Space(planted.distinct(prefix), vectors), tmp_path / f"{name}.vec")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "head", "line"),
    [("seed.txt", "", "s{0} t{0}\n"), ("seed.csv", "id,bb,aa\n", "{0},t{0},s{0}\n")],
)
def test_a_seed_dictionary_aligns_spaces_that_share_no_string(
    isogloss, strangers, out, name, head, line
):
    seed = strangers / name
    seed.write_text(head + "".join(line.format(row) for row in range(60)))
    files = strangers / "aa.vec", strangers / "bb.vec"
    result = isogloss("align", *files, "-o", out, "--seed-dictionary", seed)
    assert result.exit_code == 0
    seeded = _manifest(out)["method"]["seed"]
    assert (seeded["method"], seeded["pairs"]) == ("dictionary", 60)
    assert isogloss("translate", out, "s500", "-k", 1).stdout.startswith("s500\tt500\t")


def test_spaces_that_share_no_string_are_aligned_by_their_shapes(isogloss, strangers, out):
    result = isogloss("align", strangers / "aa.vec", strangers / "bb.vec", "-o", out)
    assert result.exit_code == 0, result.stderr
    assert "identical: only 0 words are spelled alike" in result.stderr
    assert "best way: transport" in result.stderr
    assert [trial["method"] for trial in _manifest(out)["method"]["seed"]["tried"]] == ["transport"]
    assert isogloss("translate", out, "s500", "-k", 1).stdout.startswith("s500\tt500\t")


def test_identical_strings_where_there_are_none_ask_for_a_seed_dictionary(fails, strangers, out):
    files = strangers / "aa.vec", strangers / "bb.vec"
    assert "--seed-dictionary" in fails("align", *files, "-o", out, "--init", "identical")
    assert not list(out.parent.iterdir())


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "no word pair"),
        ("one two three\n", "line 1"),
        ("s1 t1\ns2\n", "line 2"),
        ("x y\n", "none of the 1 pairs"),
    ],
)
def test_a_seed_dictionary_of_no_use_is_refused(fails, strangers, out, text, part):
    seed = strangers / "seed.txt"
    seed.write_text(text or "\n")
    files = strangers / "aa.vec", strangers / "bb.vec"
    assert part in fails("align", *files, "-o", out, "--seed-dictionary", seed)


def test_the_larger_of_two_dimensions_is_reduced_and_told(isogloss, vectors, tmp_path, out):
    source, _ = planted.spaces()
    write(reduced(source, 24), tmp_path / "aa.vec")
    result = isogloss("align", tmp_path / "aa.vec", vectors / "bb.vec", "-o", out)
    assert result.exit_code == 0, result.output
    assert "bb: reduced from 30 to 24 dimensions" in result.stderr
    assert "aa: reduced" not in result.stderr
    manifest = json.loads((out / "manifest.json").read_text())
    assert manifest["dimension"] == 24
    assert manifest["target"]["provenance"]["reduced"]["from"] == 30


def test_a_missing_file_is_named(fails, vectors, out):
    message = fails("align", vectors / "none.vec", vectors / "bb.vec", "-o", out)
    assert message == f"{vectors / 'none.vec'}: No such file or directory"


ROWS = {
    "too short": "s3 1 2",
    "too long": "s3 " + "0.5 " * 31,
    "no number": "s3 one " + "0.5 " * 29,
    "not finite": "s3 nan " + "0.5 " * 29,
    "zero": "s3 " + "0 " * 30,
    "repeated": "s1 " + "0.5 " * 30,
}


@pytest.fixture(params=ROWS.values(), ids=ROWS)
def with_bad_row(request, vectors, tmp_path):
    """Return vectors of which the row on line 5 is wrong."""
    lines = (vectors / "aa.vec").read_text().splitlines()
    lines[4] = request.param
    (tmp_path / "aa.vec").write_text("\n".join(lines) + "\n")
    return tmp_path / "aa.vec"


def test_a_bad_row_is_told_with_its_line_and_leaves_nothing(fails, vectors, with_bad_row, out):
    message = fails("align", with_bad_row, vectors / "bb.vec", "-o", out)
    assert message.startswith(f"{with_bad_row}, line 5: ")
    assert "--skip-bad-rows" in message
    assert not list(out.parent.iterdir())


def test_a_bad_row_can_be_skipped(isogloss, vectors, with_bad_row, out, caplog):
    files = with_bad_row, vectors / "bb.vec"
    assert isogloss("align", *files, "-o", out, "--skip-bad-rows").exit_code == 0
    assert _manifest(out)["source"]["words"] == planted.WORDS - 1
    assert "skipped 1 bad rows, the first: line 5" in caplog.text


def test_a_file_cut_off_leaves_an_older_model_untouched(fails, vectors, tmp_path, copy):
    before = _bytes(copy)
    packed = gzip.compress((vectors / "aa.vec").read_bytes())
    (tmp_path / "aa.vec.gz").write_bytes(packed[: len(packed) // 2])
    message = fails("align", tmp_path / "aa.vec.gz", vectors / "bb.vec", "-o", copy)
    assert "aa.vec.gz, line " in message
    assert _bytes(copy) == before
    assert {path.name for path in tmp_path.iterdir()} == {"aa.vec.gz", "copy"}


def test_an_older_model_is_replaced(isogloss, vectors, copy):
    files = vectors / "aa.vec", vectors / "bb.vec"
    assert isogloss("align", *files, "-o", copy, "--limit", 300).exit_code == 0
    assert _manifest(copy)["source"]["words"] == 300


@pytest.mark.parametrize(
    ("output", "part"),
    [("none/model", "does not exist"), ("full", "not a model"), ("full/thesis.txt", "not a model")],
)
def test_an_output_that_cannot_be_is_refused_before_any_work(fails, tmp_path, output, part):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.txt").write_text("years of work")
    assert part in fails("align", "no.vec", "no.vec", "-o", tmp_path / output)
    assert (tmp_path / "full" / "thesis.txt").read_text() == "years of work"


def test_an_empty_folder_is_filled(isogloss, vectors, out):
    out.mkdir()
    files = vectors / "aa.vec", vectors / "bb.vec"
    assert isogloss("align", *files, "-o", out, "--limit", 300).exit_code == 0
    assert (out / "manifest.json").exists()


def test_the_limit_keeps_the_most_frequent_words(isogloss, vectors, out):
    files = vectors / "aa.vec", vectors / "bb.vec"
    assert isogloss("align", *files, "-o", out, "--limit", 300).exit_code == 0
    about = _manifest(out)
    assert (about["source"]["words"], about["target"]["words"]) == (300, 300)
    assert (out / "source.words.txt").read_text().splitlines()[-1] == "s299"


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("aa.vec.gz", "text"),
        ("aa.txt.zst", "glove"),
        ("aa.bin", "binary"),
        ("aa.bin", "fasttext"),
        ("aa.npz", "npz"),
    ],
)
def test_reads_what_people_have(isogloss, vectors, model, tmp_path, out, name, format):
    write(read(vectors / "aa.vec"), tmp_path / name, format=format)
    assert isogloss("align", tmp_path / name, vectors / "bb.vec", "-o", out).exit_code == 0
    arrays = np.load(out / "source.vectors.npy"), np.load(model / "source.vectors.npy")
    assert np.array_equal(*arrays)


def test_the_same_seed_gives_the_same_bytes_in_another_process(vectors, out):
    again = out.with_name("again")
    for folder in (out, again):
        arguments = vectors / "aa.vec", vectors / "bb.vec", "-o", folder, "--seed", 7
        assert isogloss_process("align", *arguments).returncode == 0
    assert _bytes(out) == _bytes(again)


def test_languages_are_named_by_option_file_and_file_name(isogloss, vectors, tmp_path, out):
    write(read(vectors / "bb.vec", language="cy"), tmp_path / "fr.npz")
    assert isogloss("align", vectors / "aa.vec", tmp_path / "fr.npz", "-o", out).exit_code == 0
    assert [_manifest(out)[side]["language"] for side in ("source", "target")] == ["aa", "cy"]
    names = "--source", "pt-BR", "--target", "gd"
    isogloss("align", vectors / "aa.vec", tmp_path / "fr.npz", "-o", out, *names)
    assert [_manifest(out)[side]["language"] for side in ("source", "target")] == ["pt-BR", "gd"]


def test_the_manifest_says_what_the_model_was_made_from(model):
    about = _manifest(model)
    assert about["source"]["provenance"] == {"file": "aa.vec", "format": "text"}
    assert about["method"]["random_seed"] == 0
    assert "numpy" in about["method"]["versions"]


def test_a_process_that_fails_prints_one_line_and_no_traceback(vectors, out):
    shutil.copy(vectors / "gold.txt", out.parent / "aa.vec")
    done = isogloss_process("align", out.parent / "aa.vec", vectors / "bb.vec", "-o", out)
    assert (done.returncode, done.stdout) == (1, "")
    last = done.stderr.splitlines()[-1]
    assert last.startswith(f"Error: {out.parent / 'aa.vec'}")
    assert "Traceback" not in done.stderr


def test_a_report_is_written_and_nothing_is_learned_from_the_gold(isogloss, vectors, out, model):
    files = vectors / "aa.vec", vectors / "bb.vec"
    page = out.parent / "report.html"
    options = "--report", page, "--gold", vectors / "gold.txt"
    result = isogloss("align", *files, "-o", out, *options)
    assert result.exit_code == 0 and f"wrote {page}" in result.stderr
    assert _bytes(out) == _bytes(model)
    text = page.read_text()
    score = json.loads(isogloss("evaluate", out, vectors / "gold.txt", "--json").stdout)
    assert text.startswith("<!doctype html>") and f"{score['p@1']:.2%}" in text
    assert {path.name for path in out.parent.iterdir()} == {"model", "report.html"}


def test_the_gold_for_a_report_may_lead_back_and_low_coverage_is_a_warning(isogloss, vectors, out):
    gold = out.parent / "gold.txt"
    gold.write_text("t10 s10\n" + "".join(f"Unheard{row} of\n" for row in range(5)))
    files = vectors / "aa.vec", vectors / "bb.vec"
    options = "--report", out.parent / "report.html", "--gold", gold
    result = isogloss("align", *files, "-o", out, *options)
    assert result.exit_code == 0
    assert f"{gold}: its pairs lead from bb to aa, so this was scored" in result.stderr
    assert f"warning: {gold}: only 16.7 %" in result.stderr


def test_a_run_that_is_not_aligned_has_a_report_too(isogloss, tmp_path):
    planted.write_unrelated(tmp_path)
    files = tmp_path / "aa.vec", tmp_path / "bb.vec"
    page = tmp_path / "report.html"
    run = isogloss("align", *files, "-o", tmp_path / "m", "--init", "identical", "--report", page)
    assert run.exit_code == 3
    assert '<section id="verdict" class="not-aligned">' in page.read_text()


def test_a_report_that_cannot_be_written_leaves_the_model_and_an_older_report(
    fails, vectors, out, monkeypatch
):
    def full(*arguments):
        raise OSError(28, "No space left on device", "report.html")

    monkeypatch.setattr("service.report.writing.report_page", full)
    page = out.parent / "report.html"
    page.write_text("older")
    files = vectors / "aa.vec", vectors / "bb.vec"
    assert "No space left" in fails("align", *files, "-o", out, "--report", page)
    assert page.read_text() == "older" and (out / "manifest.json").exists()
    assert {path.name for path in out.parent.iterdir()} == {"model", "report.html"}


@pytest.mark.parametrize(
    ("text", "part"), [("one two three\n", "line 1"), ("x y\n", "none of the 1 gold pairs")]
)
def test_a_gold_dictionary_of_no_use_is_refused_before_the_work(fails, vectors, out, text, part):
    gold = out.parent / "gold.txt"
    gold.write_text(text)
    files = vectors / "aa.vec", vectors / "bb.vec"
    options = "--report", out.parent / "report.html", "--gold", gold
    message = fails("align", *files, "-o", out, *options)
    assert message.startswith(str(gold)) and part in message
    assert list(out.parent.iterdir()) == [gold]


def test_wrong_use_of_a_report_is_told_before_any_file_is_read(isogloss, fails, tmp_path):
    files = "no.vec", "no.vec", "-o", tmp_path / "model"
    message = fails("align", *files, "--report", tmp_path / "none" / "report.html")
    assert "does not exist" in message
    folder = isogloss("align", *files, "--report", tmp_path)
    assert folder.exit_code == 2 and "is a folder" in folder.stderr
    alone = isogloss("align", *files, "--gold", "gold.txt")
    assert alone.exit_code == 2 and "give --report FILE too" in alone.stderr
