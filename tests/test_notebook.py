"""The notebook of the guide runs on the shipped spaces, and shows what it says."""

import os
import re
import warnings
from pathlib import Path

import nbformat
import pytest

NOTEBOOK = Path(__file__).parents[1] / "docs" / "guide" / "notebook.ipynb"
_NUMBER = r"\d+(?:\.\d+)?"


def _texts(cell):
    """Return the texts that a cell shows, without those of pictures."""
    shown = []
    for output in cell.get("outputs", []):
        data = output.get("data", {})
        if "image/png" not in data:
            shown.append(output.get("text") or data["text/plain"])
    return shown


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    with warnings.catch_warnings():  # those of the libraries of Jupyter are not ours
        warnings.simplefilter("ignore")
        from nbclient import NotebookClient

        notebook = nbformat.read(NOTEBOOK, as_version=4)
        folder = tmp_path_factory.mktemp("notebook")
        client = NotebookClient(
            notebook, timeout=300, resources={"metadata": {"path": str(folder)}}
        )
        client.execute(env=os.environ | {"PYTHONPATH": str(NOTEBOOK.parents[2])})
    return notebook


def _words_and_numbers(cell):
    """Return the texts without their numbers, and the numbers as they are written."""
    text = "\n".join(_texts(cell))
    return " ".join(re.sub(_NUMBER, "#", text).split()), re.findall(_NUMBER, text)


def _tolerance(number):
    """Return 1 % of a number, or one unit of its last digit, which is rounded."""
    return max(0.01 * float(number), 1.001 * 10.0 ** -len(number.partition(".")[2]))


def test_every_cell_shows_what_is_stored(executed):
    """Numbers may differ a little: another processor or number of threads sums in another order."""
    stored = nbformat.read(NOTEBOOK, as_version=4)
    for before, after in zip(stored.cells, executed.cells, strict=True):
        words_before, numbers_before = _words_and_numbers(before)
        words_after, numbers_after = _words_and_numbers(after)
        assert words_after == words_before, after.source
        for one, other in zip(numbers_before, numbers_after, strict=True):
            assert float(other) == pytest.approx(float(one), abs=_tolerance(one)), after.source


def test_there_is_a_picture(executed):
    outputs = [output for cell in executed.cells for output in cell.get("outputs", [])]
    assert sum("image/png" in output.get("data", {}) for output in outputs) == 1


def test_it_needs_nothing_but_the_front_door():
    """Beside it: the shipped files, and what draws."""
    lines = [
        line
        for cell in nbformat.read(NOTEBOOK, as_version=4).cells
        if cell.cell_type == "code"
        for line in cell.source.splitlines()
        if line.startswith(("import ", "from "))
    ]
    assert set(lines) == {
        "import isogloss",
        "from embeddings import samples",
        "import matplotlib.pyplot as plt",
        "import numpy as np",
    }
