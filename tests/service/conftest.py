"""The planted pair as files and as a model, made once; the command line as a function."""

import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import faiss
import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from embeddings import Space, write
from service.cli.main import main
from service.http.app import create_app
from service.http.registry import Served
from tests.service import planted

Isogloss = Callable[..., Result]

#: What `service.progress` writes.
_PROGRESS = re.compile(r" *\d+\.\d s  ")


def _isogloss(*arguments: object, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], input=stdin)


@pytest.fixture(scope="session", autouse=True)
def one_thread() -> None:
    """Search with one thread."""
    faiss.omp_set_num_threads(1)


@pytest.fixture(scope="session")
def isogloss() -> Isogloss:
    """Return what runs `isogloss ARGUMENTS` in this process."""
    return _isogloss


@pytest.fixture(scope="session")
def fails() -> Callable[..., str]:
    """Return what runs `isogloss ARGUMENTS`, which must fail in one line, and returns that line."""

    def run(*arguments: object, stdin: str | bytes | None = None) -> str:
        result = _isogloss(*arguments, stdin=stdin)
        assert result.exit_code == 1, result.output
        lines = [line for line in result.stderr.splitlines() if not _PROGRESS.match(line)]
        assert len(lines) == 1 and lines[0].startswith("Error: "), (lines, result.exception)
        return lines[0].removeprefix("Error: ")

    return run


@pytest.fixture(scope="session")
def vectors(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with `aa.vec` and `bb.vec`, which translate, and `gold.txt`."""
    folder = tmp_path_factory.mktemp("vectors")
    planted.write_spaces(folder)
    return folder


@pytest.fixture(scope="session")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with `source.txt` and `target.txt`, about ten topics; not to be changed."""
    folder = tmp_path_factory.mktemp("texts")
    planted.write_texts(folder)
    return folder


@pytest.fixture(scope="session")
def model(vectors: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the model of the planted pair; not to be changed."""
    folder = tmp_path_factory.mktemp("models") / "aa-bb"
    result = _isogloss("align", vectors / "aa.vec", vectors / "bb.vec", "-o", folder)
    assert result.exit_code == 0, result.output
    return folder


@pytest.fixture(scope="session")
def renamed() -> Callable[..., Path]:
    """Return what makes a model of the planted pair, English to Arabic, with other words in it.

    The words are given by row, source and target; the model is made in a folder, and its own is
    returned.
    """

    def make(folder: Path, words: Mapping[int, tuple[str, str]]) -> Path:
        for side, space in enumerate(planted.spaces()):
            names = list(space.words)
            for row, pair in words.items():
                names[row] = pair[side]
            write(Space(tuple(names), space.vectors), folder / f"{side}.npz")
        spaces = folder / "0.npz", folder / "1.npz"
        named = ("--source", "en", "--target", "ar")
        made = _isogloss("align", *spaces, "-o", folder / "model", *named)
        assert made.exit_code == 0, made.output
        return folder / "model"

    return make


@pytest.fixture
def copy(model: Path, tmp_path: Path) -> Path:
    """Return a copy of the model that a test may change."""
    return Path(shutil.copytree(model, tmp_path / "copy"))


@pytest.fixture
def client(model: Path) -> FlaskClient:
    """Return a client of the application that serves the planted pair."""
    return create_app(Served([model])).test_client()
