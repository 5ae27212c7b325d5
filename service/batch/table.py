"""The final table with one row per job: as text for people, as CSV and JSON for programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from embeddings.files import write_binary
from service.batch.schedule import JobRow, JobRows
from service.progress import duration

#: Scores of an evaluation, by their keys in its report.
_SCORES = (
    "p@1", "words", "coverage", "spelling_alone_p@1", "not_alike_p@1", "not_alike_words",
    "direction", "warning",
)  # fmt: skip

#: The columns of the CSV, and the keys of each object of the JSON.
COLUMNS = (
    "job", "name", "state", "verdict", *_SCORES, "seconds", "cpu_seconds", "memory_mb", "output",
    "key", "problem",
)  # fmt: skip

#: The columns of the printed table, and whether they are numeric.
_SHOWN = {
    "job": False, "state": False, "verdict": False, "P@1": True, "time": True, "memory": True,
    "output": False,
}  # fmt: skip


def records(rows: JobRows) -> list[dict[str, Any]]:
    """Return one record per job, with the keys `COLUMNS`.

    The record of a model shows the P@1 of the first evaluation in its forward direction.
    """
    evaluations: dict[str, JobRow] = {}
    for row in rows.values():
        if row.job.kind.name == "evaluate" and _is_forward(row):
            evaluations.setdefault(row.job.needs.get("model", ""), row)
    return [_record(row, _report(evaluations.get(id, row))) for id, row in rows.items()]


def _is_forward(row: JobRow) -> bool:
    """Return whether an evaluation is of the model as it is, by its settings and its gold words."""
    report = _report(row)
    as_stated = report.get("direction") == report.get("stated_direction")
    return as_stated and not row.job.settings.get("reverse")


def _record(row: JobRow, report: Mapping[str, Any]) -> dict[str, Any]:
    outcome, job = row.outcome, row.job
    return {
        "job": job.kind.name,
        "name": job.name,
        "state": row.state,
        "verdict": outcome.verdict if outcome else "",
        **{name: report.get(name) for name in _SCORES},
        "seconds": outcome.seconds if outcome else None,
        "cpu_seconds": outcome.cpu_seconds if outcome else None,
        "memory_mb": outcome.memory_mb if outcome else None,
        "output": job.output if outcome and outcome.output else "",
        "key": row.planned.key,
        "problem": row.problem,
    }


def _report(row: JobRow) -> Mapping[str, Any]:
    return row.outcome.report if row.outcome else {}


def write_reports(entries: list[dict[str, Any]], folder: Path) -> None:
    """Write `batch.csv` and `batch.json`.

    Parameters
    ----------
    entries
        The records of all jobs.
    folder
        The output folder of the batch.
    """
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(entries)
    with write_binary(folder / "batch.csv") as stream:
        stream.write(text.getvalue().encode())
    with write_binary(folder / "batch.json") as stream:
        stream.write(json.dumps(entries, ensure_ascii=False, indent=2).encode() + b"\n")


def lines(entries: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield the lines of the printed table, then one line per problem."""
    entries = list(entries)
    cells = [list(_SHOWN), *(_cells(record) for record in entries)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    for row in cells:
        columns = zip(row, widths, _SHOWN.values(), strict=True)
        yield "  ".join(
            cell.rjust(width) if numeric else cell.ljust(width) for cell, width, numeric in columns
        ).rstrip()
    for record in entries:
        if record["problem"]:
            yield f"{record['job']} {record['name']} {record['state']}: {record['problem']}"


def _cells(record: dict[str, Any]) -> list[str]:
    score, seconds, memory = record["p@1"], record["seconds"], record["memory_mb"]
    return [
        f"{record['job']} {record['name']}",
        record["state"],
        record["verdict"],
        "" if score is None else f"{100 * score:.2f} %",
        "" if seconds is None else duration(seconds),
        "" if memory is None else f"{memory:,.0f} MB",
        record["output"],
    ]
