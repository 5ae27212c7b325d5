import csv
import json
import re

from service.batch.jobs import Job
from service.batch.plan import Planned
from service.batch.schedule import JobRow
from service.batch.show import Lines
from service.batch.store import Outcome
from service.batch.table import COLUMNS, lines, records, write_reports
from service.cli.commands.batch import kinds

REPORT = {
    "p@1": 0.471,
    "words": 1058,
    "coverage": 0.7,
    "spelling_alone_p@1": 0.2,
    "not_alike_p@1": None,
    "not_alike_words": 0,
    "direction": "en-es",
    "stated_direction": "en-es",
    "warning": "",
}


def _row(kind, name, state, outcome=None, problem="", needs=None, **settings):
    job = Job(kinds()[kind], name, {}, needs or {}, settings, name)
    return JobRow(Planned(job, {}, "key"), state, outcome, problem)


def _rows():
    model = Outcome("model", "doubtful", {}, 600.0, 900.0, 1472.6, 2)
    report = Outcome("evaluation.json", "", REPORT, 3.0, 2.0, 300.0, 2)
    needs = {"model": "align.en-es"}
    rows = [
        _row("align", "en-es", "kept", model),
        _row("evaluate", "reverse", "done", report, needs=needs, reverse=True),
        _row("evaluate", "forward", "done", report, needs=needs, reverse=False),
        _row("align", "en-fr", "failed", problem="no pair"),
    ]
    return {row.job.id: row for row in rows}


def test_the_table_has_pair_verdict_score_time_and_memory():
    shown = list(lines(records(_rows())))
    assert shown[0].split() == ["job", "state", "verdict", "P@1", "time", "memory", "output"]
    assert re.split("  +", shown[1]) == [
        *("align en-es", "kept", "doubtful", "47.10 %", "10 min", "1,473 MB", "en-es")
    ]
    assert shown[4].split() == ["align", "en-fr", "failed"]
    assert shown[5:] == ["align en-fr failed: no pair"]


def test_csv_and_json_have_the_same_content(tmp_path):
    expected = records(_rows())
    write_reports(expected, tmp_path)
    assert json.loads((tmp_path / "batch.json").read_text()) == expected
    with (tmp_path / "batch.csv").open(newline="") as stream:
        read = list(csv.DictReader(stream))
    assert tuple(read[0]) == COLUMNS
    assert [row["p@1"] for row in read] == ["0.471", "0.471", "0.471", ""]
    assert [row["state"] for row in read] == [row["state"] for row in expected]


def test_every_score_has_its_column(tmp_path):
    write_reports(records(_rows()), tmp_path)
    with (tmp_path / "batch.csv").open(newline="") as stream:
        evaluated = list(csv.DictReader(stream))[2]
    scores = {name: value for name, value in REPORT.items() if name != "stated_direction"}
    assert {name: evaluated[name] for name in scores} == {
        name: "" if value is None else str(value) for name, value in scores.items()
    }


def test_a_model_does_not_show_the_score_of_its_other_direction():
    other = Outcome("a.json", "", REPORT | {"direction": "es-en", "p@1": 0.1}, 3.0, 2.0, 300.0, 2)
    rows = _rows()
    row = _row("evaluate", "forward", "done", other, needs={"model": "align.en-es"})
    assert records(rows | {row.job.id: row})[0]["p@1"] is None


def test_progress_prints_one_line_per_event():
    printed, rows = [], _rows()
    show = Lines(rows, printed.append)
    show.said(rows["align.en-es"], "reading en.npz")
    for row in rows.values():
        show.changed(row)
    assert printed == [
        "align en-es: reading en.npz",
        "align en-es: kept, doubtful (3 of 4 jobs done, 1 failed)",
        "evaluate reverse: done, P@1 47.10 % (3 of 4 jobs done, 1 failed)",
        "evaluate forward: done, P@1 47.10 % (3 of 4 jobs done, 1 failed)",
        "align en-fr: failed: no pair (3 of 4 jobs done, 1 failed)",
    ]
