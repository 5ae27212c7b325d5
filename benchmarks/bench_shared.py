"""One space for many languages, against every two of them aligned on their own.

    python benchmarks/bench_shared.py EN FR FI RU --hub en --gold DATA/gold [--alone FOLDER]

A line a direction: P@1 by CSLS and what clues add, alone and in the shared space, with words and
coverage, on the MUSE train dictionaries (what settings were chosen by) or, with `--test`, on the
test dictionaries. Two languages without a MUSE dictionary are scored by that of either with the
hub: words that have an English word in common, of the test dictionaries or of the train ones.

Models are kept in FOLDER, `alone/S-T` and `shared`, and not made again if they are there.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections import defaultdict
from itertools import combinations
from pathlib import Path

from measure import isogloss

from align import Lexicon, evaluate, open_model, read_lexicon
from align.evaluation.gold import Report


def dictionary(gold: Path, kind: str, source: str, target: str, hub: str) -> Lexicon:
    """Return the gold dictionary, made through that of the hub where there is none."""
    own = gold / f"{source}-{target}.muse-{kind}.txt"
    if own.exists():
        return read_lexicon(own)
    there = read_lexicon(gold / f"{hub}-{source}.muse-{kind}.txt")
    back = read_lexicon(gold / f"{hub}-{target}.muse-{kind}.txt")
    meanings = defaultdict(list)
    for word, translation in there.pairs:
        meanings[word].append(translation)
    pairs = ((one, other) for word, other in back.pairs for one in meanings[word])
    return Lexicon(tuple(dict.fromkeys(pairs)), f"{source}-{target} through {hub}")


def scored(model: Path, gold: Lexicon, *, reverse: bool) -> Report:
    """Return how well the model in a folder does by `gold`, which is in the direction asked."""
    return evaluate(open_model(model), gold.reverse() if reverse else gold, reverse=reverse)


def make(folder: Path, *arguments: object) -> None:
    """Run `isogloss align` unless its output is there; a verdict of not aligned is a result too."""
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        code = subprocess.call([*isogloss("align"), *map(str, arguments), "-o", str(folder)])
        if code not in (0, 3):
            raise SystemExit(code)


def main() -> None:
    """Align, score, and print the lines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("vectors", nargs="+", type=Path)
    parser.add_argument("--hub", required=True)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--test", action="store_true")
    parser.add_argument("--models", type=Path, default=Path("build/shared-bench"))
    given = parser.parse_args()
    kind = "test" if given.test else "train"
    languages = [path.name.split(".")[0] for path in given.vectors]
    make(given.models / "shared", "--hub", given.hub, *given.vectors)
    alone, together = [], []
    for (one, x), (other, y) in combinations(zip(languages, given.vectors, strict=True), 2):
        pair = f"{one}-{other}"
        make(given.models / "alone" / pair, x, y)
        for source, target, reverse in ((one, other, False), (other, one, True)):
            gold = dictionary(given.gold, kind, source, target, given.hub)
            reports = [
                scored(given.models / place / pair, gold, reverse=reverse)
                for place in ("alone", "shared")
            ]
            before, after = (100 * report.precision[1] for report in reports)
            alone.append(before)
            together.append(after)
            words, coverage = reports[0].words, 100 * reports[0].coverage
            line = f"{before:.1f}\t{after:.1f}\t{after - before:+.1f}\t{words:,}\t{coverage:.1f} %"
            print(f"{source}-{target}\t{line}", flush=True)
    mean = sum(alone) / len(alone), sum(together) / len(together)
    print(f"mean\t{mean[0]:.1f}\t{mean[1]:.1f}\t{mean[1] - mean[0]:+.1f}")


if __name__ == "__main__":
    sys.exit(main())
