"""Loops compiled to machine code by numba.

numba takes 0.15 s to import, and 0.3 s with its first loop. So only modules of loops import this
one, and only functions import those.

The compiled code is kept beside the module, else in the user's cache, or in `NUMBA_CACHE_DIR`. It
is compiled again after a change of its own file, but not of a file that it calls: after such a
change during development, delete the files `*.nbi` in `__pycache__`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar, cast

import numpy as np
from numba import njit

#: A whole number in compiled code, and where Python calls it.
Int = int | np.integer[Any]

Loop = TypeVar("Loop", bound=Callable[..., object])


def compiled(function: Loop) -> Loop:
    """Return `function` compiled on its first call, without the lock of the interpreter."""
    try:
        return cast(Loop, njit(cache=True, nogil=True)(function))
    except RuntimeError:  # no folder can be written to; then each process compiles for itself
        return cast(Loop, njit(nogil=True)(function))
