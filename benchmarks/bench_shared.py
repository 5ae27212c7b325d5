"""Compare one space for many languages with the separate alignment of each pair.

    python benchmarks/bench_shared.py EN FR FI RU --hub en --gold DATA/gold [--test] \
        [--models FOLDER]

Prints one line per direction: P@1 of the separate and of the shared model, with the number of words
and the coverage, then for both models P@1 of spelling alone on the same words and P@1 over words
not spelled like their translations. Candidates are ranked by CSLS and clues. The gold dictionaries
are MUSE's train dictionaries, on which settings were chosen, or with `--test` the test
dictionaries, without the words that the train dictionary of either direction has. A pair without
a MUSE dictionary uses one composed through the hub: two words are a pair if they share a
translation in the hub's language.

Models are written to FOLDER, as `alone/S-T` and `shared`. Existing models are reused.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections import defaultdict
from itertools import combinations
from pathlib import Path

import measure

import isogloss
from isogloss import Lexicon, Report, read_lexicon


def dictionary(gold: Path, kind: str, source: str, target: str, hub: str) -> Lexicon:
    """Return the gold dictionary of a pair; if there is none, compose it through the hub."""
    own = gold / f"{source}-{target}.muse-{kind}.txt"
    if own.exists():
        return read_lexicon(own)
    to_source = read_lexicon(gold / f"{hub}-{source}.muse-{kind}.txt")
    to_target = read_lexicon(gold / f"{hub}-{target}.muse-{kind}.txt")
    translations = defaultdict(list)
    for word, translation in to_source.pairs:
        translations[word].append(translation)
    pairs = ((one, other) for word, other in to_target.pairs for one in translations[word])
    return Lexicon(tuple(dict.fromkeys(pairs)), f"{source}-{target} through {hub}")


def scored(model: Path, gold: Lexicon, *, reverse: bool) -> Report:
    """Evaluate a direction of the model in a folder; `gold` has pairs in this direction."""
    forward = isogloss.open(model)
    return (forward.reversed() if reverse else forward).evaluate(gold)


def make(folder: Path, *arguments: object) -> None:
    """Run `isogloss align` unless its output exists. A "not aligned" model is kept as well."""
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        code = subprocess.call(
            [*measure.isogloss("align"), *map(str, arguments), "-o", str(folder)]
        )
        if code not in (0, 3):
            raise SystemExit(code)


def main() -> None:
    """Align and evaluate all pairs, and print one line per direction."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("vectors", nargs="+", type=Path)
    parser.add_argument("--hub", required=True)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--test", action="store_true")
    parser.add_argument("--models", type=Path, default=Path("build/shared-bench"))
    arguments = parser.parse_args()
    kind = "test" if arguments.test else "train"
    languages = [path.name.split(".")[0] for path in arguments.vectors]
    make(arguments.models / "shared", "--hub", arguments.hub, *arguments.vectors)
    alone, shared = [], []
    for (one, x), (other, y) in combinations(zip(languages, arguments.vectors, strict=True), 2):
        pair = f"{one}-{other}"
        make(arguments.models / "alone" / pair, x, y)
        for source, target, reverse in ((one, other, False), (other, one, True)):
            gold = dictionary(arguments.gold, kind, source, target, arguments.hub)
            if arguments.test:
                there = dictionary(arguments.gold, "train", source, target, arguments.hub)
                back = dictionary(arguments.gold, "train", target, source, arguments.hub)
                gold = measure.unlearned(gold, there, back.reverse())
            reports = [
                scored(arguments.models / place / pair, gold, reverse=reverse)
                for place in ("alone", "shared")
            ]
            before, after = (100 * report.precision[1] for report in reports)
            alone.append(before)
            shared.append(after)
            words, coverage = reports[0].words, 100 * reports[0].coverage
            line = f"{before:.1f}\t{after:.1f}\t{after - before:+.1f}\t{words:,}\t{coverage:.1f} %"
            for report in reports:
                line += "\t" + ", ".join(measure.beside(report))
            print(f"{source}-{target}\t{line}", flush=True)
    mean = sum(alone) / len(alone), sum(shared) / len(shared)
    print(f"mean\t{mean[0]:.1f}\t{mean[1]:.1f}\t{mean[1] - mean[0]:+.1f}")


if __name__ == "__main__":
    sys.exit(main())
