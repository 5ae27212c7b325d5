"""Measure language models: perplexity, time, memory, size and speed, by order and by pruning.

    PYTHONPATH=. .venv/bin/python benchmarks/bench_lm.py TEXT --language en --keep FOLDER \
        [--words 100000] [--fewest 1,1,2,2,2 1,1,1]

The last 1 % of the lines of TEXT are held out. Sentences are read once, and their numbers of words
kept in FOLDER. Then each model is estimated in a process of its own; `--fewest` has the least
counts by order. Prints one tab-separated line for each: n-grams in millions; processor time and
peak memory of the process when it is estimated; size of the folder and of the
packed file; perplexity over all tokens, with unknown words and the ends of sentences, of the model
and of the packed one; million queries a second on one core.
"""

from __future__ import annotations

import argparse
import io
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
from measure import run

from embeddings.files import read_lines
from embeddings.lm.corpus import number_words
from embeddings.lm.estimate import Counting, estimate
from embeddings.lm.model import LanguageModel
from embeddings.lm.pack import read_packed, write_packed
from embeddings.lm.query import score
from embeddings.lm.save import save
from embeddings.lm.special import BEGIN, END, UNKNOWN, Words
from embeddings.lm.table import EMPTY
from embeddings.sentences.split import split
from embeddings.sentences.tokenise import forms_of_lines

FEWEST = ("1,1,1", "1,1,1,1", "1,1,1,1,1", "1,1,2,2,2", "1,2,3,3,3", "1,3,5,5,5", "1,10,20,20")
HELD_OUT = 0.01
LINES = 2000


def main() -> None:
    """Read the text, then measure each setting in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("text", type=Path)
    parser.add_argument("--language", default="en")
    parser.add_argument("--keep", type=Path, required=True)
    parser.add_argument("--words", type=int, default=100_000)
    parser.add_argument("--fewest", nargs="*", default=FEWEST)
    parser.add_argument("--one", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        measure(options.keep, options.one)
        return
    if not (options.keep / "words.json").exists():
        prepare(options.text, options.language, options.keep, options.words)
    names = ("ngrams_m", "mb_folder", "mb_packed", "ppl", "ppl_packed", "queries_m")
    print("fewest", "cpu_s", "peak_mb", *names, sep="\t")
    for fewest in options.fewest:
        cost = run([sys.executable, *sys.argv, "--one", fewest], quiet=False)
        found = json.loads(cost.output)
        columns = [f"{found[name]:.2f}" for name in names]
        print(fewest, f"{found['cpu']:.1f}", f"{found['peak']:.0f}", *columns, sep="\t", flush=True)


def prepare(text: Path, language: str, folder: Path, most: int) -> None:
    """Write the numbers of words of the sentences, and of the held-out ones, to `folder`."""
    folder.mkdir(exist_ok=True)
    start = time.process_time()
    lines = sum(1 for _ in read_lines(text))
    train = lines - int(lines * HELD_OUT)
    sentences = islice_sentences(text, language, 0, train)
    numbered = number_words(sentences, folder / "train.u32", most=most)
    rows = {word: number for number, word in enumerate(numbered.words)}
    held_out = [
        number
        for sentence in islice_sentences(text, language, train, lines)
        for number in (BEGIN, *(rows.get(word, UNKNOWN) for word in sentence), END)
    ]
    np.array(held_out, np.uint32).tofile(folder / "held_out.u32")
    (folder / "words.json").write_text(json.dumps(numbered.words))
    seconds = time.process_time() - start
    print(f"# {len(numbered.numbers):,} tokens and ends, read in {seconds:.0f} CPU s")


def islice_sentences(text: Path, language: str, first: int, last: int) -> Iterator[list[str]]:
    """Yield the sentences of some lines of a text."""
    lines = islice(read_lines(text), first, last)
    while block := "\n".join(islice(lines, LINES)):
        sentences = [block[start:end] for start, end in split(block, language)]
        yield from forms_of_lines(sentences, language)


def measure(folder: Path, fewest: str) -> None:
    """Estimate a model, and print what it costs and what it is good for."""
    counting = Counting(fewest=tuple(map(int, fewest.split(","))))
    words = json.loads((folder / "words.json").read_text())
    train, held_out = (
        np.memmap(folder / f"{name}.u32", np.uint32, "r") for name in ("train", "held_out")
    )
    estimate(np.array([BEGIN, END], np.uint32), words, counting)  # loads the compiled code
    start = time.process_time()
    model = estimate(np.asarray(train), words, counting)
    found = {"cpu": time.process_time() - start, "peak": peak()}
    found["ngrams_m"] = (np.sum(model.table[:, 0] != EMPTY) + len(words)) / 1e6
    with tempfile.TemporaryDirectory() as place:
        save(model, Path(place) / "lm")
        found["mb_folder"] = sum(f.stat().st_size for f in Path(place).rglob("*.*")) / 1e6
    sentences = sentences_of(np.asarray(held_out))
    found["ppl"], found["queries_m"] = perplexity(model, sentences)
    packed = io.BytesIO()
    write_packed(model, packed)
    found["mb_packed"] = len(packed.getvalue()) / 1e6
    found["ppl_packed"] = perplexity(read_packed(packed, "packed"), sentences)[0]
    print(json.dumps(found, default=float))


def peak() -> float:
    """Return the peak memory of this process in MB, with the pages of mapped files."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def sentences_of(numbers: Words) -> list[Words]:
    """Return the words of each sentence, without its two ends."""
    ends = np.flatnonzero(numbers == END)
    return [part[1:-1] for part in np.split(numbers, ends + 1) if len(part)]


def perplexity(model: LanguageModel, sentences: list[Words]) -> tuple[float, float]:
    """Return the perplexity of all tokens, and million queries a second."""
    model.score([])  # loads the compiled code
    start = time.process_time()
    total = sum(score(model.tables, each, model.order) for each in sentences)
    seconds = time.process_time() - start
    tokens = sum(len(each) + 1 for each in sentences)
    return float(np.exp(-total / tokens)), tokens / seconds / 1e6


if __name__ == "__main__":
    main()
