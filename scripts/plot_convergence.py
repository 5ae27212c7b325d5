"""Draw the convergence of self-learning: the chart of a report, as an SVG by itself.

python scripts/plot_convergence.py MODEL docs/convergence.svg
"""

from __future__ import annotations

import sys
from pathlib import Path

from align import open_model
from align.learning.verdict import convincing_gain
from service.report.convergence import standalone
from service.report.history import read_history


def main(model: str, out: str) -> None:
    """Draw the rounds of `model` into the file `out`."""
    alignment = open_model(model).alignment
    convincing = convincing_gain(alignment.verdict.evidence)
    Path(out).write_text(standalone(read_history(alignment.method), convincing), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
