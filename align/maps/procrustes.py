"""The best rotation of one set of vectors onto another."""

from __future__ import annotations

import numpy as np

from embeddings.arrays import Vectors


def procrustes(x: Vectors, y: Vectors) -> Vectors:
    """Return the orthogonal map that takes `x` closest to `y`.

    Minimises the Frobenius norm of ``x @ w - y`` subject to ``w.T @ w = I``: with ``u s v.T`` the
    singular value decomposition of ``x.T @ y``, it is ``u @ v.T`` [1]_.

    Parameters
    ----------
    x, y : (p, d) float arrays
        Row i of `x` is mapped to row i of `y`.

    Returns
    -------
    w : (d, d) float32 array
        Computed in float64.

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    A planted rotation comes back:

    >>> rng = np.random.default_rng(0)
    >>> planted, _ = np.linalg.qr(rng.standard_normal((3, 3)))
    >>> x = rng.standard_normal((5, 3))
    >>> bool(np.allclose(procrustes(x, x @ planted), planted, atol=1e-6))
    True

    References
    ----------
    .. [1] P. Schönemann (1966), "A generalized solution of the orthogonal Procrustes problem",
       Psychometrika 31, doi:10.1007/BF02289451
    """
    if x.shape != y.shape:
        raise ValueError(f"the shapes of x and y differ ({x.shape} vs {y.shape})")
    u, _, vt = np.linalg.svd(x.T.astype(np.float64) @ y)
    w: Vectors = (u @ vt).astype(np.float32)
    return w
