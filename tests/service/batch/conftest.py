"""A batch of every kind of job over the planted pair, run once on this machine."""

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
    """A batch that has been run: its file, its output folder, and what it said."""

    file: Path
    output: Path
    result: Any


@pytest.fixture(scope="session")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of jobs, with all that it reads beside it."""
    folder = tmp_path_factory.mktemp("pairs")
    planted.write_spaces(folder)
    planted.write_texts(folder)
    (folder / "pairs.toml").write_text(PAIRS)
    return folder / "pairs.toml"


@pytest.fixture(scope="session")
def ran(pairs: Path, isogloss, tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """Return the batch, run; not to be changed."""
    output = tmp_path_factory.mktemp("ran") / "models"
    result = isogloss("batch", pairs, "-o", output)
    assert result.exit_code == 0, result.output
    return Ran(pairs, output, result)


def contents(output: Path) -> Mapping[str, bytes]:
    """Return the bytes of every file that the names in `output` lead to, reports aside."""
    found = {}
    for path in sorted(output.iterdir()):
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        if not path.name.startswith((".", "batch.")):
            found |= {str(file.relative_to(output)): file.read_bytes() for file in files}
    return found


def states(output: Path) -> dict[str, str]:
    """Return how each job of the last run stands, by its name."""
    found = json.loads((output / "batch.json").read_text())
    return {f"{row['job']} {row['name']}": row["state"] for row in found}


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    """Return what writes a file of jobs to an empty folder."""

    def write(text: str) -> Path:
        (tmp_path / "pairs.toml").write_text(text)
        return tmp_path / "pairs.toml"

    return write
