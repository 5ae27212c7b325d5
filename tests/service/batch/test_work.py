import os
import signal

import pytest

from service.batch.work import JobFailed, Processes, Task, run


@pytest.fixture
def task(tmp_path):
    """Return what makes a task that runs `isogloss ARGUMENTS`."""

    def task(*arguments, key="k"):
        output = str(tmp_path / "models")
        return Task("lexicon.a", "lexicon", key, arguments, output, "a.tsv", {}, threads=1)

    return task


def test_a_job_that_fails_says_why_and_where_it_said_more(task, tmp_path):
    said = []
    with pytest.raises(JobFailed, match=r"^nothing: not a model.* \(.*/begun/k/log.txt\)$"):
        run(task("lexicon", "nothing", "-o", "a.tsv"), said.append)
    assert said[0].endswith(f"process {os.getpid()}")
    assert said[1].startswith("nothing: not a model")


def test_a_job_that_is_killed_is_told_by_the_signal(task, tmp_path):
    class Killing(Processes):
        def started(self, process):
            process.send_signal(signal.SIGKILL)

    with pytest.raises(JobFailed, match="ended by SIGKILL; most likely out of memory"):
        run(task("lexicon", "--help"), lambda message: None, Killing())


def test_no_job_begins_after_the_end(task):
    processes = Processes()
    processes.stop()
    with pytest.raises(JobFailed, match="ended by SIGTERM"):
        run(task("lexicon", "--help"), lambda message: None, processes)
