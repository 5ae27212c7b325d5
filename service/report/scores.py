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
        "spelling_alone_p@1": report.spelling_alone,
        "not_alike_p@1": report.not_alike,
        "not_alike_words": report.not_alike_words,
        "direction": report.direction,
        "warning": report.warning,
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
        *(f"{name}\t{value}" for name, value in beside(report)),
        f"direction\t{report.direction}",
    ]


def beside(report: Report) -> tuple[tuple[str, str], ...]:
    """Return the names and values of the scores that say how much of P@1 spelling explains."""
    not_alike = "no such word"
    if report.not_alike is not None:
        not_alike = f"{100 * report.not_alike:.2f} % of {report.not_alike_words:,} words"
    return (
        ("P@1 of spelling alone", f"{100 * report.spelling_alone:.2f} %"),
        ("P@1 of words not spelled alike", not_alike),
    )


def remarks(report: Report, gold: str, stated: str, *, turned: bool = False) -> list[str]:
    """Return what a user should know about a gold dictionary, one line each.

    Parameters
    ----------
    report
        The scores.
    gold
        Name of the gold dictionary.
    stated
        The direction that the user has stated, such as `en-fr`: that of the model, if no other.
    turned
        Whether the pairs were turned round to score this direction.
    """
    lines = []
    if report.direction != stated:
        lines.append(
            f"{gold}: its pairs lead from {report.source} to {report.target}, so this was scored"
        )
    elif turned:
        lines.append(f"{gold}: its pairs were turned round to score {report.direction}")
    return lines + ([f"warning: {gold}: {report.warning}"] if report.warning else [])
