import os
import signal

import pytest

from service.batch.work import JobFailed, Processes, Task, run


@pytest.fixture
def task(tmp_path):
    """Return a function that creates a task; the task runs `isogloss ARGUMENTS`."""

    def task(*arguments, key="k"):
        output = str(tmp_path / "models")
        return Task("lexicon.a", "lexicon", key, arguments, output, "a.tsv", {}, threads=1)

    return task


def test_a_failed_job_reports_the_reason_and_its_log(task, tmp_path):
    messages = []
    with pytest.raises(JobFailed, match=r"^nothing: not a model.* \(.*/begun/k/log.txt\)$"):
        run(task("lexicon", "nothing", "-o", "a.tsv"), messages.append)
    assert messages[0].endswith(f"process {os.getpid()}")
    assert messages[1].startswith("nothing: not a model")


def test_a_killed_job_reports_the_signal(task, tmp_path):
    class Killing(Processes):
        def started(self, process):
            process.send_signal(signal.SIGKILL)

    with pytest.raises(JobFailed, match="killed by SIGKILL; probably out of memory"):
        run(task("lexicon", "--help"), lambda message: None, Killing())


def test_a_job_started_after_stop_is_stopped(task):
    processes = Processes()
    processes.stop()
    with pytest.raises(JobFailed, match="killed by SIGTERM"):
        run(task("lexicon", "--help"), lambda message: None, processes)
