"""Measure the verdict: what becomes of pairs that cannot be aligned, and of pairs that can.

    python benchmarks/bench_verdict.py EN.npz FR.npz FI.npz RU.npz --kinds gaussian,slipped \
        --seeds 0-1 --limit 8000 -o verdicts.tsv
    python benchmarks/bench_verdict.py verdicts.tsv

With spaces: aligns every pair of them with everything by default, the second one changed as each
kind of `negatives.py` says, and writes a line for each run; runs that the file has are not run
again. `--also` names spaces that stand only on the second side (shuffled text), `--given` a folder
of dictionaries S-T.muse-train.txt of which 200 pairs are given, `--gold` one of dictionaries
S-T.muse-train.txt for P@1. With such a file alone: prints the table of verdicts by kind.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
from negatives import BOTH, NEGATIVES

import isogloss
from align.evaluation.gold import evaluate
from align.lexicon import Lexicon, read_lexicon
from embeddings import Space, read

#: The columns of a line.
FIELDS = (
    *("kind", "source", "target", "seed", "label"),
    *("gain", "gain_not_alike", "held_out", "agreement", "kept"),
    *("p1", "not_alike", "not_alike_words", "cpu"),
)
KEYS = FIELDS[:4]

#: The columns whose range is printed.
RANGES = ("gain", "gain_not_alike", "held_out")

#: Number of known pairs that are given.
GIVEN = 200


def lexicon(folder: str | None, source: Path, target: Path) -> Lexicon | None:
    """Return the dictionary of two spaces, whose files are named after their languages."""
    if folder is None:
        return None
    path = Path(folder) / f"{source.name[:2]}-{target.name[:2]}.muse-train.txt"
    return read_lexicon(path) if path.exists() else None


def known_pairs(gold: Lexicon, source: Space, target: Space, rng: np.random.Generator) -> Lexicon:
    """Return some of the gold pairs that both spaces have."""
    both = [(a, b) for a, b in gold.pairs if a in source.rows and b in target.rows]
    chosen = rng.choice(len(both), min(GIVEN, len(both)), replace=False)
    return Lexicon(tuple(both[row] for row in sorted(chosen)), name="given")


def run(kind: str, a: Path, b: Path, seed: int, arguments: argparse.Namespace) -> dict[str, object]:
    """Align one pair and return its line."""
    rng = np.random.default_rng(seed)
    source, target = (read(path, limit=arguments.limit) for path in (a, b))
    source = NEGATIVES[kind](source, rng) if kind in BOTH else source
    target = NEGATIVES[kind](target, rng)
    given = lexicon(arguments.given, a, b)
    start = time.process_time()
    line: dict[str, object] = {
        "kind": named(kind, arguments),
        "source": a.stem,
        "target": b.stem,
        "seed": seed,
    }
    if given is not None:
        given = known_pairs(given, source, target, rng)
    try:
        model = isogloss.align(
            source, target, names=("source", "target"), seed_dictionary=given, random_seed=seed
        )
    except isogloss.IsoglossError as problem:
        return {**line, "label": f"refused: {problem}"}
    evidence = model.verdict.evidence.to_dict()
    line |= {"label": model.verdict.label, "cpu": round(time.process_time() - start)}
    line |= {name: round(evidence[name], 4) for name in FIELDS if name in evidence}
    gold = lexicon(arguments.gold, a, b)
    if gold is not None:
        report = evaluate(model, gold)
        line |= {"p1": round(100 * report.precision[1], 1)}
        if report.not_alike is not None:
            line |= {"not_alike": round(100 * report.not_alike, 1)}
            line |= {"not_alike_words": report.not_alike_words}
    return line


def table(path: Path) -> None:
    """Print the verdicts of each kind."""
    kinds = defaultdict(list)
    for line in lines(path):
        kinds[line["kind"]].append(line)
    print("| kind | runs | aligned | doubtful | not aligned |", " | ".join(RANGES), "|")
    print("|---" * (5 + len(RANGES)) + "|")
    for kind, runs in kinds.items():
        labels = [line["label"] for line in runs]
        counts = [labels.count(label) for label in ("aligned", "doubtful", "not aligned")]
        refused = len(runs) - sum(counts)
        ranges = [_range([line[name] for line in runs]) for name in RANGES]
        print("|", " | ".join(map(str, [kind, len(runs), *counts, *ranges])), "|", end="")
        print(f" {refused} refused" if refused else "")


def _range(values: list[str]) -> str:
    numbers = sorted(float(value) for value in values if value)
    return f"{numbers[0]:.3f} to {numbers[-1]:.3f}" if numbers else "-"


def main() -> None:
    """Run what is missing in the file, or print its table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("spaces", nargs="+", type=Path)
    parser.add_argument("--also", nargs="*", type=Path, default=[])
    parser.add_argument("--kinds", default="as_it_is")
    parser.add_argument("--seeds", default="0-0")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--given")
    parser.add_argument("--gold")
    parser.add_argument("-o", "--output", type=Path)
    arguments = parser.parse_args()
    if arguments.output is None:
        table(arguments.spaces[0])
        return
    done = {tuple(line[key] for key in KEYS) for line in lines(arguments.output)}
    with arguments.output.open("a", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, delimiter="\t")
        if not done:
            writer.writeheader()
        for kind, a, b, seed in wanted(arguments):
            if (named(kind, arguments), a.stem, b.stem, str(seed)) not in done:
                writer.writerow(run(kind, a, b, seed, arguments))
                file.flush()


def wanted(arguments: argparse.Namespace) -> Iterator[tuple[str, Path, Path, int]]:
    """Yield the kind, the files and the seed of each run."""
    first, last = map(int, arguments.seeds.split("-"))
    others = arguments.also or arguments.spaces
    for seed, kind in product(range(first, last + 1), arguments.kinds.split(",")):
        for a, b in product(arguments.spaces, others):
            if a.stem[:2] != b.stem[:2]:
                yield kind, a, b, seed


def named(kind: str, arguments: argparse.Namespace) -> str:
    """Return the name of a kind in the table."""
    return f"{kind}, {GIVEN} pairs given" if arguments.given else kind


def lines(path: Path) -> list[dict[str, str]]:
    """Return the lines that a file has; none if there is no file."""
    if not path.exists():
        return []
    with path.open(newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


if __name__ == "__main__":
    sys.exit(main())
