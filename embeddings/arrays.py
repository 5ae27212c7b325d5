"""Type aliases of arrays, named by their content."""

import numpy as np
import numpy.typing as npt

#: Word vectors (n, d), one row for each word.
Vectors = npt.NDArray[np.float32]

#: How often each of n words occurs in its corpus, (n,).
Counts = npt.NDArray[np.int64]

#: A matrix in single precision: similarities (n, m) between two sets of words, a transport plan
#: (n, m), or a gradient (d, d).
Matrix = npt.NDArray[np.float32]

#: Row numbers of words.
Rows = npt.NDArray[np.integer]

#: Similarities, or other scores, of candidates: (n, k).
Scores = npt.NDArray[np.float32]

#: Row numbers of candidates: (n, k).
Neighbours = npt.NDArray[np.integer]

#: Numbers in double precision, of any shape.
Floats = npt.NDArray[np.float64]
