"""Measure alignment without a dictionary: success rate, verdict and precision.

    python benchmarks/bench_unsupervised.py SOURCE TARGET GOLD GOLD-BACK --init transport \
        --no-spelling --seeds 0-9

Prints one tab-separated line per random seed: the seed method, the verdict, its evidence, CPU and
wall-clock seconds. With gold dictionaries it also prints P@1 by MUSE's metric in both directions,
with the number of words and their coverage, P@1 of spelling alone on the same words, and P@1 over
words not spelled like their translations; `-` stands for no dictionary. `--learned` names
dictionaries that settings were chosen on, one for each direction: their words are left out of both
gold dictionaries. `--init transport --no-spelling` uses no strings at all. `--negative` turns the
two spaces into a pair that cannot be aligned.
"""

from __future__ import annotations

import argparse
import os
import sys
import time

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import numpy as np
from measure import beside, unlearned
from negatives import NEGATIVES

from align.errors import EmptyDictionary
from align.evaluation.gold import evaluate
from align.learning.alignment import learn
from align.learning.restart import learn_again
from align.lexicon import read_lexicon
from align.model.build import build
from align.retrieval.clues import read_clues
from align.seed.find import INITS, find_seed
from embeddings import read


def main() -> None:
    """Align once per random seed, and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source")
    parser.add_argument("target")
    parser.add_argument("gold", nargs="+")
    parser.add_argument("--learned", nargs=2, metavar=("TRAIN", "TRAIN-BACK"))
    parser.add_argument("--no-spelling", action="store_true")
    parser.add_argument("--init", choices=INITS, default="auto")
    parser.add_argument("--seeds", default="0-9")
    parser.add_argument("--limit", type=int)
    parser.add_argument("--negative", choices=NEGATIVES)
    arguments = parser.parse_args()
    first, last = arguments.seeds.split("-")
    source = read(arguments.source, limit=arguments.limit)
    target = read(arguments.target, limit=arguments.limit)
    golds = [read_lexicon(path) for path in arguments.gold if path != "-"]
    if arguments.learned:
        there, back = map(read_lexicon, arguments.learned)
        learned = (there, back.reverse()), (there.reverse(), back)
        golds = [unlearned(gold, *each) for gold, each in zip(golds, learned, strict=False)]
    for seed in range(int(first), int(last) + 1):
        rng = np.random.default_rng(seed)
        other = NEGATIVES[arguments.negative](target, rng) if arguments.negative else target
        wall, cpu = time.monotonic(), time.process_time()
        try:
            pairs = find_seed(source, other, arguments.init, rng=rng)
        except EmptyDictionary:
            print(seed, arguments.negative or "", "no seed", sep="\t", flush=True)
            continue
        clues = read_clues(source, other, spelling=not arguments.no_spelling, rng=rng)
        alignment = learn(source, other, pairs, rng=rng, clues=clues)
        alignment = learn_again(source, other, pairs, alignment, rng=rng, clues=clues)
        line = [seed, arguments.negative or "", pairs.method, alignment.verdict.label]
        line += [
            f"{name} {value:.3f}" for name, value in alignment.verdict.evidence.to_dict().items()
        ]
        if golds:
            model = build(source, other, alignment, ("source", "target"), clues)
            # The second dictionary is for the reverse direction.
            for gold, directed in zip(golds, (model, model.reversed()), strict=False):
                report = evaluate(directed, gold)
                line += [f"P@1 {100 * report.precision[1]:.2f}", f"words {report.words}"]
                line += [f"coverage {report.coverage:.3f}", *beside(report)]
        line += [f"cpu {time.process_time() - cpu:.0f}", f"wall {time.monotonic() - wall:.0f}"]
        print(*line, sep="\t", flush=True)


if __name__ == "__main__":
    sys.exit(main())
