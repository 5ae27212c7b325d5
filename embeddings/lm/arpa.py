"""Write a language model in the format ARPA, which other programs read.

The logarithms in the file have base 10.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from embeddings.files import PathLike, write_binary
from embeddings.lm.model import LanguageModel
from embeddings.lm.table import EMPTY

#: The probability that ARPA files give to the word that begins sentences.
_NEVER = -99.0


def write_arpa(model: LanguageModel, path: PathLike) -> None:
    """Write `model` to the file `path`; a suffix such as .gz selects a compression."""
    orders = list(ngrams(model))
    with write_binary(path) as stream:
        lines = [r"\data\ "[:-1]]
        lines += [f"ngram {k}={len(values)}" for k, (_, values) in enumerate(orders, 1)]
        stream.write("\n".join(lines).encode() + b"\n")
        for order, (words, values) in enumerate(orders, 1):
            stream.write(f"\n\\{order}-grams:\n".encode())
            last = order == len(orders)
            for numbers, (chance, weight) in zip(words.tolist(), values.tolist(), strict=True):
                text = " ".join(model.words[number] for number in numbers)
                chance = max(chance / math.log(10), _NEVER) if text != "<s>" else _NEVER
                end = "" if last else f"\t{weight / math.log(10):.9g}"
                stream.write(f"{chance:.9g}\t{text}{end}\n".encode())
        stream.write(b"\n\\end\\\n")


def ngrams(model: LanguageModel) -> Iterator[tuple[npt.NDArray[np.uint32], npt.NDArray[np.float32]]]:
    """Yield for each order the n-grams (n, order), numbers of words, and their values (n, 2).

    The values are the natural log probability and the weight of back-off. n-grams stand in the
    order of their last word, then of the word before it, and so on.
    """
    words = np.arange(len(model.words), dtype=np.uint32)[:, None]
    yield words, model.unigrams
    #: For each row of the table of the order below, its place among the sorted n-grams.
    places = np.arange(len(model.words))
    for start, end in zip(model.starts[:-1].tolist(), model.starts[1:].tolist(), strict=True):
        keys, values = model.table[start:end, 0], model.tables.values[start:end, 2:]
        used = np.flatnonzero(keys != EMPTY)
        suffix = places[(keys[used] >> np.uint64(32)).astype(np.int64)]
        first = (keys[used] & np.uint64(0xFFFF_FFFF)).astype(np.uint32)
        order = np.lexsort((first, suffix))
        words = np.column_stack([first[order], words[suffix[order]]])
        yield words, values[used[order]]
        places = np.full(end - start, -1)
        places[used[order]] = np.arange(len(used))
