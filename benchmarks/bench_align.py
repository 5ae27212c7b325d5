"""Measure the cost of `isogloss align` as a process, and the precision of its model.

python benchmarks/bench_align.py SOURCE_VECTORS TARGET_VECTORS GOLD [REVERSE_GOLD] [--runs 3]
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile

from measure import Cost, isogloss, run


def main() -> None:
    """Print the cost of each run, then the evaluation of the last model in each direction."""
    parser = argparse.ArgumentParser()
    parser.add_argument("source")
    parser.add_argument("target")
    parser.add_argument("gold", nargs="+")
    parser.add_argument("--threads", default="2")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--init", default="identical")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        model = f"{folder}/model"
        command = isogloss("align", arguments.source, arguments.target, "-o", model)
        command += ["--init", arguments.init, "--threads", arguments.threads]
        costs = [report(run(command)) for _ in range(arguments.runs)]
        print(f"median {statistics.median(cost.cpu for cost in costs):.1f} CPU s")
        for gold, reverse in zip(arguments.gold, ([], ["--reverse"]), strict=False):
            output = run(isogloss("evaluate", model, gold, "--json", *reverse)).output
            print(gold, json.loads(output))


def report(cost: Cost) -> Cost:
    """Print `cost` and return it."""
    print(
        f"{cost.cpu:.1f} CPU s, {cost.wall:.1f} s of wall clock, {cost.memory:.0f} MB", flush=True
    )
    return cost


if __name__ == "__main__":
    main()
