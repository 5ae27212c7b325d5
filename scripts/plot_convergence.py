"""Draw the convergence of self-learning as an SVG: the same chart as in a report.

python scripts/plot_convergence.py MODEL docs/convergence.svg
"""

from __future__ import annotations

import sys
from pathlib import Path

from align.model.load import open_model
from service.report.convergence import standalone
from service.report.history import read_history


def main(model: str, out: str) -> None:
    """Draw the self-learning rounds of `model`, and write the SVG to the file `out`."""
    alignment = open_model(model).alignment
    convincing = alignment.verdict.evidence.convincing_gain
    Path(out).write_text(standalone(read_history(alignment.method), convincing), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
