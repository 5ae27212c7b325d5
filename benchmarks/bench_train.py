"""Compare training with isogloss and with gensim alone on the same tokens, in alternating runs.

    python benchmarks/bench_train.py TEXT [--epochs 1] [--runs 2]

The isogloss run is `isogloss train TEXT --preset word2vec`: it starts Python, decompresses,
tokenises, trains and writes. The gensim run starts Python, trains with the same settings on a file
of the same tokens, and writes. It includes gensim's vocabulary scan, which training requires.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from measure import Cost, isogloss, run

from embeddings import TrainingSettings
from embeddings.files import read_lines
from embeddings.text.tokens import tokenize

GENSIM = """
import sys
from gensim.models.word2vec import Word2Vec
path, out, threads, epochs, size, window, negative, min_count, sample = sys.argv[1:]
model = Word2Vec(corpus_file=path, sg=1, workers=int(threads), epochs=int(epochs),
                 vector_size=int(size), window=int(window), negative=int(negative),
                 min_count=int(min_count), sample=float(sample), seed=0)
model.wv.save_word2vec_format(out, binary=True)
"""


def main() -> None:
    """Print the word rates of both for each run, their ratio, and the median ratio."""
    parser = argparse.ArgumentParser()
    parser.add_argument("text", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--epochs", type=int, default=1)
    parser.add_argument("--runs", type=int, default=2)
    arguments = parser.parse_args()
    settings = TrainingSettings(epochs=arguments.epochs)
    with tempfile.TemporaryDirectory() as folder:
        tokens = Path(folder) / "tokens.txt"
        words = write_tokens(arguments.text, tokens) * settings.epochs
        print(f"{words:,} words in all epochs, {arguments.threads} threads, {settings}", flush=True)
        numbers = [settings.epochs, settings.dimension, settings.window]
        numbers += [settings.negative, settings.min_count, settings.sample]
        shared = [str(arguments.threads), *map(str, numbers)]
        ratios = []
        for _ in range(arguments.runs):
            ours = run(
                isogloss(
                    *("train", str(arguments.text), "-o", f"{folder}/ours.w2v"),
                    *("--threads", str(arguments.threads), "--epochs", str(settings.epochs)),
                    *("--preset", "word2vec"),
                )
            )
            theirs = run(
                [sys.executable, "-c", GENSIM, str(tokens), f"{folder}/theirs.w2v", *shared]
            )
            ratios.append(theirs.wall / ours.wall)
            print(
                f"isogloss {summary(ours, words)}, gensim alone {summary(theirs, words)}, "
                f"ratio {ratios[-1]:.3f}",
                flush=True,
            )
    print(f"median ratio {statistics.median(ratios):.3f}")


def summary(cost: Cost, words: int) -> str:
    """Return the word rate and the cost of one run."""
    rate = words / cost.wall
    return f"{rate:,.0f} words/s ({cost.wall:.1f} s, {cost.cpu:.0f} CPU s, {cost.memory:.0f} MB)"


def write_tokens(text: Path, target: Path) -> int:
    """Write the tokens of `text` to `target`, and return their number."""
    total = 0
    with target.open("w", encoding="utf-8") as out:
        for line in map(tokenize, read_lines(text)):
            if line:
                total += line.count(" ") + 1
                out.write(f"{line}\n")
    return total


if __name__ == "__main__":
    main()
