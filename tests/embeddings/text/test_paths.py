"""Files, folders and patterns are resolved to files."""

from pathlib import Path

import pytest

from embeddings import IsoglossError
from embeddings.text.paths import corpus_files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with five files, hidden ones, an empty file and an empty folder."""
    for name in (
        "b.txt",
        "a.txt",
        "c.md",
        "deep/d.txt",
        "deep/er/e.txt",
        ".hidden/f.txt",
        "deep/.g",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("text\n")
    (tmp_path / "deep" / "nothing.txt").touch()
    (tmp_path / "empty").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("path", "files"),
    [
        ("b.txt", ["b.txt"]),
        ("", ["a.txt", "b.txt", "c.md", "deep/d.txt", "deep/er/e.txt"]),
        ("deep", ["deep/d.txt", "deep/er/e.txt"]),
        ("*.txt", ["a.txt", "b.txt"]),
        ("[bc].*", ["b.txt", "c.md"]),
        ("*", ["a.txt", "b.txt", "c.md"]),
        ("**/*.txt", ["a.txt", "b.txt", "deep/d.txt", "deep/er/e.txt"]),
        ("deep/**", ["deep/d.txt", "deep/er/e.txt"]),
    ],
)
def test_a_path_stands_for_files_in_order_of_name(
    folder: Path, path: str, files: list[str]
) -> None:
    assert corpus_files([folder / path]) == tuple(folder / file for file in files)


def test_paths_keep_their_order(folder: Path) -> None:
    paths = [folder / "b.txt", "-", folder / "a.txt", folder / "b.txt"]
    assert corpus_files(paths) == tuple(map(Path, paths))


def test_a_file_with_brackets_in_its_name_is_no_pattern(folder: Path) -> None:
    (folder / "[ab].txt").touch()
    assert corpus_files([folder / "[ab].txt"]) == (folder / "[ab].txt",)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("*.csv", "no file with text matches"),
        ("empt*", "no file with text matches"),
        ("deep/no*", "no file with text matches"),
        ("empty", "no file with text in it"),
    ],
)
def test_a_path_without_files_is_an_error(folder: Path, path: str, message: str) -> None:
    with pytest.raises(IsoglossError, match=message):
        corpus_files([folder / path])


def test_an_empty_file_with_an_explicit_path_is_returned(folder: Path) -> None:
    assert corpus_files([folder / "deep/nothing.txt"]) == (folder / "deep/nothing.txt",)


def test_a_missing_file_is_reported_before_any_is_read(folder: Path) -> None:
    with pytest.raises(FileNotFoundError, match="No such file.*none"):
        corpus_files([folder / "a.txt", folder / "none"])
