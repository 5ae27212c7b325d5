from pathlib import Path

import numpy as np
import pytest

from embeddings import IsoglossError, Space
from service.cli.spaces import two_names


def _space(language=None):
    return Space(("a",), np.ones((1, 2), dtype=np.float32), language)


def _names(paths, languages=(None, None), chosen=(None, None)):
    spaces = _space(languages[0]), _space(languages[1])
    return two_names((Path(paths[0]), Path(paths[1])), spaces, *chosen)


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("x/en.vec", "en"),
        ("fin.vec.gz", "fin"),
        ("pt-BR.npz", "pt-BR"),
        ("wiki.en.vec", "en"),
        ("wiki.multi.en.vec", "en"),
        ("cc.en.300.vec.gz", "en"),
        ("vectors.vec", "source"),
        ("x/en/vectors.vec", "source"),
        ("wiki.vec", "source"),
    ],
)
def test_a_file_name_says_its_language(file, name):
    assert _names([file, "b.vec"])[0] == name


def test_names_that_say_nothing_are_told_apart():
    assert _names(["vectors.vec", "vectors.vec"]) == ("source", "target")


def test_the_file_itself_knows_better_than_its_name():
    assert _names(["en.npz", "fr.npz"], ("cy", None)) == ("cy", "fr")


def test_the_user_knows_best():
    assert _names(["en.npz", "fr.npz"], ("cy", "br"), ("gd", None)) == ("gd", "br")


def test_two_languages_of_one_name_are_refused():
    with pytest.raises(IsoglossError, match="both languages are called 'en'"):
        _names(("en.vec", "en.npz"))
