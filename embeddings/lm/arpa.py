"""Write a language model in the format ARPA, which other programs read.

The logarithms in the file have base 10.
"""

from __future__ import annotations

import math

from embeddings.files import PathLike, write_binary
from embeddings.lm.listing import ngrams
from embeddings.lm.model import LanguageModel

#: The probability that ARPA files give to the word that begins sentences.
_NEVER = -99.0


def write_arpa(model: LanguageModel, path: PathLike) -> None:
    """Write `model` to the file `path`; a suffix such as .gz selects a compression."""
    orders = list(ngrams(model))
    with write_binary(path) as stream:
        lines = ["\\data\\"]
        lines += [f"ngram {order}={len(each.words)}" for order, each in enumerate(orders, 1)]
        stream.write("\n".join(lines).encode() + b"\n")
        for order, each in enumerate(orders, 1):
            stream.write(f"\n\\{order}-grams:\n".encode())
            last = order == len(orders)
            for numbers, (chance, weight) in zip(
                each.words.tolist(), each.values.tolist(), strict=True
            ):
                text = " ".join(model.words[number] for number in numbers)
                chance = max(chance / math.log(10), _NEVER) if text != "<s>" else _NEVER
                end = "" if last else f"\t{weight / math.log(10):.9g}"
                stream.write(f"{chance:.9g}\t{text}{end}\n".encode())
        stream.write(b"\n\\end\\\n")
