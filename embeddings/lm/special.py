"""Numbers of words, and the words that every language model has."""

import numpy as np
import numpy.typing as npt

#: Numbers of words.
Words = npt.NDArray[np.uint32]

#: The first words of each model: one that it does not know, and the two ends of a sentence.
SPECIAL = ("<unk>", "<s>", "</s>")
UNKNOWN, BEGIN, END = 0, 1, 2
