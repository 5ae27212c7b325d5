from pathlib import Path

import pytest

from align.learning.checkpoint import difference
from embeddings import IsoglossError
from embeddings.extras import versions
from service.fingerprint import fingerprint

GIVEN = {"seed": 1, "limit": None, "spelling": True, "seed_dictionary": None, "threads": 2}
GIVEN |= {"resume": False, "output": Path("model")}


@pytest.fixture
def made(tmp_path):
    """Return what makes the fingerprint of two small files, some options changed."""
    (tmp_path / "aa.vec").write_text("a 1\n")
    (tmp_path / "bb.vec").write_text("b 1\n")

    def make(**changes):
        files = {"SOURCE_VECTORS": [tmp_path / "aa.vec"], "TARGET_VECTORS": [tmp_path / "bb.vec"]}
        return fingerprint(files, GIVEN | changes)

    return make


def test_the_same_run_differs_in_nothing(made):
    assert difference(made(), made()) == ""


@pytest.mark.parametrize(
    "changes",
    [{"threads": 1}, {"output": "x"}, {"resume": True}, {"report": Path("r"), "gold": Path("g")}],
)
def test_what_has_no_effect_on_the_result_does_not_count(made, changes):
    assert difference(made(), made(**changes)) == ""


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"seed": 2}, "was made with --seed 2; remove the folder or give the same options"),
        ({"limit": 300}, "was made with --limit 300; "),
        ({"spelling": False}, "was made without --spelling; "),
    ],
)
def test_another_option_is_told_as_it_was_given(made, changes, told):
    assert difference(made(**changes), made()).startswith(told)


def test_an_option_that_was_not_given_is_told_so(made):
    assert difference(made(), made(limit=300)).startswith("was made without --limit; ")


@pytest.mark.parametrize("change", ["content", "name"])
def test_another_file_is_told_by_its_argument(made, tmp_path, change):
    before = made()
    if change == "content":
        (tmp_path / "bb.vec").write_text("b 2\n")
        now = made()
    else:
        (tmp_path / "cc.vec").write_text("b 1\n")
        files = {"SOURCE_VECTORS": [tmp_path / "aa.vec"], "TARGET_VECTORS": [tmp_path / "cc.vec"]}
        now = fingerprint(files, GIVEN)
    told = "was made from another TARGET_VECTORS; remove the folder or give the same files"
    assert difference(before, now) == told


def test_a_seed_dictionary_counts_by_what_is_in_it(made, tmp_path):
    seed = tmp_path / "seed.txt"
    seed.write_text("a b\n")
    before = made(seed_dictionary=seed)
    assert "another --seed-dictionary" in difference(before, made())
    seed.write_text("a c\n")
    assert "another --seed-dictionary" in difference(before, made(seed_dictionary=seed))


def test_another_version_is_told(made):
    then = made()
    then["versions"]["numpy"] = "1.0"
    told = "was made with numpy 1.0; remove the folder or install the same version"
    assert difference(then, made()) == told


def test_other_settings_of_the_learner_are_told(made):
    then = made()
    then["settings"]["learner"]["tolerance"] = 1.0
    assert difference(then, made()).startswith("was made with other settings of the learner; ")


def test_the_standard_input_cannot_be_resumed():
    with pytest.raises(IsoglossError, match="--resume needs files, not the standard input"):
        fingerprint({"SOURCE_TEXT": [Path("-")]}, GIVEN | {"resume": True})
    assert fingerprint({"SOURCE_TEXT": [Path("-")]}, GIVEN)["files"] == {
        "SOURCE_TEXT": [["-", None]]
    }


def test_versions_are_of_what_is_installed():
    assert list(versions("numpy", "no-such-distribution")) == ["numpy"]
