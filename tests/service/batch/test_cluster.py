"""Tests on a real cluster: a scheduler and worker processes, one of which is killed at work."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from service.batch.cluster import _difference
from tests.service.batch.conftest import contents, states
from tests.service.running import ROOT, STARTING, STOPPING

#: The program of a good worker, and two programs whose workers cannot run jobs.
WORKER = "from distributed.cli.dask_worker import main; main()"
WITHOUT_PACKAGE = "import sys; sys.modules['service'] = None; " + WORKER
OLD_NUMPY = (
    "import embeddings.extras as e, service.batch.cluster as c; real = e.versions; "
    "c.versions = lambda *names: real(*names) | {'numpy': '1.0'}; " + WORKER
)


@contextmanager
def _process(*command: str) -> Iterator[subprocess.Popen]:
    environment = os.environ | {"PYTHONPATH": str(ROOT), "DASK_LOGGING__DISTRIBUTED": "error"}
    with subprocess.Popen(
        [sys.executable, *command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


#: A program that waits until the given number of workers has joined.
JOINED = (
    "import sys, distributed as d; d.Client(sys.argv[1]).wait_for_workers(int(sys.argv[2]), 60)"
)

PROGRAMS = {"good": WORKER, "other": WORKER, "bare": WITHOUT_PACKAGE, "old": OLD_NUMPY}


@pytest.fixture(scope="module")
def cluster(tmp_path_factory) -> Iterator[tuple[str, dict[str, subprocess.Popen]]]:
    """Return the address of a scheduler, and its workers by name: two good, two unusable."""
    port, folder = _free_port(), tmp_path_factory.mktemp("workers")
    address = f"tcp://127.0.0.1:{port}"
    options = ("--host", "127.0.0.1", "--no-dashboard")
    with ExitStack() as stack:
        scheduler = ("-m", "distributed.cli.dask_scheduler", *options, "--port", str(port))
        stack.enter_context(_process(*scheduler))
        options += ("--nthreads", "1", "--no-nanny", address)
        workers = {
            name: stack.enter_context(
                _process("-c", program, *options, "--local-directory", str(folder / name))
            )
            for name, program in PROGRAMS.items()
        }
        subprocess.run([sys.executable, "-c", JOINED, address, "4"], check=True, timeout=STARTING)
        yield address, workers


def _batch(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "service", "batch", *map(str, arguments)]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, cwd=ROOT)


def _fails(*arguments: object) -> list[str]:
    with _batch(*arguments) as process:
        _, stderr = process.communicate(timeout=STARTING)
    assert process.returncode == 1, stderr
    return stderr.splitlines()


def test_workers_that_cannot_run_the_jobs_are_named_before_anything_runs(cluster, ran, tmp_path):
    address, workers = cluster
    lines = _fails(ran.file, "-o", tmp_path / "models", "--scheduler", address)
    assert lines[0] == "Error: 2 of 4 workers cannot run the jobs; nothing was run"
    problems = sorted(re.sub(r"^  tcp://\S+: ", "", line) for line in lines[1:])
    assert problems[0].startswith("cannot run isogloss (") and "install isogloss" in problems[0]
    assert problems[1].startswith("has numpy 1.0; this machine has ")
    assert not list((tmp_path / "models" / ".store").glob("*/result.json"))
    for name in ("bare", "old"):
        workers[name].kill()
        workers[name].wait(STOPPING)


def test_a_worker_killed_at_work_changes_nothing(cluster, ran, tmp_path):
    address, workers = cluster
    output = tmp_path / "models"
    messages = []
    with _batch(ran.file, "-o", output, "--scheduler", address) as process:
        assert process.stderr
        for line in process.stderr:
            messages.append(line)
            if "align aa-bb: rotate" in line and workers["good"].poll() is workers["other"].poll():
                pattern = r"align aa-bb: on \S+, process (\d+)"
                where = [re.search(pattern, message) for message in messages]
                killed = int(next(filter(None, where)).group(1))
                assert killed in [workers[name].pid for name in ("good", "other")]
                os.kill(killed, signal.SIGKILL)
                next(w for w in workers.values() if w.pid == killed).wait(STOPPING)
        code = process.wait(STARTING)
    assert code == 0, messages
    assert sum("align aa-bb: on " in line for line in messages) == 2
    assert set(states(output).values()) == {"done"}
    assert contents(output) == contents(ran.output)


def test_a_cluster_without_workers_is_reported(cluster, ran, tmp_path):
    address, workers = cluster
    for worker in workers.values():
        worker.kill()
        worker.wait(STOPPING)
    lines = _fails(ran.file, "-o", tmp_path / "models", "--scheduler", address)
    assert lines == [
        f"Error: the cluster at {address} has no workers; start some with `dask worker {address}`"
    ]


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:{}", "nonsense://x:{}"])
def test_a_scheduler_that_does_not_answer_is_reported(ran, tmp_path, fails, monkeypatch, address):
    monkeypatch.setattr("service.batch.cluster._TIMEOUT", 0.5)
    address = address.format(_free_port())
    message = fails("batch", ran.file, "-o", tmp_path / "models", "--scheduler", address)
    assert message.startswith(f"no scheduler answers at {address} (")


def test_without_dask_the_extra_is_named(ran, tmp_path, fails, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    options = ("-o", tmp_path / "models", "--scheduler", "tcp://127.0.0.1:1")
    assert fails("batch", ran.file, *options).endswith(
        "install it with: pip install 'isogloss[cluster]'"
    )


def test_the_cluster_is_not_contacted_when_all_jobs_are_done(ran, isogloss, tmp_path):
    shutil.copytree(ran.output, tmp_path / "models", symlinks=True)
    options = ("-o", tmp_path / "models", "--scheduler", "tcp://127.0.0.1:1")
    assert isogloss("batch", ran.file, *options).exit_code == 0


def test_a_worker_that_does_not_see_the_folder_is_reported():
    versions = {"Python": "3.11", "folder": "False"}
    message = _difference(versions, versions, Path("/models"))
    assert message == "does not see /models; share the folder at the same path on every machine"
