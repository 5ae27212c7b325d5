"""Three languages with a known answer, through `isogloss align --hub`."""

import json
import shutil

import numpy as np
import pytest

from align.model.load import open_model
from embeddings import Space, write
from embeddings.reduction import reduced
from service.http.app import create_app
from service.http.registry import Served
from tests.service import planted


def _third():
    """Return a third copy of the planted space."""
    rng = np.random.default_rng(7)
    x, _ = planted.vectors()
    turned = x @ np.linalg.qr(rng.standard_normal((planted.DIMENSION, planted.DIMENSION)))[0]
    noised = turned + 0.15 * rng.standard_normal(x.shape)
    return Space(planted.names("u"), noised.astype(np.float32))


@pytest.fixture(scope="module")
def files(tmp_path_factory, vectors):
    """Return `aa.vec`, `bb.vec` and `cc.vec`, which translate."""
    folder = tmp_path_factory.mktemp("three")
    for name in ("aa.vec", "bb.vec"):
        shutil.copy(vectors / name, folder)
    write(_third(), folder / "cc.vec")
    return [folder / name for name in ("aa.vec", "bb.vec", "cc.vec")]


@pytest.fixture(scope="module")
def run(isogloss, files, tmp_path_factory):
    """Return the run that puts them into one space, and its output."""
    out = tmp_path_factory.mktemp("models") / "shared"
    return isogloss("align", "--hub", "aa", *files, "-o", out), out


@pytest.fixture(scope="module")
def shared(run):
    return run[1]


def test_each_two_have_a_model_and_a_verdict(run):
    result, shared = run
    assert result.exit_code == 0, result.output
    assert sorted(path.name for path in shared.iterdir()) == ["aa-bb", "aa-cc", "bb-cc"]
    for pair in ("aa-bb", "aa-cc", "bb-cc"):
        assert f"{pair}: aligned" in result.stderr
    assert not shared.with_name("shared.unfinished").exists()


@pytest.mark.parametrize(("source", "target"), [("aa", "cc"), ("cc", "bb"), ("bb", "cc")])
def test_all_directions_translate(isogloss, shared, source, target):
    prefix = {"aa": "s", "bb": "t", "cc": "u"}
    queries = [f"{prefix[source]}{row}" for row in (1, 2, 3, 100)]
    result = isogloss(
        "translate", shared, *queries, "-k", 1, "--source", source, "--target", target, "--json"
    )
    answers = [json.loads(line) for line in result.stdout.splitlines()]
    translations = [answer["translations"][0]["word"] for answer in answers]
    assert translations == [word.replace(prefix[source], prefix[target]) for word in queries]


@pytest.mark.parametrize("turned", [False, True])
def test_named_languages_select_the_model_and_the_direction(isogloss, shared, tmp_path, turned):
    words = [planted.names(prefix) for prefix in ("u", "t")]
    gold = tmp_path / "cc-bb.txt"
    pairs = zip(*(words[::-1] if turned else words), strict=True)
    gold.write_text("".join(f"{one}\t{other}\n" for one, other in pairs))
    result = isogloss("evaluate", shared, gold, "--source", "cc", "--target", "bb", "--json")
    report = json.loads(result.stdout)
    assert report["p@1"] > 0.98 and report["direction"] == "cc-bb"
    assert ("were turned round to score cc-bb" in result.stderr) is turned


def test_a_language_stands_once_on_disk(shared):
    files = [
        shared / "aa-bb" / "source.vectors.npy",
        shared / "aa-cc" / "source.vectors.npy",
    ]
    assert files[0].samefile(files[1])
    assert (shared / "aa-bb" / "target.words.txt").samefile(shared / "bb-cc" / "source.words.txt")
    own = [folder / "source.scores.npy" for folder in (shared / "aa-bb", shared / "aa-cc")]
    assert not own[0].samefile(own[1])


def test_all_directions_are_served_and_share_their_words(shared):
    served = Served([shared])
    assert sorted(served.registry.pairs) == ["aa-bb", "aa-cc", "bb-aa", "bb-cc", "cc-aa", "cc-bb"]
    answer = create_app(served).test_client().get("/v1/translate?source=cc&target=bb&q=u5&k=1")
    assert answer.json["results"][0]["translations"][0]["word"] == "t5"
    sides = [served.registry.pairs[name].translator.source for name in ("aa-bb", "aa-cc")]
    assert sides[0].vocabulary is sides[1].vocabulary
    assert sides[0].penalized is sides[1].penalized
    assert sides[0].table is not sides[1].table


def test_it_is_made_of_what_it_says(shared):
    method = json.loads((shared / "bb-cc" / "manifest.json").read_text())["method"]
    assert method["hub"] == "aa"
    assert method["seed"]["method"] == "shared space"
    assert (
        json.loads((shared / "aa-bb" / "manifest.json").read_text())["method"]["seed"]["method"]
        == "identical"
    )


def test_the_same_run_gives_the_same_bytes(isogloss, files, shared, tmp_path):
    assert isogloss("align", "--hub", "aa", *files, "-o", tmp_path / "again").exit_code == 0
    for file in sorted(shared.glob("*/*")):
        assert file.read_bytes() == (tmp_path / "again" / file.relative_to(shared)).read_bytes()


def test_what_cannot_be_aligned_is_left_out(isogloss, files, tmp_path):
    random = np.random.default_rng(3).standard_normal((1500, planted.DIMENSION))
    write(Space(planted.distinct("x")[:600], random[:600].astype(np.float32)), tmp_path / "xx.vec")
    result = isogloss(
        "align",
        "--hub",
        "aa",
        *files[:2],
        tmp_path / "xx.vec",
        "-o",
        tmp_path / "out",
        "--init",
        "transport",
    )
    assert result.exit_code == 3
    assert "xx: not aligned with any other language, left out" in result.stderr
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["aa-bb"]
    assert open_model(tmp_path / "out" / "aa-bb").alignment.verdict.label == "aligned"


def test_a_run_that_was_interrupted_goes_on(isogloss, files, shared, tmp_path, monkeypatch):
    def stop(*args, **kwargs):
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr("align.runs.learn_shared", stop)
        assert isogloss("align", "--hub", "aa", *files, "-o", tmp_path / "out").exit_code == 1
    stored = sorted(path.name for path in (tmp_path / "out.unfinished").iterdir())
    assert stored == ["aa-bb", "aa-cc", "run.json"]
    result = isogloss("align", "--hub", "aa", *files, "-o", tmp_path / "out", "--resume")
    assert result.stderr.count("using the stored first pairs") == 2
    for file in sorted(shared.glob("*/*.npy")):
        assert file.read_bytes() == (tmp_path / "out" / file.relative_to(shared)).read_bytes()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--hub", "zz"], "--hub zz: not one of the languages, aa, bb, cc"),
        (["--hub", "aa", "--languages", "aa,bb"], "3 files, but the languages are aa, bb"),
        (["--hub", "aa", "--languages", "aa,bb,aa"], "3 files, but the languages are aa, bb, aa"),
    ],
)
def test_names_that_do_not_fit_are_told(fails, files, tmp_path, more, message):
    assert message in fails("align", *files, "-o", tmp_path / "out", *more)


def test_languages_of_more_dimensions_are_reduced(isogloss, files, tmp_path):
    write(reduced(_third(), 24), tmp_path / "dd.vec")
    out = tmp_path / "out"
    result = isogloss("align", "--hub", "aa", *files[:2], tmp_path / "dd.vec", "-o", out)
    assert result.exit_code == 0, result.output
    for name in ("aa", "bb"):
        assert f"{name}: reduced from 30 to 24 dimensions" in result.stderr
    assert open_model(out / "bb-dd").provenance["source"]["reduced"]["to"] == 24


def test_a_folder_with_something_else_in_it_is_not_replaced(fails, files, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine")
    assert "not a model of a shared space" in fails(
        "align", "--hub", "aa", *files, "-o", tmp_path / "out"
    )
    assert (tmp_path / "out" / "thesis.txt").exists()


def test_an_older_shared_space_is_replaced(isogloss, files, shared, tmp_path):
    shutil.copytree(shared, tmp_path / "out")
    assert isogloss("align", "--hub", "aa", *files[:2], "-o", tmp_path / "out").exit_code == 0
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["aa-bb"]


@pytest.mark.parametrize(
    "wrong",
    [
        ["--hub", "aa", "--source", "aa"],
        ["--hub", "aa", "--seed-dictionary", "x.txt"],
        ["--hub", "aa", "--report", "x.html"],
        ["--languages", "aa,bb,cc"],
        [],
    ],
)
def test_usage_that_fits_two_languages_only_is_refused(isogloss, files, tmp_path, wrong):
    assert isogloss("align", *files, "-o", tmp_path / "out", *wrong).exit_code == 2
