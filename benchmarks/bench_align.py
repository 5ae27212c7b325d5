"""Measure the cost of `isogloss align` as a process, and the precision of its model.

Beside P@1 stand P@1 of spelling alone, and P@1 over words not spelled like their translations.

GOLD has pairs from source to target, REVERSE_GOLD pairs from target to source.

python benchmarks/bench_align.py SOURCE_VECTORS TARGET_VECTORS GOLD [REVERSE_GOLD] [--runs 3]
"""

from __future__ import annotations

import argparse
import statistics
import tempfile

import measure
from measure import Cost

import isogloss
from service.report.scores import report_json


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
        output = f"{folder}/model"
        command = measure.isogloss("align", arguments.source, arguments.target, "-o", output)
        command += ["--init", arguments.init, "--threads", arguments.threads]
        costs = [report(measure.run(command)) for _ in range(arguments.runs)]
        print(f"median {statistics.median(cost.cpu for cost in costs):.1f} CPU s")
        model = isogloss.open(output)
        for gold, directed in zip(arguments.gold, (model, model.reversed()), strict=False):
            print(gold, report_json(directed.evaluate(gold)))


def report(cost: Cost) -> Cost:
    """Print `cost` and return it."""
    print(
        f"{cost.cpu:.1f} CPU s, {cost.wall:.1f} s of wall clock, {cost.memory:.0f} MB", flush=True
    )
    return cost


if __name__ == "__main__":
    main()
