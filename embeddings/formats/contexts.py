"""The contexts of a space (`embeddings.space`) as arrays of an archive.

Each matrix, from 0, has three arrays, those of compressed sparse rows:

    contexts_0_starts   (n + 1,) int64
    contexts_0_columns  (p,) int32
    contexts_0_values   (p,) float16
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from embeddings.errors import MalformedFile
from embeddings.files import PathLike

if TYPE_CHECKING:
    from scipy.sparse import csr_array

_Arrays = Mapping[str, npt.NDArray[Any]]

#: The arrays of a matrix, and their types.
_PARTS = {"starts": np.int64, "columns": np.int32, "values": np.float16}


def as_arrays(contexts: Sequence[csr_array]) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of some matrices, by name; values are rounded to float16."""
    result = {}
    for number, each in enumerate(contexts):
        parts = (each.indptr, each.indices, each.data)
        for (name, dtype), array in zip(_PARTS.items(), parts, strict=True):
            result[f"contexts_{number}_{name}"] = array.astype(dtype)
    return result


def from_arrays(arrays: _Arrays, n: int, path: PathLike) -> tuple[csr_array, ...]:
    """Return the matrices (n, n) in some arrays.

    Parameters
    ----------
    arrays
        The arrays of an archive, by name.
    n
        The number of words in it.
    path
        The file, for error messages.

    Raises
    ------
    MalformedFile
        If an array is missing, or does not fit the others.
    """
    result: list[csr_array] = []
    while f"contexts_{len(result)}_starts" in arrays:
        result.append(_matrix(arrays, len(result), n, path))
    return tuple(result)


def _matrix(arrays: _Arrays, number: int, n: int, path: PathLike) -> csr_array:
    from scipy.sparse import csr_array

    try:
        starts, columns, values = (arrays[f"contexts_{number}_{name}"] for name in _PARTS)
        for array, dtype in zip((starts, columns, values), _PARTS.values(), strict=True):
            if array.dtype != dtype:
                raise ValueError(f"{array.dtype}, not {np.dtype(dtype)}")
        if not np.isfinite(values).all():
            raise ValueError("a number is not finite")
        matrix = csr_array((values.astype(np.float32), columns, starts), shape=(n, n))
        matrix.check_format(full_check=True)
    except (KeyError, ValueError) as error:
        raise MalformedFile(path, f"the contexts are damaged ({error}); train again") from error
    return matrix
