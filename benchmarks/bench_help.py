"""Measure the time of `isogloss --help`.

python benchmarks/bench_help.py [--runs 20]
"""

from __future__ import annotations

import argparse
import statistics

from measure import isogloss, run


def main() -> None:
    """Print the minimum and the median wall-clock time. The first run is a warm-up."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=20)
    runs = parser.parse_args().runs
    walls = [run(isogloss("--help")).wall for _ in range(runs + 1)][1:]
    print(f"{runs} runs: minimum {min(walls):.3f} s, median {statistics.median(walls):.3f} s")


if __name__ == "__main__":
    main()
