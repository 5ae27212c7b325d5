import json

import pytest

SMALL = ["--dimension", 16, "--epochs", 2, "--min-count", 2, "--threads", 1]
LANGUAGES = ["--source", "en", "--target", "xx"]


@pytest.fixture(scope="module")
def built(isogloss, texts, tmp_path_factory):
    folder = tmp_path_factory.mktemp("built") / "model"
    files = texts / "source.txt", texts / "target.txt"
    return isogloss("build", *files, "-o", folder, *LANGUAGES, *SMALL), folder


def test_two_texts_become_a_model(built, isogloss):
    run, folder = built
    about = json.loads((folder / "manifest.json").read_text())
    # So small a text may not align; the exit code and the verdict agree either way.
    assert run.exit_code == (3 if about["verdict"]["label"] == "not aligned" else 0)
    assert run.stdout == ""
    assert isogloss("translate", folder, "s1").stdout.count("\n") == 5


def test_the_model_knows_both_texts_and_languages(built):
    about = json.loads((built[1] / "manifest.json").read_text())
    for side, language in (("source", "en"), ("target", "xx")):
        provenance = about[side]["provenance"]
        assert about[side]["language"] == language
        assert provenance["corpus"] == [f"{side}.txt"]
        assert provenance["tokens"] == 2000 * 8
        assert provenance["settings"]["dimension"] == 16


def test_the_same_text_and_seed_give_the_same_bytes(built, isogloss, texts, tmp_path):
    files = texts / "source.txt", texts / "target.txt"
    isogloss("build", *files, "-o", tmp_path / "again", *LANGUAGES, *SMALL)
    for file in built[1].iterdir():
        assert file.read_bytes() == (tmp_path / "again" / file.name).read_bytes(), file.name


def test_a_fast_index_may_be_asked_for(isogloss, texts, tmp_path):
    files = texts / "source.txt", texts / "target.txt"
    run = isogloss("build", *files, "-o", tmp_path / "m", *LANGUAGES, *SMALL, "--index", "fast")
    assert "index of en: exact, because a fast index needs 4,096 words or more" in run.stderr


def test_languages_must_be_named(isogloss, texts, tmp_path):
    files = texts / "source.txt", texts / "target.txt"
    assert isogloss("build", *files, "-o", tmp_path / "model").exit_code == 2


def test_languages_of_the_same_name_are_refused_before_any_training(fails, tmp_path):
    none = tmp_path / "none.txt"
    message = fails("build", none, none, "-o", tmp_path / "m", "--source", "en", "--target", "en")
    expected = "both languages are called 'en'; name them with --source and --target"
    assert message.startswith(expected)


def test_a_text_of_no_use_leaves_nothing(fails, texts, tmp_path):
    (tmp_path / "few.txt").write_text("a few words\n")
    (tmp_path / "out").mkdir()
    files = texts / "source.txt", tmp_path / "few.txt"
    message = fails("build", *files, "-o", tmp_path / "out" / "model", *LANGUAGES, *SMALL)
    assert message.startswith(f"{tmp_path / 'few.txt'}: 3 words are too few")
    assert not list((tmp_path / "out").iterdir())


def test_an_output_that_cannot_be_is_refused_before_any_work(fails, tmp_path):
    none = tmp_path / "none.txt"
    message = fails("build", none, none, "-o", tmp_path / "none" / "model", *LANGUAGES)
    assert "does not exist" in message


def test_a_word_never_seen_is_translated_by_its_letters(built, isogloss):
    # "s1" and "s2" are known, and so are n-grams of what is spelled like them.
    result = isogloss("translate", built[1], "s1s2", "--json", "-k", 2)
    answer = json.loads(result.stdout)
    assert (answer["found"], answer["guessed"], len(answer["translations"])) == (False, True, 2)
    assert (
        "1 words are not in the vocabulary; candidates of 1 of them are guessed from"
        in result.stderr
    )
    assert isogloss("translate", built[1], "s1s2", "-k", 1).stdout.endswith("\tguessed\n")


def test_one_text_given_twice_is_worth_a_warning(isogloss, texts, tmp_path):
    one = texts / "source.txt"
    run = isogloss("build", one, one, "-o", tmp_path / "model", *LANGUAGES, *SMALL)
    assert "warning: both texts have the same words" in run.stderr


def test_a_report_is_written_and_a_gold_dictionary_of_unknown_words_is_a_warning(
    isogloss, texts, tmp_path
):
    (tmp_path / "gold.txt").write_text("unheard of\n")
    page = tmp_path / "report.html"
    files = texts / "source.txt", texts / "target.txt"
    options = "--report", page, "--gold", tmp_path / "gold.txt"
    run = isogloss("build", *files, "-o", tmp_path / "model", *LANGUAGES, *SMALL, *options)
    assert run.exit_code in (0, 3)
    assert "warning: the report will have no scores" in run.stderr
    text = page.read_text()
    assert "English <span" in text and 'id="gold"' not in text


def test_a_malformed_gold_dictionary_is_refused_before_any_training(fails, tmp_path):
    (tmp_path / "gold.txt").write_text("one two three\n")
    none = tmp_path / "none.txt"
    options = "--report", tmp_path / "report.html", "--gold", tmp_path / "gold.txt"
    message = fails("build", none, none, "-o", tmp_path / "model", *LANGUAGES, *options)
    assert message.startswith(f"{tmp_path / 'gold.txt'}, line 1: ")
