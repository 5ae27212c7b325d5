import yaml

from align.model.load import open_model


def test_a_card_stands_in_the_folder_which_stays_a_whole_model(isogloss, copy):
    result = isogloss("card", copy)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"wrote {copy / 'README.md'}\n"
    text = (copy / "README.md").read_text()
    assert yaml.safe_load(text.split("---\n")[1])["language"] == ["aa"]  # bb is no language
    assert "**aligned** (gain" in text
    assert open_model(copy).source.language == "aa"
    assert isogloss("inspect", copy).exit_code == 0


def test_what_hubs_add_to_a_folder_is_left_alone(isogloss, copy):
    (copy / ".gitattributes").write_text("*.npy filter=lfs\n")
    (copy / ".cache").mkdir()
    (copy / ".cache" / "x").write_text("y")
    assert isogloss("translate", copy, "s1").exit_code == 0


def test_a_listed_file_is_still_checked(fails, isogloss, copy):
    isogloss("card", copy)
    (copy / "maps.npz").write_bytes(b"other")
    assert "maps.npz" in fails("card", copy)


def test_a_card_is_written_anew(isogloss, copy):
    isogloss("card", copy)
    first = (copy / "README.md").read_bytes()
    assert isogloss("card", copy).exit_code == 0
    assert (copy / "README.md").read_bytes() == first


def test_what_somebody_wrote_is_left_alone(fails, isogloss, copy):
    (copy / "README.md").write_text("Mine.\n")
    assert "exists already and was not written by isogloss" in fails("card", copy)
    assert (copy / "README.md").read_text() == "Mine.\n"
    assert "exists already" in fails("card", copy, "-o", copy)


def test_the_card_can_go_to_the_standard_output(isogloss, model):
    result = isogloss("card", model, "-o", "-")
    assert result.stdout.startswith("---\nlanguage:\n") and result.stderr == ""
    assert not (model / "README.md").exists()


def test_a_gold_dictionary_gives_scores(isogloss, model, vectors):
    result = isogloss("card", model, "-o", "-", "--gold", vectors / "gold.txt")
    assert (
        "| P@1 of spelling alone | " in result.stdout and "| direction | aa-bb |" in result.stdout
    )
    assert result.stderr == ""


def test_what_is_no_model_has_no_card(fails, tmp_path):
    assert "not a model" in fails("card", tmp_path)
    assert not list(tmp_path.iterdir())
