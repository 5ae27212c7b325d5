"""Fixtures: a batch with every kind of job on the planted pair, run once on this machine."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.service import planted

#: Every kind of job; a training that takes a second.
PAIRS = """
[defaults]
dimension = 8
epochs = 2
min-count = 1
init = "identical"

[train.xx]
text = "source.txt"

[align.aa-bb]
source = "aa.vec"
target = "bb.vec"

[evaluate.aa-bb]
gold = "gold.txt"

[lexicon.aa-bb]
"""


@dataclass
class Ran:
    """A finished batch: its file of jobs, its output folder, and the result of the command."""

    file: Path
    output: Path
    result: Any


@pytest.fixture(scope="session")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of jobs; its input files are in the same folder."""
    folder = tmp_path_factory.mktemp("pairs")
    planted.write_spaces(folder)
    planted.write_texts(folder)
    (folder / "pairs.toml").write_text(PAIRS)
    return folder / "pairs.toml"


@pytest.fixture(scope="session")
def ran(pairs: Path, isogloss, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Return the finished batch. Tests must not change it."""
    output = tmp_path_factory.mktemp("ran") / "models"
    result = isogloss("batch", pairs, "-o", output)
    assert result.exit_code == 0, result.output
    return Ran(pairs, output, result)


def contents(output: Path) -> Mapping[str, bytes]:
    """Return the bytes of every file that the links in `output` point to, without the reports."""
    content = {}
    for path in sorted(output.iterdir()):
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        if not path.name.startswith((".", "batch.")):
            content |= {str(file.relative_to(output)): file.read_bytes() for file in files}
    return content


def states(output: Path) -> dict[str, str]:
    """Return the state of each job of the last run, by title."""
    records = json.loads((output / "batch.json").read_text())
    return {f"{row['job']} {row['name']}": row["state"] for row in records}


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that writes a file of jobs to an empty folder."""

    def write(text: str) -> Path:
        (tmp_path / "pairs.toml").write_text(text)
        return tmp_path / "pairs.toml"

    return write
