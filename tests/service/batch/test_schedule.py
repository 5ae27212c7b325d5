import io

import pytest
from rich.console import Console

from service.batch.jobs import Job
from service.batch.plan import Planned
from service.batch.schedule import Batch, JobRow
from service.batch.show import Board
from service.batch.store import Outcome, ResultStore
from service.cli.commands.batch import kinds

DONE = Outcome("space", "", {}, 1.0, 1.0, 1.0, 1)
NOTHING = Outcome(None, "not aligned", {}, 1.0, 1.0, 1.0, 1)


class Recorder:
    """A runner that runs nothing: each job ends at once with a prepared outcome."""

    def __init__(self, ends):
        self.ends, self.submitted = ends, []

    def submit(self, task, said, ended):
        self.submitted.append(task.id)
        said(task.id, "working")
        ended(task.id, self.ends.get(task.id, DONE))
        said(task.id, "too late")

    def close(self):
        pass


@pytest.fixture
def run(tmp_path):
    """Return a function that runs jobs and returns their states, their order and the display."""

    def run(needs, **ends):
        rows = {}
        for name, needed in needs.items():
            by_key = {str(i): f"train.{n}" for i, n in enumerate(needed)}
            job = Job(kinds()["train"], name, {}, by_key, {}, name)
            rows[job.id] = JobRow(Planned(job, {}, name))
        store = ResultStore(tmp_path / "models")
        store.root.mkdir(parents=True)
        runner = Recorder({f"train.{name}": end for name, end in ends.items()})
        console = Console(file=io.StringIO(), force_terminal=True, width=60)
        board = Board(rows, console)
        Batch(rows, store, runner, board, 1).run()
        console.print(board.draw())
        states = {row.job.name: row.state for row in rows.values()}
        return (
            states,
            [id.removeprefix("train.") for id in runner.submitted],
            console.file.getvalue(),
        )

    return run


def test_each_job_waits_for_the_jobs_it_needs(run):
    states, order, _ = run({"c": ["a", "b"], "b": ["a"], "a": [], "d": []})
    assert set(states.values()) == {"done"}
    assert order.index("a") < order.index("b") < order.index("c")


def test_only_dependants_of_a_failed_job_are_skipped(run):
    states, order, shown = run({"a": [], "b": ["a"], "c": ["b"], "d": []}, a=ValueError("why\nnot"))
    assert states == {"a": "failed", "b": "skipped", "c": "skipped", "d": "done"}
    assert sorted(order) == ["a", "d"]
    assert "train a: failed: why not" in shown
    assert "1 of 4 jobs done, 1 failed, 2 skipped" in shown


def test_dependants_of_a_job_without_output_are_skipped(run):
    states, _, shown = run({"a": [], "b": ["a"]}, a=NOTHING)
    assert states == {"a": "done", "b": "skipped"}
    assert "train a: done, nothing written, not aligned" in shown
