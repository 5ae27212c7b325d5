import shutil

import pytest

from embeddings import IsoglossError
from service.models import model_folders, open_directed


@pytest.fixture(scope="module")
def folder(model, tmp_path_factory):
    """Return a folder with one model in it."""
    parent = tmp_path_factory.mktemp("parent")
    shutil.copytree(model, parent / "aa-bb")
    return parent


def test_a_model_is_opened_as_it_is(model):
    assert open_directed(model).name == "aa-bb"
    assert open_directed(model, reverse=True).name == "bb-aa"


@pytest.mark.parametrize(("ends", "name"), [(("aa", "bb"), "aa-bb"), (("BB", "aa"), "bb-aa")])
def test_languages_say_which_model_and_which_way(folder, ends, name):
    assert open_directed(folder, *ends).name == name


def test_languages_may_be_named_for_a_single_model(model):
    assert open_directed(model, "bb", "aa").name == "bb-aa"


@pytest.mark.parametrize("ends", [(), ("aa",), (None, "bb")])
def test_of_a_folder_both_languages_must_be_named(folder, ends):
    with pytest.raises(IsoglossError, match="name both languages with --source and --target"):
        open_directed(folder, *ends)


def test_what_is_there_is_told(folder):
    with pytest.raises(IsoglossError, match="no model from aa to cc; it has aa-bb, bb-aa"):
        open_directed(folder, "aa", "cc")


def test_a_folder_without_models_is_told(tmp_path):
    with pytest.raises(IsoglossError, match="contains no model"):
        model_folders(tmp_path)


@pytest.mark.parametrize("command", ["translate", "lexicon", "map", "evaluate"])
def test_commands_take_a_folder_and_two_languages(isogloss, folder, vectors, tmp_path, command):
    more = {
        "translate": ["t1"],
        "lexicon": ["-o", tmp_path / "out.tsv"],
        "map": ["-o", tmp_path / "out.html"],
        "evaluate": [_reversed(vectors / "gold.txt", tmp_path / "gold.txt")],
    }[command]
    result = isogloss(command, folder, *more, "--source", "bb", "--target", "aa")
    assert result.exit_code == 0, result.output
    if command == "translate":
        assert result.stdout.startswith("t1\ts1\t")
    if command == "lexicon":
        assert "t1\ts1\t" in (tmp_path / "out.tsv").read_text()


def _reversed(gold, path):
    lines = (line.split("\t") for line in gold.read_text().splitlines())
    path.write_text("".join(f"{t}\t{s}\n" for s, t in lines))
    return path
