"""Measure how many lines of a text come back from their tokens, and the speed of both ways.

    PYTHONPATH=. .venv/bin/python benchmarks/bench_tokens.py LANGUAGE=TEXT ... [--every 20]

Takes one line of `--every`. Lines are compared with each run of white space as one space. Prints
one tab-separated line for each text: lines, the share that comes back in per cent, and thousands of
tokens a second of splitting, tokenising and putting together. `--show` prints so many of the lines
that differ, as they were and as they came back.
"""

from __future__ import annotations

import argparse
import time
from itertools import islice, pairwise
from pathlib import Path

from embeddings.files import read_lines
from embeddings.sentences.detokenise import detokenise
from embeddings.sentences.split import split
from embeddings.sentences.tokenise import forms_of_lines, tokenise

BLOCK = 2000


def main() -> None:
    """Measure each text."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("texts", nargs="+")
    parser.add_argument("--every", type=int, default=20)
    parser.add_argument("--show", type=int, default=0)
    options = parser.parse_args()
    print("language", "lines", "equal", "split_k", "tokenise_k", "detokenise_k", sep="\t")
    for text in options.texts:
        language, _, path = text.partition("=")
        lines = [line for line in islice(read_lines(Path(path)), 0, None, options.every) if line]
        measure(language, lines, options.show)


def measure(language: str, lines: list[str], show: int) -> None:
    """Measure the lines of one text."""
    written = [[token.written for token in tokenise(line, language)] for line in lines]
    tokens = sum(map(len, written))
    times = [time.process_time()]
    for line in lines:
        list(split(line, language))
    times.append(time.process_time())
    for start in range(0, len(lines), BLOCK):
        forms_of_lines(lines[start : start + BLOCK], language)
    times.append(time.process_time())
    back = [detokenise(each, language) for each in written]
    times.append(time.process_time())
    other = [
        pair
        for pair in zip(lines, back, strict=True)
        if " ".join(pair[0].split()) != " ".join(pair[1].split())
    ]
    share = f"{100 - 100 * len(other) / len(lines):.2f}"
    speeds = [f"{tokens / (b - a) / 1e3:.0f}" for a, b in pairwise(times)]
    print(language, len(lines), share, *speeds, sep="\t", flush=True)
    for line, again in other[:show]:
        print(f"  {line}\n  {again}")


if __name__ == "__main__":
    main()
