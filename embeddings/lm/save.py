"""Write a language model to a folder of plain arrays, and map it into memory again.

    about.json       format, version, and the numbers of words, rows and orders
    words.txt        the words, one a line; the number of a word is its line, from 0
    unigrams.npy     (v, 2) float32: log probability, and weight of back-off
    table.npy        (s, 2) uint64: the rows of `embeddings.lm.table`
    starts.npy       (order,) int64: the first row of each order, and the number of rows

Nothing is read from `table.npy` before a query needs it, so a false row in it is not found. Whoever
loads files of others must compare checksums first.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from embeddings.errors import IsoglossError, MalformedFile
from embeddings.files import PathLike, write_folder
from embeddings.lm.model import LanguageModel
from embeddings.lm.special import SPECIAL

_ABOUT = "about.json"
_FORMAT = {"format": "isogloss-language-model", "version": 1}


def save(model: LanguageModel, folder: PathLike) -> None:
    """Write `model` to `folder`, whole or not at all; an older model is replaced.

    Parameters
    ----------
    model
        The model.
    folder
        The folder to write to.

    Raises
    ------
    IsoglossError
        If the folder exists and is not a language model.
    """
    if Path(folder).exists() and not (Path(folder) / _ABOUT).exists():
        raise IsoglossError(f"{folder}: not a language model; choose another folder or delete it")
    about = _FORMAT | {
        "words": len(model.words),
        "rows": len(model.table),
        "order": model.order,
    }
    with write_folder(folder) as path:
        (path / _ABOUT).write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
        text = "".join(f"{word}\n" for word in model.words)
        (path / "words.txt").write_bytes(text.encode())
        for name in ("unigrams", "table", "starts"):
            np.save(path / f"{name}.npy", getattr(model, name), allow_pickle=False)


def load(folder: PathLike) -> LanguageModel:
    """Return the model in `folder`, mapped into memory.

    Raises
    ------
    MalformedFile
        If a file is missing, damaged, or does not fit the others.
    """
    path = Path(folder)
    about = _about(path / _ABOUT)
    words = _words(path / "words.txt", about["words"])
    unigrams = _mapped(path / "unigrams.npy", np.float32, (about["words"], 2))
    table = _mapped(path / "table.npy", np.uint64, (about["rows"], 2))
    starts = _mapped(path / "starts.npy", np.int64, (about["order"],))
    if starts[0] != 0 or starts[-1] != len(table) or np.any(np.diff(starts) < 2):
        raise MalformedFile(path / "starts.npy", "the rows do not fit the table; copy it again")
    return LanguageModel(words, unigrams, table, starts)


def _about(path: Path) -> dict[str, int]:
    try:
        about = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise MalformedFile(path, "missing; the folder is not a language model") from None
    except ValueError as error:
        raise MalformedFile(path, f"not JSON ({error}); copy the model again") from None
    if not isinstance(about, dict) or any(about.get(key) != _FORMAT[key] for key in _FORMAT):
        raise MalformedFile(path, f"not a language model of version {_FORMAT['version']}")
    numbers = {key: about.get(key) for key in ("words", "rows", "order")}
    if not all(isinstance(number, int) and number >= 0 for number in numbers.values()):
        raise MalformedFile(path, "the numbers of words, rows and orders are needed")
    return {key: int(number or 0) for key, number in numbers.items()}


def _words(path: Path, number: int) -> tuple[str, ...]:
    try:
        words = tuple(path.read_bytes().decode().split("\n")[:-1])
    except FileNotFoundError:
        raise MalformedFile(path, "missing; copy the model again") from None
    except UnicodeDecodeError:
        raise MalformedFile(path, "not UTF-8; copy the model again") from None
    if len(words) != number or words[: len(SPECIAL)] != SPECIAL:
        raise MalformedFile(path, f"not the {number} words of the model; copy it again")
    return words


def _mapped(path: Path, dtype: npt.DTypeLike, shape: tuple[int, ...]) -> npt.NDArray[Any]:
    try:
        # An empty file cannot be mapped.
        array = np.load(path, mmap_mode="r" if np.prod(shape) else None, allow_pickle=False)
    except FileNotFoundError:
        raise MalformedFile(path, "missing; copy the model again") from None
    except (ValueError, EOFError) as error:
        problem = str(error).partition("\n")[0]
        raise MalformedFile(path, f"damaged ({problem}); copy the model again") from None
    if array.dtype != dtype or array.shape != shape:
        raise MalformedFile(
            path, f"{array.shape} of {array.dtype}, not {shape} of {np.dtype(dtype)}; copy it again"
        )
    # A plain array over the mapped bytes: compiled loops know no other kind.
    plain = np.asarray(array)
    plain.flags.writeable = False
    return plain
