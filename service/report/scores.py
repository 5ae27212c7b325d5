"""Format the scores of an evaluation as JSON values or as lines of text."""

from __future__ import annotations

from typing import Any

from align.evaluation.gold import Report


def report_json(report: Report) -> dict[str, Any]:
    """Return the scores of `report` as JSON values."""
    return {
        **{f"p@{k}": value for k, value in report.precision.items()},
        "mrr": report.mrr,
        "strict_p@1": report.strict,
        "coverage": report.coverage,
        "words": report.words,
        "interval": list(report.interval),
    }


def report_lines(report: Report) -> list[str]:
    """Return the scores of `report` as lines, each with a name and a value."""
    low, high = report.interval
    return [
        *(f"P@{k}\t{100 * value:.2f} %" for k, value in report.precision.items()),
        f"MRR\t{report.mrr:.4f}",
        f"95 % interval of P@1\t{100 * low:.2f} to {100 * high:.2f} %",
        f"coverage\t{100 * report.coverage:.2f} % of the gold source words",
        f"words\t{report.words}",
        f"strict P@1\t{100 * report.strict:.2f} %",
    ]
